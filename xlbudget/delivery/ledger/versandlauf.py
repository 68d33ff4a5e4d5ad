"""A run that sends what the Versandbuch has planned."""

from __future__ import annotations

from datetime import UTC, datetime

from xlbudget.delivery.ledger.datenbank import Datenbank
from xlbudget.delivery.ledger.eintraege import Ereignis, Nachricht
from xlbudget.delivery.ledger.versandzeilen import append_ereignis, get_nachricht
from xlbudget.delivery.mail.zustellung import Ereignisart, Zustellung
from xlbudget.errors import EingabeError


class Versandlauf:
    """One run that sends, alone: the intent is stored before the server hears of a mail, the result after."""

    def __init__(self, datenbank: Datenbank, wer: str, *, vier_augen: bool) -> None:
        self._datenbank, self._wer, self._vier_augen = datenbank, wer, vier_augen

    def begin(self, kennung: str) -> Nachricht:
        """Store the intent. Raises EingabeError (German) unless the mail may be sent now."""
        with self._datenbank.write() as connection:
            nachricht = get_nachricht(connection, kennung)
            if not nachricht.ist_sendbar:
                raise EingabeError(f"{nachricht.genannt} wird nicht versendet: {nachricht.zustand}.")
            if self._vier_augen and nachricht.freigegeben_von is None:
                raise EingabeError(f"{nachricht.genannt} ist noch nicht freigegeben (xlbudget freigeben).")
            append_ereignis(connection, kennung, Ereignis(Ereignisart.BEGONNEN, datetime.now(UTC), self._wer))
            return nachricht

    def confirm(self, kennung: str, zustellung: Zustellung) -> None:
        """Store what became of it."""
        with self._datenbank.write() as connection:
            ereignis = Ereignis(zustellung.art, datetime.now(UTC), self._wer, zustellung.text, zustellung.abgelehnte)
            append_ereignis(connection, kennung, ereignis)
