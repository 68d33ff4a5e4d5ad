"""The add-in's own modules run in pyOpenVBA's interpreter of VBA, with a stand-in for the module of xlwings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pyopenvba.apps.excel import ExcelApplication

from xlbudget.addin.einrichten.vba import read_module

CONF, PYTHON = r"C:\Heim\.xlbudget\xlbudget.conf", r"C:\Heim\Python\python.exe"

_XLWINGS = r"""
Public Dummy As Variant
Public Abbruchtaste As Long
Private mAbbruchtaste As Long
Private mAufruf As String
Private mKopie As String

Public Function RunPython(PythonCommand As String)
    mAufruf = mAufruf & PythonCommand & vbLf
    mAbbruchtaste = Abbruchtaste
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.Calculation = xlCalculationManual
    {antwort}
End Function

Public Function GetConfigFilePath() As String
    GetConfigFilePath = "{conf}"
End Function

Public Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "")
    GetConfig = "{python}"
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = InStr("{dateien}", FileSpec) > 0
End Function

Public Function ExpandEnvironmentStrings(ByVal s As String)
    ExpandEnvironmentStrings = Replace(s, "%LOCALAPPDATA%", "C:\Heim\Lokal")
End Function

Public Function ReadFile(ByVal FileName As String)
    ReadFile = "Traceback" & vbCrLf & "ImportError: kein Modul für März" & vbCrLf & vbCrLf
End Function

Public Function ParentFolder(ByVal Folder)
    ParentFolder = Left$(Folder, InStrRev(Folder, "\") - 1)
End Function

Public Sub Anlegen(ByVal ordner As String)
    If ordner = "C:\Heim\Lokal\xlbudget" Then Err.Raise 75
End Sub

Public Sub Kopiere(ByVal quelle As String, ByVal ziel As String)
    mKopie = quelle & ">" & ziel
End Sub

Public Function Mappenname() As String
    Mappenname = "{name}"
End Function

Public Function Aufrufe()
    Aufrufe = mAufruf
End Function

Public Sub Eingeben(ByVal zelle As String, ByVal text As String)
    ActiveSheet.Range(zelle).Value = text
End Sub

Public Function Kopien()
    Kopien = mKopie
End Function

Public Function Abbruchtasten()
    Abbruchtasten = mAbbruchtaste & "/" & Abbruchtaste
End Function

Public Function Zustand()
    Zustand = Application.StatusBar & "/" & Application.ScreenUpdating & "/" & Application.EnableEvents & "/" & _
        Application.Calculation
End Function

Public Function Frist()
    Dim text As Variant
    FristZeigen Nothing, text
    Frist = text
End Function

Public Function StandIndex()
    Dim index As Variant
    StandZeigen Nothing, index
    StandIndex = index
End Function
"""
# what the interpreter does not know, and what it does instead
_ERSATZ = {
    "ActiveWorkbook.Names(FRISTZELLE).RefersToRange": 'ActiveSheet.Range("C2")',
    "MkDir ": "Anlegen ",
    "FileCopy ": "Kopiere ",
    "ActiveWorkbook.Name": "Mappenname()",
    "Application.EnableCancelKey": "Abbruchtaste",
    "Application.Interactive": "Dummy",
    "Application.Cursor": "Dummy",
}

ERFOLG, ABBRUCH, NICHT_GESTARTET = "RunPython = 0", "RunPython = -1", "Exit Function"
ABSTURZ = 'XlbFehlerMerken "C:\\T\\xlwings.log"\n    RunPython = -1'
VERBOTEN = 'Err.Raise 70, , "Zugriff verweigert"'


class Excel:
    """An Excel with the add-in; `antwort` is what RunPython does, `dateien` are the files that exist."""

    def __init__(
        self,
        callbacks: Iterable[str],
        antwort: str = ERFOLG,
        dateien: tuple[str, ...] = (CONF, PYTHON),
        heute: datetime = datetime(2024, 7, 15),
        mappe: bool = True,
        name: str = "Mappe1.xlsx",
    ) -> None:
        self._app = ExcelApplication()
        self._app.interpreter.frozen_now = heute
        stub = _XLWINGS
        werte = {"antwort": antwort, "conf": CONF, "python": PYTHON, "dateien": ";".join(dateien), "name": name}
        for platzhalter, wert in werte.items():
            stub = stub.replace(f"{{{platzhalter}}}", wert)
        self._app.add_module(stub, name="xlwings")
        for modul in ("XlbPython", "XlbMenueband"):
            text = read_module()[f"{modul}.bas"]
            for unbekannt, ersatz in _ERSATZ.items():
                text = text.replace(unbekannt, ersatz)
            self._app.add_module(text, name=modul)
        klicks = "".join(f"Public Sub Klick_{name}()\n    {name} Nothing\nEnd Sub\n" for name in callbacks)
        wahlen = "".join(
            f'Public Sub Waehle_{monat}()\n    StandWaehlen Nothing, "xlbStand", {monat - 1}\nEnd Sub\n'
            for monat in range(1, 13)
        )
        self._app.add_module(klicks + wahlen, name="Hand")
        if mappe:
            self._app.add_workbook()

    def show_tab(self) -> int:
        """Excel draws the tab and asks for the month to show; returns its number."""
        return self._app.run("StandIndex") + 1

    def show_frist(self) -> str:
        """The label of the next Frist."""
        return self._app.run("Frist")

    def enter(self, zelle: str, text: str) -> None:
        """Write into a cell of the sheet in front."""
        self._app.run("Eingeben", zelle, text)

    def choose(self, monat: int) -> None:
        self._app.run(f"Waehle_{monat}")

    def click(self, callback: str) -> list[str]:
        """Press a button; returns the messages shown."""
        self._app.interpreter.dialogs.clear()
        self._app.run(f"Klick_{callback}")
        return [text for _, text, titel, _ in self._app.interpreter.dialogs if titel == "Produktbericht"]

    @property
    def commands(self) -> list[str]:
        """What was given to RunPython, in order."""
        return self._app.run("Aufrufe").splitlines()

    @property
    def copied(self) -> str:
        return self._app.run("Kopien")

    @property
    def cancel_key(self) -> str:
        """Who gets Esc while Python works / afterwards: 0 not VBA, 1 VBA."""
        return self._app.run("Abbruchtasten")

    @property
    def state(self) -> str:
        """Status bar / screen updating / events / calculation."""
        return self._app.run("Zustand")
