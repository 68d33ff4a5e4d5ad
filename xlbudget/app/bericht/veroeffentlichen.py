"""A Stand for everybody: open data and one web page, from a Datenmappe to a folder that can be published as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

from xlbudget.app.bericht.ausgaben import select_ausgaben
from xlbudget.app.bericht.auswahl import ALLES, Auswahl
from xlbudget.app.bericht.auszuege import Ausgabe
from xlbudget.app.bericht.freigabe import check_settings, check_ziel, public_ausgaben
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.layoutordner import Layoutart
from xlbudget.app.bericht.warnungen import warnings_for
from xlbudget.core.bericht import OHNE_VERBORGENES
from xlbudget.core.blick import build_blick
from xlbudget.core.darstellung import UEBLICH
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.offenlegung import public_bericht, public_fakten
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, listed
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.einstellungen import WEBLAYOUT
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.druck.druckform import Druckwerk
from xlbudget.writers.druck.inhalt import build_druckwerk
from xlbudget.writers.gesamtbericht.auszug import title_of
from xlbudget.writers.offenedaten.datensatz import SEITE, Datensatz
from xlbudget.writers.offenedaten.paket import write_offene_daten
from xlbudget.writers.offenedaten.zeilen import build_tafeln
from xlbudget.writers.web.kontrast import weak_colours
from xlbudget.writers.web.seite import HAUPTDATEI, STIL, Verweis, write_seite

LAYOUT = Layoutart("web", HAUPTDATEI, WEBLAYOUT)


@dataclass(frozen=True, slots=True)
class Veroeffentlichung:
    """The files that were written, the web pages first, and everything that is to be said about the data."""

    seiten: Sequence[Path]
    dateien: Sequence[Path]
    befunde: Sequence[Befund]


def veroeffentlichen(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    auswahl: Auswahl = ALLES,
    *,
    trotz_fehlern: bool = False,
    fortschritt: Fortschritt = silent,
) -> Veroeffentlichung:
    """Write open data and the web page of a Stand into `ziel`, or with committees in the `auswahl` below it for each.

    With `nur` they are about these objects. Nothing internal is in them, and names of persons only where the house
    wants it. Former files stay whole until all new ones are done. Raises EingabeError or AusgabeError (German),
    BerichtGesperrtError without `trotz_fehlern` where sums are wrong.
    """
    lauf = load(datenmappe, stand, fortschritt)
    check_settings(lauf.mappe, lauf.befunde)
    ausgaben, befunde = public_ausgaben(lauf, select_ausgaben(lauf, auswahl, trotz_fehlern=trotz_fehlern), auswahl)
    layout = LAYOUT.of(lauf.mappe, lauf.mappe.offenlegung.weblayout)
    dateien: list[Path] = []
    befunde = [*befunde, *_check_colours(lauf.mappe, layout)]
    with Ablage(ziel, lauf.mappe.eingaben) as ablage:
        for nummer, ausgabe in enumerate(ausgaben):
            fortschritt("Veröffentlichung schreiben", nummer, len(ausgaben))
            fertige = _files(lauf, ausgabe, layout, nur=bool(auswahl.nur))
            befunde += check_ziel(lauf.mappe, ziel / ausgabe.ordner, fertige)
            for name, inhalt in fertige.items():
                ablage.write(f"{ausgabe.ordner}{name}", inhalt)
                dateien.append(ziel / ausgabe.ordner / name)
    fortschritt("Fertig", 1, 1)
    return Veroeffentlichung([datei for datei in dateien if datei.name == SEITE], dateien, (*lauf.befunde, *befunde))


def weblayout_neu(ordner: Path) -> Path:
    """Copy the shipped layout for a house that wants another one. Raises AusgabeError where there is one already."""
    return LAYOUT.copy_to(ordner)


def _check_colours(mappe: Datenmappe, layout: Path) -> Iterator[Befund]:
    """What of the style of a house many cannot read; the shipped one was looked at."""
    if not mappe.offenlegung.weblayout:
        return
    stil = (layout / STIL).read_text(encoding="utf-8-sig", errors="replace") if (layout / STIL).is_file() else ""
    if schwache := list(dict.fromkeys(weak_colours(stil))):
        text = (
            f"Im Weblayout {mappe.offenlegung.weblayout} heben sich Farben zu wenig von ihrem Grund ab: "
            f"{listed(schwache)}. Öffentliche Seiten müssen für alle lesbar sein: in {STIL} dunklere Farben auf hellem "
            "und hellere auf dunklem Grund eintragen."
        )
        yield Befund(Schwere.WARNUNG, "weblayout.kontrast", text, mappe.place_of(WEBLAYOUT))


def _files(lauf: Lauf, ausgabe: Ausgabe, layout: Path, *, nur: bool) -> dict[str, bytes]:
    """Everything that is published of one report, by name."""
    daten, regeln = lauf.daten, lauf.mappe.offenlegung
    fakten = public_fakten(lauf.fakten)
    bericht = public_bericht(ausgabe.bericht, daten.gliederung)
    bericht = replace(bericht, fakten=fakten, darstellung=UEBLICH)  # a page has columns of its own, in euros
    warnungen = warnings_for(lauf, bericht, lauf.befunde, mit_protokoll=False)
    gewaehlt = {objekt.kennung for objekt in ausgabe.blaetter} if nur else None
    tafeln = build_tafeln(
        bericht,
        daten,
        gewaehlt=lambda produkt: _is_below(daten.gliederung, produkt, gewaehlt),
        mit_verantwortlichen=regeln.mit_verantwortlichen,
    )
    auswahl = [f"Nur: {', '.join(objekt.titel for objekt in ausgabe.blaetter)}"] if nur else []
    auswahl += [OHNE_VERBORGENES] if bericht.gekuerzt else []
    satz = Datensatz(
        kommune=bericht.kommune,
        titel=title_of(bericht)[0],
        stand=bericht.stand,
        hinweise=(*auswahl, *warnungen, *fakten.saetze),
        ausschuss=bericht.ausschuss.kuerzel if bericht.ausschuss else "",
        tag=date.today(),
        offenlegung=replace(regeln, webadresse=_address(regeln.webadresse, ausgabe.ordner)),
        auswahl=tuple(objekt.nummer or objekt.kennung for objekt in ausgabe.blaetter) if nur else (),
    )
    blaetter = [(daten.produktblatt(o), tuple(daten.gliederung.pfad(o))[1:]) for o in ausgabe.blaetter]
    werk = build_druckwerk(build_blick(daten, bericht, fakten), blaetter, warnungen, nur_blaetter=nur)
    if not regeln.mit_verantwortlichen:
        werk = _without_names(werk)
    verweise = [Verweis(tafel.tafel.datei, tafel.tafel.titel, tafel.tafel.beschreibung) for tafel in tafeln]
    seite = write_seite(werk, verweise, layout, satz.tag, regeln.lizenz)
    return {SEITE: seite, **write_offene_daten(satz, tafeln)}


def _address(webadresse: str, ordner: str) -> str:
    """Of the folder of one report, with a slash at its end; empty where the house does not say."""
    return f"{webadresse.rstrip('/')}/{quote(ordner)}" if webadresse else ""


def _is_below(gliederung: Gliederung, produkt: Berichtsobjekt, gewaehlt: Collection[str] | None) -> bool:
    """Whether a Produkt is one of these objects or belongs to one; without any, everything is meant."""
    return gewaehlt is None or any(knoten.kennung in gewaehlt for knoten in gliederung.pfad(produkt))


def _without_names(werk: Druckwerk) -> Druckwerk:
    return replace(werk, blaetter=tuple(replace(blatt, verantwortlich="") for blatt in werk.blaetter))
