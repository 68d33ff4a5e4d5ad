"""What becomes of an edited draft when it is made anew: untouched passages are renewed, edited ones stay.

Nobody's words are changed, and nothing comes back that somebody took out; that figures moved is always said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xlbudget.core.sachdarstellung.marke import Kopfmarke, Passagenmarke, hash_text
from xlbudget.core.sachdarstellung.modelle import Entwurf, Passage, short_hash
from xlbudget.errors import EingabeError


class Schicksal(StrEnum):
    """What becomes of a passage; the value is what a list says."""

    GLEICH = "unverändert"
    ERNEUERT = "erneuert"
    NEU = "neu"
    ENTFALLEN = "entfallen"
    BEHALTEN = "bearbeitet, bleibt"
    BEWEGT = "bearbeitet, bleibt; Zahlen oder Wortlaut darunter haben sich geändert"
    VERWAIST = "bearbeitet, bleibt; würde nicht mehr erzeugt"
    FREI = "freigegeben oder gelöscht, bleibt so"
    FREI_BEWEGT = "freigegeben oder gelöscht, bleibt so; Zahlen oder Wortlaut dazu haben sich geändert"
    UNGEWISS = "nicht eingefügt: im alten Entwurf ist nicht zu sehen, ob sie gelöscht wurde oder neu ist"


GENANNT = (Schicksal.BEWEGT, Schicksal.FREI_BEWEGT, Schicksal.VERWAIST, Schicksal.UNGEWISS)
"""What somebody has to look at."""


@dataclass(frozen=True, slots=True)
class Altpassage:
    """A content control of a draft: what it was made with, and what stands in it now.

    `zahlen` are the figures that are still marked in it, as they were generated, by the hash of their Herkunft.
    `ist_nachverfolgt` says that changes in it are tracked.
    """

    marke: Passagenmarke
    text: str
    zahlen: Mapping[str, str] = field(default_factory=dict)
    titel: str = ""
    ist_nachverfolgt: bool = False

    @property
    def ist_unberuehrt(self) -> bool:
        """Whether nobody changed a word."""
        return not self.ist_nachverfolgt and hash_text(self.text) == self.marke.text


@dataclass(frozen=True, slots=True)
class Altentwurf:
    """A draft as it was read, its passages in the order of the document.

    `verzeichnis` has for each passage it was made with what was generated (`Passagenmarke.inhalt`); None where the
    program that saved it did not keep that.
    """

    name: str
    passagen: tuple[Altpassage, ...]
    verzeichnis: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Entwurfsschritt:
    """What to do: `stelle` is the index of a control, of `NEU` the one before (or, where `davor`, behind) it."""

    art: Schicksal
    titel: str
    passage: Passage | None = None
    stelle: int | None = None
    davor: bool = False
    bewegt: tuple[str, ...] = ()


def check_same_draft(alt: Altentwurf, entwurf: Entwurf) -> None:
    """Raise EingabeError (German) unless a draft is of this house, Stand and committee."""
    if not alt.passagen:
        raise EingabeError(
            f"{alt.name} enthält keine Passage, die xlbudget erzeugt hat: kein Entwurf, oder alle "
            "Inhaltssteuerelemente sind entfernt. Ohne --entwurf entsteht ein neuer."
        )
    neu = Kopfmarke.of(entwurf.kopf)
    for kopf in dict.fromkeys(passage.marke.kopf for passage in alt.passagen):
        if kopf.stand != neu.stand:
            was = f"zum Stand {kopf.stand.text}; verlangt ist {neu.stand.text}"
        elif kopf.haus != neu.haus:
            was = f"eines anderen Hauses als {entwurf.kopf.kommune}"
        elif kopf.ausschuss != neu.ausschuss:
            was = f"für einen anderen Ausschuss als {entwurf.kopf.ausschuss or 'alle zusammen'}"
        else:
            continue
        raise EingabeError(
            f"{alt.name} enthält Passagen eines Entwurfs {was}. Den passenden Entwurf angeben; ohne --entwurf "
            "entsteht ein neuer."
        )


def plan_schritte(alt: Altentwurf, entwurf: Entwurf) -> tuple[Entwurfsschritt, ...]:
    """What becomes of each control, in the order of the document, then what is inserted and what is not."""
    kopf = Kopfmarke.of(entwurf.kopf)
    neue = {Passagenmarke.of(kopf, passage).passage: passage for passage in entwurf.passagen}
    da: dict[str, int] = {}
    schritte = []
    for stelle, alte in enumerate(alt.passagen):
        da.setdefault(alte.marke.passage, stelle)
        schritte.append(_of_control(stelle, alte, neue.get(alte.marke.passage), kopf))
    return (*schritte, *_missing(alt, neue, da, kopf))


def _of_control(stelle: int, alte: Altpassage, neu: Passage | None, kopf: Kopfmarke) -> Entwurfsschritt:
    titel = neu.titel if neu else alte.titel
    if neu is None:
        return Entwurfsschritt(Schicksal.ENTFALLEN if alte.ist_unberuehrt else Schicksal.VERWAIST, titel, stelle=stelle)
    marke = Passagenmarke.of(kopf, neu)
    if alte.ist_unberuehrt:
        return Entwurfsschritt(Schicksal.GLEICH if marke == alte.marke else Schicksal.ERNEUERT, titel, neu, stelle)
    if marke == alte.marke:
        return Entwurfsschritt(Schicksal.BEHALTEN, titel, neu, stelle)
    return Entwurfsschritt(Schicksal.BEWEGT, titel, neu, stelle, bewegt=tuple(_moved(alte, neu)))


def _moved(alte: Altpassage, neu: Passage) -> Iterator[str]:
    """Each figure that is another now; what the old one was is known where its mark is still there."""
    for herkunft, text in neu.zahlen.items():
        frueher = alte.zahlen.get(short_hash(herkunft, 10), "")
        if frueher != text:
            yield f"{herkunft}: {frueher or 'früherer Wert nicht mehr markiert'} → {text}"


def _missing(
    alt: Altentwurf, neue: Mapping[str, Passage], da: Mapping[str, int], kopf: Kopfmarke
) -> Iterator[Entwurfsschritt]:
    """Passages without a control: new ones have a place beside their neighbours, others were taken out by somebody."""
    reihe = list(neue)
    for i, kennung in enumerate(reihe):
        passage = neue[kennung]
        if kennung in da:
            continue
        if alt.verzeichnis is None:
            yield Entwurfsschritt(Schicksal.UNGEWISS, passage.titel, passage)
        elif (inhalt := alt.verzeichnis.get(kennung)) is not None:
            gleich = Passagenmarke.of(kopf, passage).inhalt == inhalt
            neu = () if gleich else tuple(f"{herkunft}: jetzt {text}" for herkunft, text in passage.zahlen.items())
            yield Entwurfsschritt(
                Schicksal.FREI if gleich else Schicksal.FREI_BEWEGT, passage.titel, passage, bewegt=neu
            )
        else:
            davor = [da[k] for k in reversed(reihe[:i]) if k in da]
            danach = [da[k] for k in reihe[i + 1 :] if k in da]
            stelle = davor[0] if davor else danach[0] if danach else len(alt.passagen) - 1
            yield Entwurfsschritt(Schicksal.NEU, passage.titel, passage, stelle, davor=not davor and bool(danach))
