"""The draft of a council paper from the figures of a Stand: a new one, or an edited one made anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlbudget.app.bericht.ausgaben import check_zeigt_budgets
from xlbudget.app.bericht.auswahl import ALLES, Auswahl
from xlbudget.app.bericht.auszuege import select_auszuege
from xlbudget.app.bericht.blaetter import safe_names
from xlbudget.app.bericht.fakten import with_fakten
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.massnahmen import with_massnahmen
from xlbudget.app.bericht.sperre import check_sperre
from xlbudget.app.bericht.textpruefung import pruefung_of
from xlbudget.core.rueckmeldung import Feldart
from xlbudget.core.sachdarstellung.entwurf import build_entwurf
from xlbudget.core.sachdarstellung.fortschreiben import Entwurfsschritt, check_same_draft, plan_schritte
from xlbudget.core.sachdarstellung.modelle import Entwurf
from xlbudget.core.textpruefung.modelle import Urteil, Urteilsart
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, Befund, EingabeError
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.texte.lesen import read_text
from xlbudget.sources.texte.wordentwurf import read_entwurf
from xlbudget.sources.texte.wordvorlage import check_vorlage
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.sachdarstellung.entwurf import fill_vorlage, renew_entwurf

VORLAGE = "sachdarstellung.docx"


@dataclass(frozen=True)
class Geschrieben:
    """A draft as it was written; `schritte` say what became of an earlier one, `sicherung` is where that lies now.

    `widersprueche` are figures in it that the data contradict: they stand in what a person wrote.
    """

    datei: Path
    entwurf: Entwurf
    widersprueche: tuple[Urteil, ...]
    schritte: tuple[Entwurfsschritt, ...] = ()
    sicherung: Path | None = None
    ist_nachverfolgt: bool = False


@dataclass(frozen=True)
class Entwurfsergebnis:
    """What a run wrote, and all Befunde."""

    geschrieben: tuple[Geschrieben, ...]
    befunde: tuple[Befund, ...]


def sachdarstellung(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    *,
    vorlage: Path | None = None,
    auswahl: Auswahl = ALLES,
    trotz_fehlern: bool = False,
    fortschritt: Fortschritt = silent,
) -> Entwurfsergebnis:
    """Write a new draft below `ziel`, or one for each committee of the `auswahl`, from the template of the house.

    That is `vorlage`, else `sachdarstellung.docx` beside the Datenmappe, else the shipped one. A draft that is there
    already is never overwritten. Raises EingabeError, VorlageError or AusgabeError (German), BerichtGesperrtError
    without `trotz_fehlern` where a finding says that sums are wrong.
    """
    eigene = datenmappe.parent / VORLAGE
    muster = vorlage or (eigene if eigene.is_file() else shipped("templates", VORLAGE))
    check_vorlage(muster)
    lauf = load(datenmappe, stand, fortschritt)
    entwuerfe = _build(lauf, auswahl, trotz_fehlern=trotz_fehlern)
    dateien = _files(ziel, entwuerfe)
    for datei in dateien:
        if datei.exists():
            raise AusgabeError(
                f"{datei} gibt es schon, vielleicht mit Ihren Änderungen. Fortgeschrieben wird sie mit --entwurf; für "
                "eine neue mit --ziel einen anderen Ordner angeben."
            )
    with Ablage(ziel, [*lauf.mappe.eingaben, muster]) as ablage:
        for datei, entwurf in zip(dateien, entwuerfe, strict=True):
            ablage.write(datei.name, fill_vorlage(muster, entwurf))
    neue = zip(dateien, entwuerfe, strict=True)
    return Entwurfsergebnis(
        tuple(Geschrieben(datei, entwurf, _contradicted(lauf, datei)) for datei, entwurf in neue), lauf.befunde
    )


def fortschreiben(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    alter: Path,
    *,
    auswahl: Auswahl = ALLES,
    trotz_fehlern: bool = False,
    fortschritt: Fortschritt = silent,
) -> Entwurfsergebnis:
    """Make an earlier draft anew below `ziel`: what nobody touched is renewed, what somebody edited stays.

    Where it is the file that is written, a copy of it stays beside. `auswahl` has one committee at most. Raises as
    `sachdarstellung` does, and EingabeError for a draft of another house, Stand or committee.
    """
    if auswahl.je_ausschuss or len(auswahl.ausschuesse) > 1:
        raise EingabeError("Fortgeschrieben wird ein Entwurf nach dem anderen: --ausschuss mit einem Kürzel angeben.")
    alt = read_entwurf(alter)
    lauf = load(datenmappe, stand, fortschritt)
    (entwurf,) = _build(lauf, auswahl, trotz_fehlern=trotz_fehlern)
    check_same_draft(alt, entwurf)
    schritte = plan_schritte(alt, entwurf)
    (datei,) = _files(ziel, [entwurf])
    ist_dieselbe = datei.exists() and datei.samefile(alter)
    if datei.exists() and not ist_dieselbe:
        raise AusgabeError(
            f"{datei} gibt es schon und ist nicht der alte Entwurf. Sie selbst mit --entwurf angeben, oder mit --ziel "
            "einen anderen Ordner."
        )
    sicherung = datei.with_name(f"{datei.stem} (Sicherung {datetime.now():%Y-%m-%d %H%M%S}).docx")
    with Ablage(ziel, [*lauf.mappe.eingaben, *([] if ist_dieselbe else [alter])]) as ablage:
        if ist_dieselbe:
            ablage.write(sicherung.name, alter.read_bytes())
        ablage.write(datei.name, renew_entwurf(alter, entwurf, alt, schritte))
    verfolgt = any(passage.ist_nachverfolgt for passage in alt.passagen)
    geschrieben = Geschrieben(
        datei, entwurf, _contradicted(lauf, datei), schritte, sicherung if ist_dieselbe else None, verfolgt
    )
    return Entwurfsergebnis((geschrieben,), lauf.befunde)


def _build(lauf: Lauf, auswahl: Auswahl, *, trotz_fehlern: bool) -> list[Entwurf]:
    check_sperre(lauf.befunde, trotz_fehlern=trotz_fehlern)
    check_zeigt_budgets(lauf)
    quellen = {
        uebernahme.feld.objekt: f"Rückmeldung vom {uebernahme.datum:%d.%m.%Y}"
        for uebernahme in lauf.uebernahmen
        if uebernahme.feld.feldart is Feldart.ERLAEUTERUNG
    }
    if auswahl.ist_auszug:
        auszuege = select_auszuege(lauf, auswahl, (), trotz_fehlern=trotz_fehlern)
        return [build_entwurf(lauf.daten, with_massnahmen(auszug.bericht, lauf), quellen) for auszug in auszuege]
    ganzer = with_massnahmen(with_fakten(lauf.daten.produktbericht(), lauf), lauf)
    return [build_entwurf(lauf.daten, ganzer, quellen)]


def _files(ziel: Path, entwuerfe: Sequence[Entwurf]) -> list[Path]:
    return draft_files(ziel, entwuerfe[0].kopf.stand, [entwurf.kopf.ausschuss for entwurf in entwuerfe])


def draft_files(ziel: Path, stand: Stand, kuerzel: Sequence[str]) -> list[Path]:
    """Where drafts for these committees go; an empty Kürzel is the draft about everything."""
    namen = safe_names(kuerzel) if all(kuerzel) else kuerzel
    return [ziel / f"{' '.join(filter(None, ('Sachdarstellung', str(stand), name)))}.docx" for name in namen]


def _contradicted(lauf: Lauf, datei: Path) -> tuple[Urteil, ...]:
    """What the data contradict in the whole of it: Erläuterungen and edited passages are words of people."""
    urteile = pruefung_of(lauf).check(read_text(datei).abschnitte).urteile
    return tuple(urteil for urteil in urteile if urteil.art is Urteilsart.WIDERSPRUCH)
