import pytest
from app.bericht.musterhaus import Haus, clean_house


@pytest.fixture
def musterhaus() -> Haus:
    return clean_house()
