import pytest
from app.bericht.musterhaus import Haus, clean_house


@pytest.fixture
def haus() -> Haus:
    return clean_house()
