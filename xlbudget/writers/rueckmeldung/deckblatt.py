"""The sheet Rückmeldung, first of the workbook: who answers, until when and to whom, and how."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.rueckmeldung import Status
from xlbudget.layout.eingabetafel import Eingabetafel
from xlbudget.layout.rueckmeldung import RUECKMELDUNG_BLATT, ZELLE_DATUM, ZELLE_NAME, ZELLE_STATUS
from xlbudget.writers import style
from xlbudget.writers.style import OPTIONEN
from xlbudget.xlsx.package import Package

_BREITEN = (2, 20, 46, 78)  # in characters; texts stand in the last two
_UEBERSCHRIFT: style.Stil = {
    "bold": True, "font_size": 11, "font_color": style.BLAU, "bg_color": "#E8ECF1",
    "bottom": 1, "bottom_color": style.BLAU, "valign": "vcenter",
}  # fmt: skip
_FELD: style.Stil = {**style.RAHMEN, "font_size": 11, "align": "left", "indent": 1, "valign": "vcenter"}
_BLASS: style.Stil = {**style.KLEIN, "font_color": style.GRAU_DUNKEL, "indent": 1, "valign": "vcenter"}
_MITTIG: style.Stil = {"valign": "vcenter"}
_UMBRUCH: style.Stil = {**_MITTIG, "text_wrap": True}
_DATUM, _HOEHE = "dd.mm.yyyy", 20.0
_EINSEITIG = 5  # Produkte to be explained that still fit on the page with all else

_PROGNOSE = (
    "Prognose",
    "Auf jedem Blatt mit gelben Feldern in der Spalte „Prognose Fachdienst“ eintragen, womit Sie für das ganze Jahr "
    "rechnen: nur in Zeilen, in denen die berechnete Prognose nicht zutrifft. Bleibt das Feld leer, gilt die "
    "berechnete. Daneben bitte den Grund nennen.",
)
_KENNZAHLEN = ("Kennzahlen", "Bei Leistungsumfang und Zielkennzahlen das Ist prüfen, berichtigen oder ergänzen.")
_STATUS = ("Status", f"Hier oben Name und Datum eintragen und den Status auf „{Status.FERTIG}“ setzen.")
_SENDEN = (
    "Zurückschicken",
    "Als Excel-Arbeitsmappe (.xlsx) speichern und zurückschicken. Der Dateiname darf anders lauten; andere Formate "
    "(.xls, .xlsm, .ods, PDF) können nicht eingelesen werden.",
)
_GESPERRT = (
    "Gesperrt",
    "Alles außer den gelben Feldern ist gesperrt, damit nichts versehentlich überschrieben wird. Spaltenbreiten und "
    "Zeilenhöhen lassen sich ändern. Änderungen außerhalb der gelben Felder werden beim Einlesen erkannt und nicht "
    "übernommen.",
)


@dataclass(frozen=True, slots=True)
class Begleitung:
    """What the recipient is told beside the figures, empty texts left out; and the sheets for tables to fill in."""

    frist: date | None = None
    zurueck_an: str = ""
    ansprechstelle: str = ""
    tafeln: tuple[Eingabetafel, ...] = ()


@dataclass(frozen=True, slots=True)
class Pflichtzeile:
    """A Produkt that has to be explained: why, and the formula that says whether it is."""

    produkt: str
    bezeichnung: str
    anlaesse: str
    formel: str


def draw_deckblatt(
    kommune: str,
    blatt: Produktblatt,
    begleitung: Begleitung,
    offen: str | None,
    pflichten: Sequence[Pflichtzeile] = (),
) -> Package:
    """A workbook of this one sheet, for the Budget of `blatt`; `offen` is the formula that names missing reasons."""
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    _Deckblatt(mappe).write(kommune, blatt, begleitung, offen, pflichten)
    mappe.close()
    return Package.from_bytes(RUECKMELDUNG_BLATT, puffer.getvalue())


class _Deckblatt:
    def __init__(self, mappe: Workbook) -> None:
        self._blatt: Worksheet = mappe.add_worksheet(RUECKMELDUNG_BLATT)
        self._format = style.Formate(mappe)
        self._zeile = 0

    def write(
        self,
        kommune: str,
        blatt: Produktblatt,
        begleitung: Begleitung,
        offen: str | None,
        pflichten: Sequence[Pflichtzeile],
    ) -> None:
        self._setup(kommune, blatt, einseitig=len(pflichten) <= _EINSEITIG)
        self._write_kopf(kommune, blatt)
        self._write_box(offen)
        self._write_pflichten(pflichten)
        self._write_rueckgabe(begleitung)
        self._write_texte("So geht es", _schritte(blatt, begleitung.tafeln), nummeriert=True)
        self._write_texte("Gut zu wissen", [_rechnet_mit(blatt), _GESPERRT])
        self._blatt.print_area(0, 0, self._zeile - 1, len(_BREITEN) - 1)

    def _setup(self, kommune: str, blatt: Produktblatt, *, einseitig: bool) -> None:
        for nummer, breite in enumerate(_BREITEN):
            self._blatt.set_column(nummer, nummer, breite)
        style.setup_page(self._blatt, style.A4, f"{kommune}, Produktbericht Stand Ende {blatt.stand.text}", 10)
        self._blatt.fit_to_pages(1, int(einseitig))
        self._blatt.set_tab_color(style.BLAU)

    def _write_kopf(self, kommune: str, blatt: Produktblatt) -> None:
        self._blatt.set_row(1, 30)
        titel = self._format({"font_size": 18, "bold": True, "font_color": style.BLAU, "valign": "vcenter"})
        self._blatt.write_string(1, 1, "Rückmeldung zum Produktbericht", titel)
        unter = f"{kommune} · {blatt.objekt.titel} · Stand Ende: {blatt.stand.text}"
        style.write_text(self._blatt, 2, 1, unter, self._format({"font_size": 11}))
        self._zeile = 4

    def _write_box(self, offen: str | None) -> None:
        self._write_ueberschrift("Bitte ausfüllen")
        hinweis = f"{Status.ENTWURF}: es fehlt noch etwas · {Status.FERTIG}: diese Angaben gelten"
        for zelle, wort, wert, form, text in (
            (ZELLE_NAME, "Name", "", {}, ""),
            (ZELLE_DATUM, "Datum", "", {"num_format": _DATUM}, ""),
            (ZELLE_STATUS, "Status", Status.ENTWURF.value, {}, hinweis),
        ):
            self._blatt.set_row(self._zeile, _HOEHE)
            self._blatt.write_string(self._zeile, 1, wort, self._format(style.FETT, _MITTIG))
            self._blatt.write(zelle, wert, self._format(_FELD, form))
            style.write_text(self._blatt, self._zeile, 3, text, self._format(_BLASS))
            self._zeile += 1
        if offen:
            self._blatt.set_row(self._zeile, _HOEHE)
            self._blatt.write_string(self._zeile, 1, "Gründe", self._format(style.FETT, _MITTIG))
            form = self._format(_MITTIG, {"indent": 1})
            self._blatt.write_formula(self._zeile, 2, f"={offen}", form, "")
            self._zeile += 1
        self._zeile += 1

    def _write_pflichten(self, pflichten: Sequence[Pflichtzeile]) -> None:
        if not pflichten:
            return
        self._write_ueberschrift("Bitte begründen")
        for pflicht in pflichten:
            name = self._format(style.FETT, _UMBRUCH)
            style.write_text(self._blatt, self._zeile, 1, pflicht.produkt, name)
            stand = self._format(_MITTIG, {"indent": 1})
            self._blatt.write_formula(self._zeile, 2, f"={pflicht.formel}", stand, "")
            text = f"{pflicht.bezeichnung}: {pflicht.anlaesse}"
            style.write_text(self._blatt, self._zeile, 3, text, self._format(_UMBRUCH))
            zeilen = style.line_count(text, _BREITEN[3], 10)
            self._blatt.set_row(self._zeile, max(style.row_height(zeilen, 10) + 2, _HOEHE))
            self._zeile += 1
        self._zeile += 1

    def _write_rueckgabe(self, begleitung: Begleitung) -> None:
        alle = (
            ("Frist", begleitung.frist),
            ("Zurück an", begleitung.zurueck_an),
            ("Fragen beantwortet", begleitung.ansprechstelle),
        )
        angaben = [(wort, wert) for wort, wert in alle if wert]
        if not angaben:
            return
        self._write_ueberschrift("Rückgabe")
        for wort, wert in angaben:
            self._blatt.write_string(self._zeile, 1, wort, self._format(style.FETT, _MITTIG))
            if isinstance(wert, date):
                form = self._format(style.FETT, _MITTIG, {"num_format": _DATUM, "align": "left"})
                self._blatt.set_row(self._zeile, _HOEHE)
                self._blatt.write_datetime(self._zeile, 2, wert, form)
            else:
                self._write_lang(self._zeile, str(wert))
            self._zeile += 1
        self._zeile += 1

    def _write_texte(self, titel: str, texte: Iterable[tuple[str, str]], *, nummeriert: bool = False) -> None:
        self._write_ueberschrift(titel)
        for nummer, (wort, text) in enumerate(texte, 1):
            name = f"{nummer}  {wort}" if nummeriert else wort
            self._blatt.write_string(self._zeile, 1, name, self._format(style.FETT, _MITTIG))
            self._write_lang(self._zeile, text)
            self._zeile += 1
        self._zeile += 1

    def _write_ueberschrift(self, text: str) -> None:
        form = self._format(_UEBERSCHRIFT)
        self._blatt.set_row(self._zeile, _HOEHE)
        for spalte in range(1, len(_BREITEN)):
            style.write_text(self._blatt, self._zeile, spalte, text if spalte == 1 else "", form)
        self._zeile += 1

    def _write_lang(self, zeile: int, text: str) -> None:
        form = self._format(_UMBRUCH)
        self._blatt.merge_range(zeile, 2, zeile, 3, "", form)
        style.write_text(self._blatt, zeile, 2, text, form)
        zeilen = style.line_count(text, sum(_BREITEN[2:]), 10)
        self._blatt.set_row(zeile, max(style.row_height(zeilen, 10) + 2, _HOEHE))


def _schritte(blatt: Produktblatt, tafeln: Iterable[Eingabetafel]) -> tuple[tuple[str, str], ...]:
    text = f"Den Text unter „Erläuterung/Prognose“ prüfen und ändern, auch auf dem Blatt zu „{blatt.objekt.titel}“. "
    erlaeuterung = ("Erläuterung", text + "So erscheint er im Bericht.")
    ende = blatt.stand.ist_jahresende
    return (
        *(() if ende else (_PROGNOSE,)),
        _KENNZAHLEN,
        *(tafel.schritt for tafel in tafeln),
        erlaeuterung,
        _STATUS,
        _SENDEN,
    )


def _rechnet_mit(blatt: Produktblatt) -> tuple[str, str]:
    if blatt.stand.ist_jahresende:
        return ("Jahresende", "Zum Stand Dezember ist die Prognose das Ergebnis; eine andere wird nicht mehr erfragt.")
    text = (
        f"Prognose Produktbudget und Ampel, das Blatt zu „{blatt.objekt.titel}“ und die Übersicht rechnen mit, sobald "
        "eine Prognose eingetragen ist."
    )
    return ("Rechnet mit", text)
