"""Whether the Kontenzuordnung is the one that the exports are booked by: accounts in, Befunde out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenbild import Kontenbild, Konto
from xlbudget.core.kontenfamilien import (
    RAT,
    Familie,
    Reihe,
    booked_familie,
    booked_reihe,
    describe_misfit,
    familie_of,
    is_mirrored,
    reihe_of,
)
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.kontenrat import target_text
from xlbudget.core.landesrahmen import Land, Landesrahmen
from xlbudget.core.strittiges import Strittiges, question
from xlbudget.errors import Befund, Schwere, SourceRef

_GEGEN_AB = 5  # sums of an account and a month that run against their row, from which it is no correction
_EINSEITIG_AB = 50  # lines from which Erträge without any Aufwendungen, or the reverse, are odd
MISFIT = frozenset(("konten.rahmen", "konten.seite"))
"""What says that the Kontenzuordnung is another one than that of the exports."""
_VORZEICHEN = frozenset(("journal.vorzeichen", "produkt.vorzeichen"))


@dataclass(frozen=True)
class Kontenpruefung:
    """What the exports say about a Kontenzuordnung. `place` is where the Datenmappe has it."""

    rahmen: Kontenrahmen
    bild: Kontenbild
    laender: Mapping[Land, Landesrahmen]
    place: SourceRef

    def check(self) -> list[Befund]:
        """All Befunde, what explains others first."""
        falsch = [*self._other_familie(), *self._other_reihe()]
        befunde = [*falsch, *self._rows_against_their_art(), *self._divided_53(), *self._payments()]
        if not falsch:
            strittig = Strittiges(self.rahmen, self.bild, self._verwandte, self.place)
            befunde += [*strittig.other_art(), *strittig.counted_otherwise()]
        if not befunde:
            befunde += self._one_sided()
        return befunde

    def explained(self, befunde: Iterable[Befund]) -> list[Befund]:
        """Befunde, where the Kontenzuordnung has the Arten of other classes first that one, and none about signs.

        Every sign looks wrong then, and one that is entered because of it is wrong as soon as the Kontenzuordnung fits.
        """
        falsch = [*self._other_familie()]
        if not falsch:
            return list(befunde)
        return [*falsch, *(b for b in befunde if b not in falsch and b.code not in _VORZEICHEN)]

    @property
    def has_other_arten(self) -> bool:
        """Whether Erträge and Aufwendungen are in other classes than the Kontenzuordnung has them."""
        return any(self._other_familie())

    def check_vorjahr(self, jahr: int, place: SourceRef) -> list[Befund]:
        """The same for the exports of a prior year, which begin at `place`, where those of this year do fit.

        The Kontenzuordnung is right then, and nothing in it is to be changed.
        """
        befunde = [*self._other_familie(), *self._other_reihe(), *self._rows_against_their_art()]
        return [
            Befund(
                Schwere.FEHLER,
                "vorjahr.kontenrahmen",
                f"Vorjahr {jahr}: {befund.text.removesuffix(RAT)}Zu den Exporten dieses Jahres passt er: {jahr} ist "
                "offenbar nach einem anderen Kontenrahmen gebucht. Im Export des Vorjahres die Sachkonten "
                "umschlüsseln, oder seine Zeile in der Tabelle Quellen löschen.",
                place,
            )
            for befund in befunde
            if befund.code in MISFIT
        ]

    @property
    def repeats_as_payments(self) -> bool:
        """Whether classes 6 and 7 repeat as payments what the Ergebnis has."""
        return is_mirrored(self.bild)

    @cached_property
    def _familie(self) -> Familie | None:
        return familie_of(self.rahmen)

    @cached_property
    def _gebucht(self) -> Familie | None:
        return booked_familie(self.bild)

    @cached_property
    def _verwandte(self) -> Mapping[Land, Kontenrahmen]:
        """The Länder of the same kind."""
        laender = self._laender_of(self._familie, reihe_of(self.rahmen)) if self._familie else ()
        return {land: self.laender[land].kontenrahmen for land in laender}

    def list_konten(self) -> list[tuple[Konto, str]]:
        """Every account with money on it, and where the Kontenzuordnung puts it; empty text where nowhere."""
        ziele = [(konto, self.rahmen.praefix_of(konto.sachkonto)) for konto in self.bild.konten]
        return [(konto, target_text(praefix.zeile) if praefix else "") for konto, praefix in ziele]

    def class_fits(self, sachkonto: str) -> bool:
        """Whether the accounts beside one without a row have theirs, so that one more Präfix may be what is missing."""
        if self._familie and self._gebucht and self._familie is not self._gebucht:
            return False
        geschwister = [konto for konto in self.bild.below(sachkonto[:1]) if self.rahmen.art_name(konto.sachkonto)]
        ohne = [konto for konto in self.bild.below(sachkonto[:1]) if not self.rahmen.art_name(konto.sachkonto)]
        bekannt = sum(konto.umsatz_ct for konto in geschwister if self.rahmen.zeile_of(konto.sachkonto))
        return bekannt > sum(konto.umsatz_ct for konto in ohne)

    def _other_familie(self) -> Iterator[Befund]:
        """Erträge and Aufwendungen in other classes than the accounts in use have them."""
        text = describe_misfit(self.rahmen, self.bild)
        if text and self._gebucht and not self._sides_agree():
            yield self._misfit(text, self._laender_of(self._gebucht, booked_reihe(self.bild).leader()))

    def _other_reihe(self) -> Iterator[Befund]:
        """The same classes, but 53 to 57 in another order: nothing but names and single groups shows it."""
        reihe = reihe_of(self.rahmen)
        if self._familie is not Familie.VIER_FUENF or self._gebucht in _ANDERE or reihe is None:
            return
        betroffen = list(self.bild.below("53", "54", "55", "56", "57"))
        if not betroffen:
            return
        lage = booked_reihe(self.bild)
        vorsprung = lage.lead_of(reihe)
        if vorsprung <= -2:
            gruende = "; ".join(lage.gruende[reihe.andere])
            yield self._misfit(
                f"Der Kontenrahmen passt nicht: die Kontenzuordnung hat {reihe}, gebucht ist aber {reihe.andere} "
                f"({gruende}). Die Summen stimmten, die Zeilen nicht.",
                self._laender_of(Familie.VIER_FUENF, reihe.andere),
            )
        elif vorsprung <= 0 and not self._confirmed(betroffen):
            betrag = format_betrag(sum(konto.umsatz_ct for konto in betroffen))
            text = (
                f"Ob {reihe} gilt, wie in der Kontenzuordnung, oder {reihe.andere}, ist am Export nicht zu erkennen; "
                f"auf 53 bis 57 stehen {betrag} € (ohne Vorzeichen). Mit dem Kontenplan Ihres Hauses vergleichen; "
                "stimmt es, bei diesen Präfixen in der Spalte Bestätigt ja eintragen."
            )
            praefixe = map(self._praefix_of, (k for k in betroffen if self.rahmen.praefix_of(k.sachkonto)))
            yield question(text, praefixe, self.place)

    def _rows_against_their_art(self) -> Iterator[Befund]:
        """Aufwand that is mostly Haben, Erträge that are mostly Soll."""
        je: dict[Berichtszeile, list[Konto]] = {}
        for konto in self.bild.konten:
            if zeile := self.rahmen.zeile_of(konto.sachkonto):
                je.setdefault(zeile, []).append(konto)
        verkehrt = {
            zeile: konten for zeile, konten in je.items() if _against(zeile.art, konten) and not self._confirmed(konten)
        }
        if len(verkehrt) == len(je):
            return  # then it is the sign of the export, which is said elsewhere
        for zeile, konten in verkehrt.items():
            seite = "Soll" if zeile.art is Art.ERTRAEGE else "Haben"
            gegen, mit = sum(k.gegen_ct(zeile.art) for k in konten), sum(k.mit_ct(zeile.art) for k in konten)
            praefixe = ", ".join(dict.fromkeys(self._praefix_of(k).praefix for k in konten))
            yield self._misfit(
                f"Der Kontenrahmen passt nicht: {zeile.art}, Zeile {zeile.name} (Präfixe {praefixe}) steht im {seite}: "
                f"{format_betrag(gegen)} € gegen {format_betrag(mit)} €.",
                self._better_sides(zeile.art, konten),
                code="konten.seite",
            )

    def _divided_53(self) -> Iterator[Befund]:
        """In a 3/4-Rahmen 531 is Ertrag and 532 Aufwand: one Präfix of two digits makes one of them wrong."""
        if self._familie is not Familie.DREI_VIER or not all(map(self.bild.umsatz_ct, ("531", "532"))):
            return
        praefixe = {self._praefix_of(konto) for konto in self.bild.below("531", "532")}
        arten = {p.zeile.art for p in praefixe if p and isinstance(p.zeile, Berichtszeile)}
        if len(arten) == 1:
            text = (
                "Auf 531 stehen Erträge und auf 532 Aufwendungen aus dem Verkauf von Vermögen, die Kontenzuordnung "
                f"zählt beide als {next(iter(arten))}. Dort für 531 und für 532 je eine eigene Zeile eintragen."
            )
            yield Befund(Schwere.FEHLER, "konten.seite", text, self.place)

    def _payments(self) -> Iterator[Befund]:
        """Payments that repeat the accounts of the Ergebnis, and count beside them."""
        familie = self._familie
        if familie is None or familie is Familie.FUENF_SECHS:
            return
        doppelt = [
            konto
            for klasse, zahlung in zip(familie.klassen, "67", strict=True)
            for konto in self.bild.below(zahlung)
            if self.rahmen.zeile_of(konto.sachkonto) and self.bild.umsatz_ct(klasse + konto.sachkonto[1:3])
        ]
        if doppelt:
            text = (
                f"Konten der Klassen 6 und 7 ({', '.join(k.sachkonto for k in doppelt[:3])} …) wiederholen als "
                f"Zahlungen, was auf {familie.klassen[0]} und {familie.klassen[1]} schon steht, und zählen mit: "
                f"{format_betrag(sum(k.umsatz_ct for k in doppelt))} € doppelt. In der Kontenzuordnung bei ihren "
                "Präfixen die Art Finanzrechnung eintragen."
            )
            yield Befund(Schwere.FEHLER, "konten.zahlungen", text, self.place)

    def _one_sided(self) -> Iterator[Befund]:
        arten = dict.fromkeys(Art, 0)
        for konto in self.bild.konten:
            if zeile := self.rahmen.zeile_of(konto.sachkonto):
                arten[zeile.art] += konto.anzahl
        for art, anzahl in arten.items():
            if not anzahl and sum(arten.values()) >= _EINSEITIG_AB:
                text = (
                    f"Nach der Kontenzuordnung enthalten die Exporte keine {art}. Fehlt kein Export, ist sie "
                    "vermutlich die eines anderen Landes: mit dem Kontenplan Ihres Hauses vergleichen."
                )
                yield Befund(Schwere.WARNUNG, "konten.frage", text, self.place)

    def _misfit(self, text: str, laender: Sequence[Land], code: str = "konten.rahmen") -> Befund:
        besser = f" Besser passt {_names(laender)}." if laender else ""
        return Befund(Schwere.FEHLER, code, f"{text}{besser} {RAT}", self.place)

    def _laender_of(self, familie: Familie, reihe: Reihe | None) -> list[Land]:
        return [
            land
            for land, rahmen in self.laender.items()
            if rahmen.hat_ergebnis
            and familie_of(rahmen.kontenrahmen) is familie
            and (familie is not Familie.VIER_FUENF or reihe in (None, reihe_of(rahmen.kontenrahmen)))
        ]

    def _better_sides(self, art: Art, konten: Iterable[Konto]) -> list[Land]:
        """The Länder by whose Rahmen nothing runs against its Art, and these accounts, which do here, have another."""
        gegen = [konto.sachkonto for konto in konten if konto.gegen_ct(art) > konto.mit_ct(art)]
        return [
            land
            for land, rahmen in self.laender.items()
            if self._sides_fit(rahmen.kontenrahmen)
            if not any(z.art is art for k in gegen if (z := rahmen.kontenrahmen.zeile_of(k)))
        ]

    def _sides_fit(self, rahmen: Kontenrahmen) -> bool:
        mit = gegen = 0
        for konto in self.bild.konten:
            if zeile := rahmen.zeile_of(konto.sachkonto):
                mit, gegen = mit + konto.mit_ct(zeile.art), gegen + konto.gegen_ct(zeile.art)
        alles = sum(konto.haben_ct + konto.soll_ct for konto in self.bild.konten)
        return mit * 2 > alles and gegen * 10 < mit

    def _sides_agree(self) -> bool:
        """Whether Soll and Haben, as the files themselves say them, are those of the Kontenzuordnung."""
        return self.bild.sicher and self._sides_fit(self.rahmen)

    def _praefix_of(self, konto: Konto) -> Praefix:
        praefix = self.rahmen.praefix_of(konto.sachkonto)
        assert praefix is not None, "it has a row"
        return praefix

    def _confirmed(self, konten: Iterable[Konto]) -> bool:
        praefixe = (self.rahmen.praefix_of(konto.sachkonto) for konto in konten)
        return all(praefix is None or praefix.bestaetigt for praefix in praefixe)


_ANDERE = (Familie.DREI_VIER, Familie.FUENF_SECHS)


def _names(laender: Sequence[Land]) -> str:
    return " oder ".join(f"{land.titel} ({land})" for land in laender)


def _against(art: Art, konten: Iterable[Konto]) -> bool:
    konten = list(konten)
    gegen = sum(konto.gegen_ct(art) for konto in konten)
    anzahl = sum(konto.soll if art is Art.ERTRAEGE else konto.haben for konto in konten)
    return anzahl >= _GEGEN_AB and gegen > 2 * sum(konto.mit_ct(art) for konto in konten)
