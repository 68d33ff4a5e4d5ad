"""Befunde of `xlbudget addin status`."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, W, alike

ADDIN = (
    Befundart(
        "addin.fehlt",
        (F,),
        "Das Add-in ist nicht installiert.",
        "`xlbudget addin installieren` aufrufen.",
    ),
    Befundart(
        "addin.fassung",
        (F, W),
        "Das installierte Add-in ist nicht das dieser Fassung.",
        "Excel schließen und `xlbudget addin installieren` aufrufen.",
    ),
    *alike(
        "addin.einstellung addin.python",
        (F,),
        "Für Excel ist kein Python eingestellt, oder es gibt das eingestellte nicht mehr.",
        "Mit dem Python, das gelten soll, `xlbudget addin installieren` aufrufen.",
    ),
    Befundart(
        "addin.python_bits",
        (F,),
        "Dieses Python hat 32 Bit; was xlbudget zum Rechnen braucht, gibt es nur für 64 Bit.",
        "Von python.org den „Windows installer (64-bit)“ nehmen, „nur für diesen Benutzer“. Excel darf 32 Bit haben.",
    ),
    Befundart(
        "addin.anderes_python",
        (W,),
        "Excel benutzt ein anderes Python als dieser Befehl.",
        "Soll Excel dieses benutzen, `xlbudget addin installieren` aufrufen; sonst ist nichts zu tun.",
    ),
    Befundart(
        "addin.dll",
        (F,),
        "Eine Datei von xlwings fehlt neben Python.",
        "`xlbudget addin installieren` aufrufen.",
    ),
    Befundart(
        "addin.speicherort",
        (W,),
        "Excel vertraut dem Ordner des Add-ins nicht.",
        "`xlbudget addin installieren` aufrufen.",
    ),
    Befundart(
        "addin.richtlinie",
        (F,),
        "Etwas hindert Excel daran, das Add-in zu laden: eine Richtlinie, der Ort des Profils oder ein Absturz.",
        "Tun, was der Befund sagt; bei einer Richtlinie ist das Sache der IT.",
    ),
)
