Attribute VB_Name = "XlbFunktionen"
' Made by xlbudget.addin.funktionen.huellen from the Python functions; do not edit.
Option Explicit

Private Const PYTHON_MODUL As String = "xlbudget.addin.funktionen.xlb_funktionen"

Public Function XLB_ABWEICHUNG(plan As Variant, ergebnis As Variant, Optional vorzeichen As Variant) As Variant
    XLB_ABWEICHUNG = XlbAntwort(PYTHON_MODUL, "xlb_abweichung", Array(XlbWerte(plan), XlbWerte(ergebnis), XlbWerte(vorzeichen)))
End Function

Public Function XLB_TENDENZ(abweichung As Variant, Optional plan As Variant, Optional ab_euro As Variant, Optional ab_prozent As Variant) As Variant
    XLB_TENDENZ = XlbAntwort(PYTHON_MODUL, "xlb_tendenz", Array(XlbWerte(abweichung), XlbWerte(plan), XlbWerte(ab_euro), XlbWerte(ab_prozent)))
End Function

Public Function XLB_ZIELERREICHUNG(plan As Variant, ist As Variant, Optional richtung As Variant, Optional als As Variant, Optional schlecht_unter As Variant, Optional gut_ueber As Variant) As Variant
    XLB_ZIELERREICHUNG = XlbAntwort(PYTHON_MODUL, "xlb_zielerreichung", Array(XlbWerte(plan), XlbWerte(ist), XlbWerte(richtung), XlbWerte(als), XlbWerte(schlecht_unter), XlbWerte(gut_ueber)))
End Function

Public Function XLB_AMPEL(plan As Variant, prognose As Variant, Optional gelb_ab As Variant, Optional rot_ab As Variant) As Variant
    XLB_AMPEL = XlbAntwort(PYTHON_MODUL, "xlb_ampel", Array(XlbWerte(plan), XlbWerte(prognose), XlbWerte(gelb_ab), XlbWerte(rot_ab)))
End Function

Public Function XLB_PROGNOSE(ist As Variant, stand As Variant, Optional ansatz As Variant, Optional vorjahre As Variant, Optional verfahren As Variant) As Variant
    XLB_PROGNOSE = XlbAntwort(PYTHON_MODUL, "xlb_prognose", Array(XlbWerte(ist), XlbWerte(stand), XlbWerte(ansatz), XlbWerte(vorjahre), XlbWerte(verfahren)))
End Function

Public Function XLB_MONATSWERTE(objekt As Variant, art As Variant, zeile As Variant, jahr As Variant, Optional datenmappe As Variant) As Variant
    XLB_MONATSWERTE = XlbAntwort(PYTHON_MODUL, "xlb_monatswerte", Array(XlbWerte(objekt), XlbWerte(art), XlbWerte(zeile), XlbWerte(jahr), XlbWerte(datenmappe)))
End Function

Public Function XLB_WERT(objekt As Variant, art As Variant, zeile As Variant, was As Variant, stand As Variant, Optional datenmappe As Variant) As Variant
    XLB_WERT = XlbAntwort(PYTHON_MODUL, "xlb_wert", Array(XlbWerte(objekt), XlbWerte(art), XlbWerte(zeile), XlbWerte(was), XlbWerte(stand), XlbWerte(datenmappe)))
End Function

Public Function XLB_GRUND(ByVal zelle As Range) As Variant
    XLB_GRUND = XlbGrund(zelle)
End Function

