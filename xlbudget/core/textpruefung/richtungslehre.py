"""What direction words mean for the sign of a value: of a row more or less, of a Saldo better or worse."""

from __future__ import annotations

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.textpruefung.tatsachen import Mass
from xlbudget.core.textpruefung.worttafel import Wortsinn


def sign_of(richtung: Wortsinn | None, mass: Mass, polung: int) -> int:
    """The sign of an Abweichung that a word says; `polung` is that of the noun in a Saldo, 0 where it has none.

    >>> from xlbudget.core.textpruefung.tatsachen import DER_SALDO
    >>> sign_of(Wortsinn.WENIGER, DER_SALDO, -1), sign_of(Wortsinn.MEHR, Mass("Personal", Art.AUFWENDUNGEN), 0)
    (1, 1)
    """
    if richtung is None:
        return 0
    if richtung in (Wortsinn.BESSER, Wortsinn.SCHLECHTER):
        besser = 1 if richtung is Wortsinn.BESSER else -1
        return -besser if mass.art is Art.AUFWENDUNGEN else besser
    mehr = 1 if richtung is Wortsinn.MEHR else -1
    return mehr if mass.art else mehr * polung
