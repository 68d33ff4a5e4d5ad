Attribute VB_Name = "XlbFunktionen"
' Made by xlbudget.addin.huellen from the Python functions; do not edit.
Option Explicit

Private Const PYTHON_MODUL As String = "xlbudget.addin.funktionen"
Private Const GRUND As String = "#XLB: "
Private Const PAUSE_SEKUNDEN As Long = 30
Private Const FEHLER_WERT As Long = 2015

Private mPython As Object
Private mPauseBis As Date
Private mPausengrund As String
Private mGruende As Object

Public Function XLB_ABWEICHUNG(plan As Variant, ergebnis As Variant, Optional vorzeichen As Variant) As Variant
    XLB_ABWEICHUNG = Rufe("xlb_abweichung", Array(Werte(plan), Werte(ergebnis), Werte(vorzeichen)))
End Function

Public Function XLB_TENDENZ(abweichung As Variant, Optional plan As Variant, Optional ab_euro As Variant, Optional ab_prozent As Variant) As Variant
    XLB_TENDENZ = Rufe("xlb_tendenz", Array(Werte(abweichung), Werte(plan), Werte(ab_euro), Werte(ab_prozent)))
End Function

Public Function XLB_ZIELERREICHUNG(plan As Variant, ist As Variant, Optional richtung As Variant, Optional als As Variant, Optional schlecht_unter As Variant, Optional gut_ueber As Variant) As Variant
    XLB_ZIELERREICHUNG = Rufe("xlb_zielerreichung", Array(Werte(plan), Werte(ist), Werte(richtung), Werte(als), Werte(schlecht_unter), Werte(gut_ueber)))
End Function

Public Function XLB_AMPEL(plan As Variant, prognose As Variant, Optional gelb_ab As Variant, Optional rot_ab As Variant) As Variant
    XLB_AMPEL = Rufe("xlb_ampel", Array(Werte(plan), Werte(prognose), Werte(gelb_ab), Werte(rot_ab)))
End Function

Public Function XLB_PROGNOSE(ist As Variant, stand As Variant, Optional ansatz As Variant, Optional vorjahre As Variant, Optional verfahren As Variant) As Variant
    XLB_PROGNOSE = Rufe("xlb_prognose", Array(Werte(ist), Werte(stand), Werte(ansatz), Werte(vorjahre), Werte(verfahren)))
End Function

Public Function XLB_MONATSWERTE(objekt As Variant, art As Variant, zeile As Variant, jahr As Variant, Optional datenmappe As Variant) As Variant
    XLB_MONATSWERTE = Rufe("xlb_monatswerte", Array(Werte(objekt), Werte(art), Werte(zeile), Werte(jahr), Werte(datenmappe)))
End Function

Public Function XLB_WERT(objekt As Variant, art As Variant, zeile As Variant, was As Variant, stand As Variant, Optional datenmappe As Variant) As Variant
    XLB_WERT = Rufe("xlb_wert", Array(Werte(objekt), Werte(art), Werte(zeile), Werte(was), Werte(stand), Werte(datenmappe)))
End Function

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
    Case "#NULL!": Fehlernummer = 2000
    Case "#DIV/0!": Fehlernummer = 2007
    Case "#VALUE!": Fehlernummer = 2015
    Case "#REF!": Fehlernummer = 2023
    Case "#NAME?": Fehlernummer = 2029
    Case "#NUM!": Fehlernummer = 2036
    Case "#N/A": Fehlernummer = 2042
    Case "#GETTING_DATA": Fehlernummer = 2043
    Case "#SPILL!": Fehlernummer = 2045
    Case "#CONNECT!": Fehlernummer = 2046
    Case "#BLOCKED!": Fehlernummer = 2047
    Case "#UNKNOWN!": Fehlernummer = 2048
    Case "#FIELD!": Fehlernummer = 2049
    Case "#CALC!": Fehlernummer = 2050
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

Public Sub XlbFunktionenBeschreiben()
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_ABWEICHUNG", _
        Description:="Abweichung eines Produktbudgets in Euro, wie im Gesamtbericht (positiv ist besser) oder wie im Produktblatt.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Plan (Ansatz) des Produktbudgets in Euro, Zuschussbedarf negativ; Zelle oder Bereich.", _
            "Ergebnis oder Prognose des Produktbudgets in Euro; Zelle oder Bereich.", _
            "Gesamtbericht (Vorgabe): Ergebnis - Plan, positiv ist besser; Produktblatt: Plan - Ergebnis, negativ besser.")
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
        Description:="Zielerreichungsgrad einer Kennzahl: Ist/Plan, oder Plan/Ist, wenn weniger besser ist. Leer, wo Plan oder Ist fehlt oder 0 ist.", _
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
            "Vollständiger Pfad der Datenmappe; ohne Angabe die zuletzt im Menüband benutzte.")
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
            "Vollständiger Pfad der Datenmappe; ohne Angabe die zuletzt im Menüband benutzte.")
    Application.MacroOptions _
        Macro:="'" & ThisWorkbook.Name & "'!XLB_GRUND", _
        Description:="Warum in einer Zelle mit einer XLB-Funktion ein Fehler steht.", _
        Category:="xlbudget", _
        ArgumentDescriptions:=Array( _
            "Die Zelle mit dem Fehler.")
End Sub
