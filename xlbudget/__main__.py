"""Start the command line; imports take a moment, and Ctrl-C in that moment must not show a traceback."""

import sys


def main() -> None:
    """Entry point of the command `xlbudget` and of `python -m xlbudget`."""
    try:
        from xlbudget.cli import main as run
    except KeyboardInterrupt:
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