Public Sub XlbFunktionenBeschreiben()
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_ABWEICHUNG", _
        Description:="Abweichung eines Produktbudgets in Euro, wie im Gesamtbericht (positiv ist besser) oder wie im Produktblatt.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Plan (Ansatz) des Produktbudgets in Euro, Zuschussbedarf negativ; Zelle oder Bereich.", _
            "Ergebnis oder Prognose des Produktbudgets in Euro; Zelle oder Bereich.", _
            "Gesamtbericht (Vorgabe): Ergebnis - Plan, positiv ist besser; Produktblatt: Plan - Ergebnis, negativ ist besser, gleich was die Datenmappe für das Produktblatt einstellt.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_TENDENZ", _
        Description:="Pfeil zur Abweichung eines Produktbudgets: aufwärts ist besser, abwärts schlechter, leer ohne Bedeutung.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Ergebnis - Plan in Euro, positiv ist besser; Zelle oder Bereich.", _
            "Plan (Ansatz) in Euro; nur mit ab_prozent nötig.", _
            "Ab diesem Betrag wird markiert; ohne Angabe 20.000.", _
            "Zusätzlich ab diesem Anteil am Plan, zum Beispiel 5%; ohne Angabe 0%.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_ZIELERREICHUNG", _
        Description:="Zielerreichungsgrad einer Kennzahl: Ist/Plan, oder Plan/Ist, wenn weniger besser ist. Leer, wo Plan oder Ist fehlt, 0 oder negativ ist.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Plan der Kennzahl; Zelle oder Bereich.", _
            "Erreichter Wert der Kennzahl; Zelle oder Bereich.", _
            "höher (Vorgabe) oder niedriger: was besser ist.", _
            "Grad (Vorgabe) als Zahl, 1 ist 100 %; oder Tendenz als Pfeil.", _
            "Bei Tendenz: unter diesem Grad schlecht; ohne Angabe 95%.", _
            "Bei Tendenz: über diesem Grad gut; ohne Angabe 105%.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_AMPEL", _
        Description:="Ampel eines Produktblatts als Zeichen und Wort: im Plan, beobachten oder gegensteuern.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Plan (Ansatz) des Produktbudgets in Euro, Zuschussbedarf negativ; Zelle oder Bereich.", _
            "Prognose des Produktbudgets in Euro; Zelle oder Bereich.", _
            "Mehrbedarf, ab dem die Ampel gelb ist; ohne Angabe 20.000.", _
            "Mehrbedarf, ab dem die Ampel rot ist; ohne Angabe 100.000.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_PROGNOSE", _
        Description:="Prognose einer Zeile für das ganze Jahr in Euro: das Ist bis zum Stand, dazu das Mittel der Restmonate der Vorjahre oder der restliche Anteil des Ansatzes. Im Dezember das Ergebnis.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Ist der 12 Monate in Euro; mehrere Zeilen untereinander geben mehrere Ergebnisse.", _
            "Letzter Monat, der zählt: 1 bis 12, JJJJ-MM oder ein Datum.", _
            "Plan (Ansatz) der Zeile für das Jahr in Euro.", _
            "12 Monate je Vorjahr: bei einer Ist-Zeile ein Jahr je Zeile, bei mehreren die Jahre nebeneinander.", _
            "Vorjahre oder Ansatz; ohne Angabe die Vorjahre, wo es welche gibt.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_MONATSWERTE", _
        Description:="Die 12 Monatswerte einer Zeile in Euro, Januar zuerst, aus der Datenmappe und ihren Exporten. Leer, wo nichts gebucht ist.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Nummer eines Produkts oder Name eines Budgets oder Dezernats; Gesamt für alles zusammen.", _
            "Erträge oder Aufwendungen.", _
            "Zeile des Produktblatts, zum Beispiel Personal; gesamt für alle Zeilen der Art.", _
            "Haushaltsjahr der Datenmappe oder ein Vorjahr, das in ihr steht.", _
            "Vollständiger Pfad einer Datenmappe, die im Menüband schon benutzt wurde; ohne Angabe die letzte.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_WERT", _
        Description:="Eine Zahl des Berichts in Euro: Plan, Ergebnis oder Prognose einer Zeile zu einem Stand, aus der Datenmappe und ihren Exporten. Leer, wo nichts gebucht oder geplant ist.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Nummer eines Produkts oder Name eines Budgets oder Dezernats; Gesamt für alles zusammen.", _
            "Erträge, Aufwendungen oder Produktbudget (Erträge - Aufwendungen).", _
            "Zeile des Produktblatts, zum Beispiel Personal; gesamt für alle Zeilen der Art.", _
            "Plan, Ergebnis oder Prognose.", _
            "Monat, bis zu dem gebucht ist: JJJJ-MM oder ein Datum.", _
            "Vollständiger Pfad einer Datenmappe, die im Menüband schon benutzt wurde; ohne Angabe die letzte.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_GRUND", _
        Description:="Warum in einer Zelle mit einer XLB-Funktion ein Fehler steht.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Die Zelle mit dem Fehler.")
End Sub
