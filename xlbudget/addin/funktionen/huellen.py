"""The VBA module through which Excel calls the worksheet functions.

xlwings would write such a module into the open workbook ("Import Functions"), which needs a trust setting that IT
switches off. Ours is made from the Python functions when the add-in is built; `macros/XlbAufruf.bas` does the calling.

`python -m xlbudget.addin.funktionen.huellen > macros/XlbFunktionen.bas` brings the committed module up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from xlbudget.addin.funktionen import xlb_funktionen
from xlbudget.addin.funktionen.tabellenfunktion import KATEGORIE, Tabellenfunktion, tabellenfunktionen

MODUL = "XlbFunktionen"
MAX_HILFE = 255
"""Characters of a text in the function wizard."""

_KOPF = """\
Attribute VB_Name = "{modul}"
' Made by xlbudget.addin.funktionen.huellen from the Python functions; do not edit.
Option Explicit

Private Const PYTHON_MODUL As String = "{python}"
"""

_HUELLE = """\
Public Function {name}({parameter}) As Variant
    {name} = XlbAntwort(PYTHON_MODUL, "{python}", Array({werte}))
End Function
"""

_GRUND_HUELLE = """\
Public Function XLB_GRUND(ByVal zelle As Range) As Variant
    XLB_GRUND = XlbGrund(zelle)
End Function
"""

_BESCHREIBUNG = """\
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!{name}", _
        Description:={beschreibung}, _
        Category:="{kategorie}", _
        ArgumentDescriptions:=Array( _
            {hilfen})
"""

_GRUND_BESCHREIBUNG = (
    "Warum in einer Zelle mit einer XLB-Funktion ein Fehler steht.",
    ("Die Zelle mit dem Fehler.",),
)


def funktionsmodul() -> str:
    """Text of the module `XlbFunktionen`, lines ending in LF.

    Raises ValueError for a help text that the function wizard or VBA cannot take.
    """
    alle = list(tabellenfunktionen(xlb_funktionen))
    teile = (
        _KOPF.format(modul=MODUL, python=xlb_funktionen.__name__),
        *map(_huelle, alle),
        _GRUND_HUELLE,
        _beschreiben(alle),
    )
    return "\n".join(teile)


def _huelle(funktion: Tabellenfunktion) -> str:
    parameter = [f"{'' if name in funktion.pflicht else 'Optional '}{name} As Variant" for name in funktion.angaben]
    return _HUELLE.format(
        name=funktion.name,
        python=funktion.python,
        parameter=", ".join(parameter),
        werte=", ".join(f"XlbWerte({name})" for name in funktion.angaben),
    )


def _beschreiben(alle: Iterable[Tabellenfunktion]) -> str:
    texte: dict[str, tuple[str, Sequence[str]]] = {
        f.name: (f.beschreibung, [angabe.hilfe for angabe in f.angaben.values()]) for f in alle
    }
    texte["XLB_GRUND"] = _GRUND_BESCHREIBUNG
    bloecke = (
        _BESCHREIBUNG.format(
            name=name,
            beschreibung=_literal(beschreibung),
            kategorie=KATEGORIE,
            hilfen=", _\n            ".join(map(_literal, hilfen)),
        )
        for name, (beschreibung, hilfen) in texte.items()
    )
    return f"Public Sub XlbFunktionenBeschreiben()\n{''.join(bloecke)}End Sub\n"


def _literal(text: str) -> str:
    """A help text as VBA writes it. Raises ValueError, UnicodeEncodeError among them."""
    if len(text) > MAX_HILFE:
        raise ValueError(f"Help text of {len(text)} characters, at most {MAX_HILFE} are shown: {text}")
    text.encode("cp1252")
    return '"' + text.replace('"', '""') + '"'


if __name__ == "__main__":
    sys.stdout.buffer.write(funktionsmodul().encode("utf-8"))
