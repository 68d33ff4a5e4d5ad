"""A copy of a docx with what was found in it as comments."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from xlbudget.core.textpruefung.modelle import Abschnitt, Textpruefergebnis, Urteilsart
from xlbudget.core.textpruefung.worte import finding_text, self_text
from xlbudget.errors import EingabeError, printable
from xlbudget.wordabsaetze import cut_out, iter_absaetze

_AUTOR, _KUERZEL = "xlbudget", "xlb"
_GEZEIGT = (Urteilsart.WIDERSPRUCH, Urteilsart.HINWEIS, Urteilsart.FEHLT, Urteilsart.OFFEN)

Fund = tuple[int, int, int, str]
"""Index of the paragraph, where in it, and what is to be said."""


def comment_docx(file: Path, abschnitte: Sequence[Abschnitt], ergebnis: Textpruefergebnis) -> bytes:
    """The docx with a comment at every figure that does not agree. Notes cannot have any: theirs stand at the end.

    Raises EingabeError (German) where Word's own reader cannot open the file.
    """
    from docx import Document
    from docx.text.run import Run

    try:
        dokument = Document(str(file))
    except Exception as error:  # python-docx raises whatever its parsers raise
        raise EingabeError(
            f"{printable(file.name)} lässt sich nicht mit Kommentaren versehen. Bitte in Word neu speichern."
        ) from error
    absaetze = list(iter_absaetze(dokument.element))
    ohne_ort = []
    for nummer, start, ende, text in sorted(_findings(ergebnis), reverse=True):
        abschnitt = abschnitte[nummer]
        laeufe = cut_out(absaetze[abschnitt.nummer - 1], start, ende) if abschnitt.nummer else []
        if laeufe:
            runs = [Run(laeufe[0], dokument), Run(laeufe[-1], dokument)]
            dokument.add_comment(runs=runs, text=text, author=_AUTOR, initials=_KUERZEL)
        else:
            ohne_ort.append(f"{abschnitt.ort}: {text}")
    if ohne_ort:
        letzter = dokument.paragraphs[-1].add_run("")
        dokument.add_comment(runs=letzter, text="\n".join(reversed(ohne_ort)), author=_AUTOR, initials=_KUERZEL)
    ziel = io.BytesIO()
    dokument.save(ziel)
    return ziel.getvalue()


def _findings(ergebnis: Textpruefergebnis) -> Iterator[Fund]:
    for urteil in ergebnis.urteile:
        if urteil.art in _GEZEIGT:
            yield urteil.abschnitt, urteil.start, urteil.ende, f"{urteil.art}: {finding_text(urteil)}"
    for fund in ergebnis.im_text:
        yield fund.abschnitt, fund.start, fund.ende, f"{Urteilsart.WIDERSPRUCH}, {self_text(fund)}"
