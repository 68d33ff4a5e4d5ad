"""The buttons around the council paper: its draft in Word, and the figures of any text."""

from __future__ import annotations

from pathlib import Path

from xlbudget.addin.befehle.berichte import ORDNER
from xlbudget.addin.befehle.sperrfrage import overruled
from xlbudget.addin.offen.arbeitsmappen import OffeneDatenmappe, open_datenmappe
from xlbudget.addin.offen.listenmappe import Liste, Zelle, open_listen
from xlbudget.addin.offen.meldungen import liste, zaehle
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.addin.offen.word import open_text
from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.auszuege import find_ausschuesse
from xlbudget.app.bericht.entwurfstext import lines_of
from xlbudget.app.bericht.sachdarstellung import Entwurfsergebnis, draft_files, fortschreiben, sachdarstellung
from xlbudget.app.bericht.textpruefung import Textergebnis, check_text
from xlbudget.core.textpruefung.modelle import Urteilsart
from xlbudget.core.textpruefung.worte import finding_text, self_text
from xlbudget.core.zeit import Stand

_ARTEN = ("docx", "odt", "pdf", "txt", "md")
_SPALTEN = (("Urteil", 20.0), ("Zahl", 18.0), ("Wo", 14.0), ("Dazu sagen die Daten", 70.0), ("Satz", 90.0))
_MAX_GENANNTE = 6


def text_pruefen(sitzung: Sitzung, monat: int) -> str:
    """List the verdict on each figure of the text open in Word, or of a chosen one, in a new workbook."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    datei = _choose_text(sitzung)
    with sitzung.quiet() as fortschritt:
        ergebnis = check_text(datei, datenmappe.datei, stand, fortschritt)
    zeilen = _lines(ergebnis)
    if not zeilen:
        return f"In {datei.name} steht keine Zahl, die sich mit dem Bericht vergleichen ließe."
    titel = f"{datei.name}, Stand {stand.text}"
    mappe = open_listen(sitzung, [Liste("Textpruefung", "Text prüfen", titel, _SPALTEN, zeilen)])
    geprueft = ergebnis.ergebnis
    zahlen = [f"{zahl} {art}" for art in Urteilsart if (zahl := geprueft.anzahl(art))]
    if geprueft.im_text:
        zahlen.append(f"{len(geprueft.im_text)} im Text selbst")
    hinweise = f"\n\n{liste(ergebnis.hinweise)}" if ergebnis.hinweise else ""
    return f"{titel}: {', '.join(zahlen)}. Die Liste steht in der neuen Mappe {mappe}.{hinweise}"


def _choose_text(sitzung: Sitzung) -> Path:
    offen = open_text()
    if offen and sitzung.agrees(
        f"In Word ist {offen.name} offen. Diesen Text prüfen? Mit Nein wählen Sie einen anderen."
    ):
        return offen
    return sitzung.choose_file("Text prüfen", "Texte", _ARTEN)


def _lines(ergebnis: Textergebnis) -> list[list[Zelle]]:
    """What has to be changed first, then the order of the text."""
    orte = [abschnitt.ort for abschnitt in ergebnis.abschnitte]
    gefunden = [
        (u.art is not Urteilsart.WIDERSPRUCH, u.abschnitt, u.start, str(u.art), u.figur, finding_text(u), u.satz)
        for u in ergebnis.ergebnis.urteile
    ]
    gefunden += [
        (False, f.abschnitt, f.start, str(Urteilsart.WIDERSPRUCH), f.stelle, self_text(f), f.satz)
        for f in ergebnis.ergebnis.im_text
    ]
    return [[art, zahl, orte[wo], text, satz] for _, wo, _, art, zahl, text, satz in sorted(gefunden)]


def entwurf_der_vorlage(sitzung: Sitzung, monat: int) -> str:
    """Write the draft of a Stand; where there is one, ask whether to make it anew."""
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    kuerzel = _committee(sitzung, datenmappe)
    ziel = datenmappe.datei.parent / ORDNER
    (datei,) = draft_files(ziel, stand, [kuerzel])
    if datei.exists():
        sitzung.ask(f"{datei.name} gibt es schon. Unberührte Sätze erneuern? Bearbeitete bleiben, eine Sicherung auch.")
    ergebnis = _write(sitzung, datenmappe, stand, datei, Auswahl(ausschuesse=(kuerzel,) if kuerzel else ()))
    (einer,) = ergebnis.geschrieben
    gesagt = liste(lines_of(einer), _MAX_GENANNTE)
    return f"Der Entwurf zum Stand {stand.text} ist geschrieben.\n{gesagt}\n\nPrüfung: {zaehle(ergebnis.befunde)}."


def _committee(sitzung: Sitzung, datenmappe: OffeneDatenmappe) -> str:
    """For which committee; an empty text is all of it, and houses without committees are not asked."""
    kuerzel = find_ausschuesse(datenmappe.datei)
    if not kuerzel:
        return ""
    gewaehlt = sitzung.ask_text(f"Für welchen Ausschuss? Leer für alles zusammen. Es gibt: {', '.join(kuerzel)}")
    return next((eines for eines in kuerzel if eines.casefold() == gewaehlt.casefold()), gewaehlt)


def _write(
    sitzung: Sitzung, datenmappe: OffeneDatenmappe, stand: Stand, datei: Path, auswahl: Auswahl
) -> Entwurfsergebnis:
    def write(*, trotz_fehlern: bool) -> Entwurfsergebnis:
        with sitzung.quiet() as fortschritt:
            if datei.exists():
                return fortschreiben(
                    datenmappe.datei, stand, datei.parent, datei, auswahl=auswahl, trotz_fehlern=trotz_fehlern,
                    fortschritt=fortschritt,
                )  # fmt: skip
            return sachdarstellung(
                datenmappe.datei, stand, datei.parent, auswahl=auswahl, trotz_fehlern=trotz_fehlern,
                fortschritt=fortschritt,
            )  # fmt: skip

    return overruled(sitzung, write)
