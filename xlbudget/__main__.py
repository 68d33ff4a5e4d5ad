"""Start the command line; imports take a moment, and Ctrl-C in that moment must not show a traceback."""

import gc
import sys

_AUFRAEUMEN_AB = 100_000  # objects; Python's 700 cost a large run a tenth of its time, and nothing here is circular


def main() -> None:
    """Entry point of the command `xlbudget` and of `python -m xlbudget`."""
    gc.set_threshold(_AUFRAEUMEN_AB)
    try:
        from xlbudget.cli import main as run
    except KeyboardInterrupt:
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
