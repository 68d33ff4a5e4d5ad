"""The VBA module through which Excel calls the worksheet functions.

xlwings would write such a module into the open workbook ("Import Functions"), which needs a trust setting that IT
switches off. Ours is made from the Python functions when the add-in is built.

Two more differences: ranges go over as plain values in one piece, so Python need not ask Excel back while it
calculates; and reasons become error values, kept for XLB_GRUND. Where Python cannot be reached, every cell shows an
error at once and nothing is tried again for a while, since each attempt can take long.

`python -m xlbudget.addin.huellen > macros/XlbFunktionen.bas` brings the committed module up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from xlbudget.addin import funktionen
from xlbudget.addin.tabellenfunktion import KATEGORIE, Tabellenfunktion, tabellenfunktionen
from xlbudget.addin.zellwerte import FEHLERWERTE, GRUND

MODUL = "XlbFunktionen"
MAX_HILFE = 255
"""Characters of a text in the function wizard."""

_KOPF = """\
Attribute VB_Name = "{modul}"
' Made by xlbudget.addin.huellen from the Python functions; do not edit.
Option Explicit

Private Const PYTHON_MODUL As String = "{python}"
Private Const GRUND As String = "{grund}"
Private Const PAUSE_SEKUNDEN As Long = 30
Private Const FEHLER_WERT As Long = 2015

Private mPython As Object
Private mPauseBis As Date
Private mPausengrund As String
Private mGruende As Object
"""

_HUELLE = """\
Public Function {name}({parameter}) As Variant
    {name} = Rufe("{python}", Array({werte}))
End Function
"""

_LAUFZEIT = """\
Public Function XLB_GRUND(ByVal zelle As Range) As Variant
    XLB_GRUND = ""
    If Not IsError(zelle.Cells(1, 1).Value) Then Exit Function
    XLB_GRUND = "Zu dieser Zelle ist kein Grund bekannt. Strg+Alt+F9 rechnet alles neu."
    On Error Resume Next
    XLB_GRUND = mGruende.Item(zelle.Cells(1, 1).Address(External:=True))
End Function

Private Function Rufe(ByVal funktion As String, ByVal argumente As Variant) As Variant
    Dim antwort As Variant
    Dim frisch As Boolean
    If Now < mPauseBis Then
        Rufe = AlsZellen(GRUND & mPausengrund)
        Exit Function
    End If
Verbinden:
    On Error GoTo Unerreichbar
    If mPython Is Nothing Then
        frisch = True
        Set mPython = XLPy
    End If
    On Error GoTo Gescheitert
    antwort = mPython.CallUDF(PYTHON_MODUL, funktion, argumente)
    GoTo Ende
Unerreichbar:
    mPausengrund = "Python ist nicht erreichbar (" & Err.Description & "). Einzelheiten zeigt: xlbudget addin status"
    mPauseBis = DateAdd("s", PAUSE_SEKUNDEN, Now)
    antwort = GRUND & mPausengrund
    Resume Ende
Gescheitert:
    antwort = GRUND & "Unerwarteter Fehler: " & LetzteZeile(Err.Description)
    Set mPython = Nothing
    If frisch Then
        Resume Ende
    Else
        ' the Python process may have ended since the last call
        Resume Verbinden
    End If
Ende:
    On Error GoTo 0
    Rufe = AlsZellen(antwort)
End Function

Private Function Werte(Optional ByVal argument As Variant) As Variant
    If IsMissing(argument) Then Exit Function
    If TypeName(argument) = "Range" Then
        Werte = Bereichswerte(argument)
    Else
        Werte = argument
    End If
End Function

Private Function Bereichswerte(ByVal bereich As Range) As Variant
    ' Value2 has neither dates nor currency, which would not arrive as numbers
    If bereich.Areas.Count > 1 Then
        Bereichswerte = GRUND & "Der Bereich besteht aus mehreren Teilen."
    Else
        Bereichswerte = bereich.Value2
    End If
End Function

