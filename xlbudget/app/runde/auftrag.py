"""What is to be sent to whom, and how."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from xlbudget.app.bericht.versandordner import ORDNER_VERSAND, ordnername
from xlbudget.core.zeit import Stand


class Weg(StrEnum):
    """How mails leave."""

    ENTWURF = "Entwurf"
    OUTLOOK = "Outlook"
    SENDEN = "senden"


def entwurfsordner(datenmappe: Path, stand: Stand) -> Path:
    """Where drafts and list of a Datenmappe go unless somebody says otherwise: no other Datenmappe writes there."""
    return datenmappe.parent / ORDNER_VERSAND / ordnername(datenmappe) / str(stand)


@dataclass(frozen=True, slots=True)
class Auftrag:
    """What is to be done: for which Stand and Budgets (none: all), on which way, and where drafts and list go.

    `erneut` makes a new Fassung for those whose figures changed after theirs was sent, and puts a draft into Outlook
    that was put there before. `wechsel_geprueft`: it is meant that somebody gets what another one got before.
    `trotz_fehlern`: findings that say that sums are wrong do not hold it up.
    """

    stand: Stand
    ziel: Path
    nur: Collection[str] = ()
    frist: date | None = None
    weg: Weg = Weg.ENTWURF
    erneut: bool = False
    wechsel_geprueft: bool = False
    trotz_fehlern: bool = False
    heute: date = field(default_factory=date.today)
