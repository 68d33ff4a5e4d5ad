"""The log: what was done from the ribbon, and what went wrong, in a file of the user."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 1_000_000
"""So large the file may become before it is put aside; three older ones are kept."""


def log_datei() -> Path:
    """Where the log is."""
    return Path.home() / ".xlbudget" / "xlbudget.log"


@contextmanager
def recording() -> Iterator[logging.Logger]:
    """A logger that writes to the log inside the block. Where the file cannot be written, nothing is recorded."""
    logger = logging.getLogger("xlbudget.addin")
    handler = _handler()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        handler.close()


def _handler() -> logging.Handler:
    datei = log_datei()
    try:
        datei.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(datei, maxBytes=MAX_BYTES, backupCount=3, encoding="utf-8")
    except OSError:  # no reason not to do what the user wants
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