Private Function AlsZellen(ByVal antwort As Variant) As Variant
    Dim zeile As Long
    Dim spalte As Long
    Select Case Dimensionen(antwort)
    Case 0
        antwort = AlsZelle(antwort, 0, 0)
    Case 1
        For spalte = LBound(antwort) To UBound(antwort)
            antwort(spalte) = AlsZelle(antwort(spalte), 0, spalte - LBound(antwort))
        Next spalte
    Case Else
        For zeile = LBound(antwort, 1) To UBound(antwort, 1)
            For spalte = LBound(antwort, 2) To UBound(antwort, 2)
                antwort(zeile, spalte) = AlsZelle(antwort(zeile, spalte), zeile - LBound(antwort, 1), _
                    spalte - LBound(antwort, 2))
            Next spalte
        Next zeile
    End Select
    AlsZellen = antwort
End Function

Private Function Dimensionen(ByVal antwort As Variant) As Long
    Dim grenze As Long
    If Not IsArray(antwort) Then Exit Function
    Dimensionen = 1
    On Error GoTo Ende
    grenze = UBound(antwort, 2)
    Dimensionen = 2
Ende:
End Function

Private Function AlsZelle(ByVal wert As Variant, ByVal zeile As Long, ByVal spalte As Long) As Variant
    Dim nummer As Long
    AlsZelle = wert
    If VarType(wert) <> vbString Then Exit Function
    If Left$(wert, 1) <> "#" Then Exit Function
    If Left$(wert, Len(GRUND)) = GRUND Then
        Merke Mid$(wert, Len(GRUND) + 1), zeile, spalte
        AlsZelle = CVErr(FEHLER_WERT)
        Exit Function
    End If
    nummer = Fehlernummer(wert)
    If nummer = 0 Then Exit Function
    Merke "Eine Zelle, die hier eingeht, enthält einen Fehlerwert.", zeile, spalte
    AlsZelle = CVErr(nummer)
End Function

Private Function Fehlernummer(ByVal text As String) As Long
    Select Case text
{fehlerwerte}
    End Select
End Function

Private Sub Merke(ByVal text As String, ByVal zeile As Long, ByVal spalte As Long)
    Dim schluessel As String
    If TypeName(Application.Caller) <> "Range" Then Exit Sub
    schluessel = Application.Caller.Cells(1, 1).Offset(zeile, spalte).Address(External:=True)
    If mGruende Is Nothing Then
        Set mGruende = New Collection
    End If
    On Error Resume Next
    mGruende.Remove schluessel
    mGruende.Add text, schluessel
End Sub

Private Function LetzteZeile(ByVal text As String) As String
    Dim zeile As Variant
    For Each zeile In Split(Replace(text, vbCr, ""), vbLf)
        If Trim$(zeile) <> "" Then LetzteZeile = Trim$(zeile)
    Next zeile
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
    alle = list(tabellenfunktionen(funktionen))
    fehlerwerte = "\n".join(
        f'    Case "{text}": Fehlernummer = {nummer}' for nummer, text in sorted(FEHLERWERTE.items())
    )
    teile = (
        _KOPF.format(modul=MODUL, python=funktionen.__name__, grund=GRUND),
        *map(_huelle, alle),
        _LAUFZEIT.replace("{fehlerwerte}", fehlerwerte),
        _beschreiben(alle),
    )
    return "\n".join(teile)


def _huelle(funktion: Tabellenfunktion) -> str:
    parameter = [f"{'' if name in funktion.pflicht else 'Optional '}{name} As Variant" for name in funktion.angaben]
    return _HUELLE.format(
        name=funktion.name,
        python=funktion.python,
        parameter=", ".join(parameter),
        werte=", ".join(f"Werte({name})" for name in funktion.angaben),
    )


def _beschreiben(alle: Iterable[Tabellenfunktion]) -> str:
    texte = {f.name: (f.beschreibung, [angabe.hilfe for angabe in f.angaben.values()]) for f in alle}
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
