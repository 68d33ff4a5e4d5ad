"""An Outlook to send with."""

from __future__ import annotations

import pytest
from delivery.conftest import postgres, postgres_ort  # noqa: F401 - fixtures
from delivery.mail.test_outlook import Anwendung, ComError

from xlbudget.app.runde import uebergabe
from xlbudget.delivery.mail.outlook import Outlook


@pytest.fixture
def outlook(monkeypatch: pytest.MonkeyPatch) -> Anwendung:
    """The one that `--outlook` finds."""
    anwendung = Anwendung()
    monkeypatch.setattr(uebergabe, "Outlook", lambda: Outlook(lambda name: anwendung, ComError))
    return anwendung
