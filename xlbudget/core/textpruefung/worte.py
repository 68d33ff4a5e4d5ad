"""What a verdict says to a person, in one sentence."""

from __future__ import annotations

from xlbudget.core.textpruefung.modelle import Selbstwiderspruch, Urteil, Urteilsart


def finding_text(urteil: Urteil) -> str:
    """One German sentence: what the figure was taken for, what is right, what it really is."""
    teile = []
    if str(urteil.bezug):
        teile.append(str(urteil.bezug))
    if urteil.art in (Urteilsart.WIDERSPRUCH, Urteilsart.HINWEIS) and urteil.richtig:
        teile.append(f"richtig {urteil.richtig}")
    if urteil.grund:
        teile.append(urteil.grund)
    if urteil.wirklich:
        teile.append(f"{urteil.figur} ist {urteil.wirklich}")
    if urteil.einzelzeile and urteil.art is Urteilsart.WIDERSPRUCH:
        teile.append("Zeile eines einzelnen Produkts")
    return "; ".join(teile)


def self_text(fund: Selbstwiderspruch) -> str:
    """The sentence about what a text contradicts by itself."""
    return f"im Text selbst: {fund.grund}"
