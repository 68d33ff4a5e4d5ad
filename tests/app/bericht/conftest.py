from functools import partial

import pytest
from app.bericht.kennzahlmappe import write_mappe
from app.bericht.musterhaus import Haus, clean_house


@pytest.fixture
def musterhaus() -> Haus:
    return clean_house()


@pytest.fixture
def kennzahlmappe(tmp_path):
    """Writes the example with Kennzahlwerte; use it once."""
    return partial(write_mappe, tmp_path)
