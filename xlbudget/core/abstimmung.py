"""Whether everything is in: what became of every line and every cent of the exports, and whether totals agree.

Amounts are in cents. Erträge and Aufwendungen are positive where they run in the direction of their Art.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch

from xlbudget.core.gliederung import Gliederung
from xlbudget.core.kontenrahmen import Art, Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.platz import Fehlplatz, missing_place
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import SourceRef


@dataclass(frozen=True, slots=True)
class Betragsposten:
    """So many lines with so much money, under one name; `ansatz` where they are Ansätze, not Buchungen."""

    name: str
    anzahl: int
    betrag_ct: int
    ansatz: bool = False

    @property
    def zeilen(self) -> str:
        """How many lines, in words."""
        return "1 Zeile" if self.anzahl == 1 else f"{self.anzahl} Zeilen"


@dataclass(frozen=True)
class Exportabstimmung:
    """What became of one export. `summen` are what it counts, `ausgelassen` what it leaves out, by reason.

    `fehlend_ct` is the volume of what was left out though it ought to be in, `fehlend` its lines.
    """

    datei: str
    inhalt: str
    ansatz: bool
    zeilen: int
    gezaehlt: int
    ausgelassen: Sequence[Betragsposten]
    schlusszeilen: int
    summen: Sequence[Kontensumme]
    belege: tuple[str, str]
    fehlend: int
    fehlend_ct: int

    @property
    def monate(self) -> str:
        """From the first to the last month with postings; empty text for Ansätze."""
        alle = sorted({summe.monat for summe in self.summen})
        if self.ansatz or not alle:
            return ""
        erster, letzter = MONATE[alle[0] - 1], MONATE[alle[-1] - 1]
        return erster if erster == letzter else f"{erster} bis {letzter}"

    def is_called(self, name: str) -> bool:
        """Whether a name as in Quellen, with or without placeholders, means this export."""
        muster = name.replace("\\", "/").rsplit("/", 1)[-1].casefold()
        namen = (self.datei.casefold(), self.datei.rsplit(", ", 1)[0].casefold())  # the second without its sheet
        return muster in ("", "alle") or any(fnmatch(name, muster) for name in namen)


class Kontrollgroesse(StrEnum):
    """What a control total of the finance system is a total of."""

    ERTRAEGE = "Erträge"
    AUFWENDUNGEN = "Aufwendungen"
    ERGEBNIS = "Erträge − Aufwendungen"
    ZEILEN = "Zeilen"


@dataclass(frozen=True, slots=True)
class Kontrollsumme:
    """One line of the table Kontrollsummen; `wert` is in cents, or lines. `stand` None: all that the export holds."""

    datei: str
    groesse: Kontrollgroesse
    ansatz: bool
    wert: int
    stand: Stand | None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class Kontrolle:
    """A control total beside what was read; `gelesen` None where no export is called so."""

    summe: Kontrollsumme
    gelesen: int | None

    @property
    def unterschied(self) -> int:
        """What was read beyond the control total."""
        return (self.gelesen or 0) - self.summe.wert

    @property
    def stimmt(self) -> bool:
        """Whether both are equal."""
        return self.gelesen is not None and not self.unterschied


@dataclass(frozen=True, slots=True)
class Ueberleitung:
    """From what the exports hold of one Art to what the report shows of it."""

    art: Art
    exporte_ct: int
    spaeter_ct: int
    ohne_platz_ct: int
    bericht_ct: int

    @property
    def unterschied_ct(self) -> int:
        """What cannot be explained; anything but 0 is a mistake of xlbudget."""
        return self.exporte_ct - self.spaeter_ct - self.ohne_platz_ct - self.bericht_ct


@dataclass(frozen=True, slots=True)
class Schwellen:
    """From how much money, that is in no row of a report, it is named on the report, and none is written."""

    nennen_ab_ct: int = 1_000_00
    sperren_ab_ct: int = 100_000_00


@dataclass(frozen=True)
class Abstimmung:
    """The reconciliation of one run.

    `ohne_platz` are lines up to the Stand that an export counts and no Produkt or row of the report takes; `daneben`
    those of the whole year on accounts outside the Ergebnis. Both by name, with their volume. `vorjahre` are the
    exports of prior years.
    """

    exporte: Sequence[Exportabstimmung]
    kontrollen: Sequence[Kontrolle]
    ueberleitung: Sequence[Ueberleitung]
    ohne_platz: Sequence[Betragsposten]
    daneben: Sequence[Betragsposten]
    vorjahre: Sequence[Exportabstimmung] = ()

    @property
    def nicht_im_bericht(self) -> Betragsposten:
        """Lines that ought to be in the report and are not, with their volume as far as it is readable."""
        teile = [self.missing(ansatz=ansatz) for ansatz in (False, True)]
        return Betragsposten("nicht im Bericht", sum(t.anzahl for t in teile), sum(t.betrag_ct for t in teile))

    def missing(self, *, ansatz: bool) -> Betragsposten:
        """The Ansätze among them, or the Buchungen."""
        exporte = [export for export in self.exporte if export.ansatz is ansatz]
        posten = [posten for posten in self.ohne_platz if posten.ansatz is ansatz]
        anzahl = sum(export.fehlend for export in exporte) + sum(p.anzahl for p in posten)
        betrag = sum(export.fehlend_ct for export in exporte) + sum(p.betrag_ct for p in posten)
        return Betragsposten("nicht im Bericht", anzahl, betrag, ansatz)


def sums_by_class(summen: Iterable[Kontensumme], rahmen: Kontenrahmen, *, ansatz: bool) -> list[Betragsposten]:
    """What counts by the first digit of the account and by Art, in the direction of its Art.

    Accounts outside the Ergebnis are Haben − Soll.
    """
    konten: dict[str, list[int]] = {}
    for summe in summen:
        konto = konten.setdefault(summe.sachkonto, [0, 0])
        konto[0] += summe.anzahl
        konto[1] += summe.saldo_ct
    je: dict[tuple[str, str], list[int]] = {}
    for sachkonto, (anzahl, saldo_ct) in konten.items():
        zeile = rahmen.zeile_of(sachkonto)
        teil = je.setdefault((sachkonto[:1], rahmen.art_name(sachkonto) or "ohne Zuordnung"), [0, 0])
        teil[0] += anzahl
        teil[1] += saldo_ct * (zeile.art.vorzeichen if zeile and not ansatz else 1)
    return [Betragsposten(f"{klasse} {art}", anzahl, betrag) for (klasse, art), (anzahl, betrag) in sorted(je.items())]


def art_sum_ct(export: Exportabstimmung, art: Art, rahmen: Kontenrahmen, bis: int = 12) -> int:
    """Everything one export counts of one Art, up to a month."""
    return sum(
        summe.saldo_ct * (1 if export.ansatz else art.vorzeichen)
        for summe in export.summen
        if (summe.monat <= bis or export.ansatz)
        and (zeile := rahmen.zeile_of(summe.sachkonto)) is not None
        and zeile.art is art
    )


def without_place(
    exporte: Iterable[Exportabstimmung], gliederung: Gliederung, rahmen: Kontenrahmen, bis: int
) -> tuple[list[Betragsposten], list[Betragsposten]]:
    """Lines that no Produkt or row takes, and those on accounts outside the Ergebnis, each by name with volume.

    What is booked after month `bis` is in no report and lacks none; of what is outside the Ergebnis it counts too.
    """
    ohne: dict[tuple[str, bool], list[int]] = {}
    daneben: dict[tuple[str, bool], list[int]] = {}
    for export in exporte:
        for summe in export.summen:
            if nebenart := rahmen.nebenart_of(summe.sachkonto):
                ziel, wo = daneben, (str(nebenart), False)
            elif fehlt := missing_place(summe, gliederung, rahmen):
                if not export.ansatz and summe.monat > bis:
                    continue
                ziel, wo = ohne, (_place_text(summe, fehlt), export.ansatz)
            else:
                continue
            teil = ziel.setdefault(wo, [0, 0])
            teil[0] += summe.anzahl
            teil[1] += abs(summe.saldo_ct)
    return _posten(ohne), _posten(daneben)


def _posten(je: Mapping[tuple[str, bool], Sequence[int]]) -> list[Betragsposten]:
    return [
        Betragsposten(f"Ansätze: {name}" if ansatz else name, anzahl, betrag, ansatz)
        for (name, ansatz), (anzahl, betrag) in sorted(je.items())
    ]


def _place_text(summe: Kontensumme, fehlt: Fehlplatz) -> str:
    if fehlt is Fehlplatz.PRODUKT:
        return f"Produkt {summe.produkt} fehlt"
    return f"Sachkonto {summe.sachkonto} ohne Zuordnung"


def lead_over(
    exporte: Sequence[Exportabstimmung],
    gliederung: Gliederung,
    rahmen: Kontenrahmen,
    stand: Stand,
    bericht_ct: dict[Art, int],
) -> list[Ueberleitung]:
    """How the postings of all exports become what the report shows at a Stand."""
    alles, spaeter, ohne = (dict.fromkeys(Art, 0) for _ in range(3))
    for summe in (summe for export in exporte if not export.ansatz for summe in export.summen):
        if zeile := rahmen.zeile_of(summe.sachkonto):
            betrag = summe.saldo_ct * zeile.art.vorzeichen
            alles[zeile.art] += betrag
            if summe.monat > stand.monat:
                spaeter[zeile.art] += betrag
            elif not gliederung.is_produkt(summe.produkt):
                ohne[zeile.art] += betrag
    return [Ueberleitung(art, alles[art], spaeter[art], ohne[art], bericht_ct[art]) for art in Art]


def compare(
    summen: Iterable[Kontrollsumme],
    exporte: Sequence[Exportabstimmung],
    rahmen: Kontenrahmen,
    vorjahre: Sequence[Exportabstimmung] = (),
) -> list[Kontrolle]:
    """Each control total beside what its exports hold; one of prior years only where its file is named."""
    return [Kontrolle(summe, _read(summe, (*exporte, *(vorjahre if summe.datei else ())), rahmen)) for summe in summen]


def _read(summe: Kontrollsumme, exporte: Sequence[Exportabstimmung], rahmen: Kontenrahmen) -> int | None:
    gemeint = [export for export in exporte if export.is_called(summe.datei) and export.ansatz is summe.ansatz]
    if not gemeint:
        return None
    bis = summe.stand.monat if summe.stand else 12
    if summe.groesse is Kontrollgroesse.ZEILEN:
        return sum(teil.anzahl for export in gemeint for teil in export.summen if teil.monat <= bis or export.ansatz)
    ertraege, aufwendungen = (sum(art_sum_ct(export, art, rahmen, bis) for export in gemeint) for art in Art)
    return {
        Kontrollgroesse.ERTRAEGE: ertraege,
        Kontrollgroesse.AUFWENDUNGEN: aufwendungen,
        Kontrollgroesse.ERGEBNIS: ertraege - aufwendungen,
    }[summe.groesse]
