Attribute VB_Name = "XlbPython"
Option Explicit
Option Private Module

Private Const TITEL As String = "Produktbericht"
Private Const STARTLOG As String = "%LOCALAPPDATA%\xlbudget\start.log"
Private Const RAT As String = "Bitte an die IT wenden; in der Eingabeaufforderung zeigt ""xlbudget addin status"", was fehlt."

Private mFehlerzeile As String ' last line Python wrote before it failed

Public Sub XlbRufe(ByVal funktion As String, Optional ByVal monat As Long = 0)
    ' Runs one function of xlbudget.addin.menueband and waits for its end. What the user did wrong is told there, by
    ' Python; here only that Python could not be started or broke off.
    Dim argument As String
    Dim berechnung As Long
    Dim ergebnis As Variant
    Dim hindernis As String
    Dim interpreter As String
    Dim text As String
    On Error GoTo NichtGestartet
    hindernis = Starthindernis()
    If hindernis <> "" Then
        XlbMelde hindernis
        Exit Sub
    End If
    If monat > 0 Then argument = CStr(monat)
    berechnung = Application.Calculation
    interpreter = GetConfig("INTERPRETER_WIN")
    mFehlerzeile = ""
    ' Esc is for Python, which stops between two sheets; here it would end the command with half of it said
    Application.EnableCancelKey = xlDisabled
    Application.StatusBar = "Produktbericht: Python startet …"
    ergebnis = RunPython("from xlbudget.addin import menueband; menueband." & funktion & "(" & argument & ")")
    ' 0 is success, -1 a failure of Python, and nothing at all means that Python was never called
    If IsEmpty(ergebnis) Then
        text = "Python wurde nicht gestartet." & vbLf & vbLf & RAT
    ElseIf ergebnis <> 0 Then
        text = Abbruchtext()
    End If
    GoTo Ende
NichtGestartet:
    text = "Excel durfte Python nicht starten (Fehler " & Err.Number & ": " & Err.Description & ")." & vbLf & vbLf & _
        "Meist hat ein Sicherheitsprogramm den Start eines Programms aus Excel heraus verhindert. " & _
        "Die IT kann dafür eine Ausnahme einrichten:" & vbLf & interpreter
    Resume Ende
Ende:
    On Error GoTo 0
    Application.EnableCancelKey = xlInterrupt
    Application.StatusBar = False
    If text <> "" Then
        If berechnung <> 0 Then StelleExcelHer berechnung
        XlbMelde text
    End If
End Sub

Public Sub XlbMelde(ByVal text As String)
    MsgBox text, vbExclamation, TITEL
End Sub

Public Sub XlbFehlerMerken(ByVal datei As String)
    ' Called by the xlwings module with the file that holds what Python wrote to stderr; xlwings deletes it afterwards.
    Dim zeile As Variant
    On Error Resume Next
    For Each zeile In Split(ReadFile(datei), vbCrLf)
        If Trim$(zeile) <> "" Then mFehlerzeile = Trim$(zeile)
    Next zeile
    Dim ziel As String
    ziel = ExpandEnvironmentStrings(STARTLOG)
    MkDir ParentFolder(ziel)
    FileCopy datei, ziel
End Sub

Public Function XlbInZelle() As Boolean
    ' A formula in any workbook may name a function of an add-in; those that start programs or touch files refuse.
    XlbInZelle = (TypeName(Application.Caller) = "Range")
End Function

Private Function Starthindernis() As String
    If ActiveWorkbook Is Nothing Then
        Starthindernis = "Es ist keine Arbeitsmappe geöffnet. Bitte zuerst die Datenmappe oder ein Produktblatt öffnen " & _
            "(in der geschützten Ansicht vorher auf ""Bearbeitung aktivieren"" klicken)."
    ElseIf InStr(ActiveWorkbook.Name, "=") > 0 Then
        ' xlwings ends the name there
        Starthindernis = "Der Dateiname """ & ActiveWorkbook.Name & """ enthält ein Gleichheitszeichen. Bitte die Mappe " & _
            "ohne dieses Zeichen speichern."
    ElseIf Not FileExists(GetConfigFilePath()) Then
        Starthindernis = "Das Add-in ist nicht eingerichtet; es fehlt" & vbLf & GetConfigFilePath() & vbLf & vbLf & _
            "In der Eingabeaufforderung ""xlbudget addin installieren"" ausführen oder an die IT wenden."
    ElseIf Not FileExists(GetConfig("INTERPRETER_WIN")) Then
        Starthindernis = "Python wurde nicht gefunden:" & vbLf & GetConfig("INTERPRETER_WIN") & vbLf & vbLf & _
            "Liegt es auf einem Netzlaufwerk, bitte die Verbindung prüfen. " & RAT
    End If
End Function

Private Function Abbruchtext() As String
    Abbruchtext = "Der Befehl ist abgebrochen. Bitte die Mappe prüfen, bevor sie gespeichert wird." & vbLf & vbLf
    If mFehlerzeile <> "" Then Abbruchtext = Abbruchtext & mFehlerzeile & vbLf & vbLf
    Abbruchtext = Abbruchtext & "Einzelheiten stehen in" & vbLf & ExpandEnvironmentStrings(STARTLOG) & vbLf & vbLf & RAT
End Function

Private Sub StelleExcelHer(ByVal berechnung As Long)
    ' Python may have been ended from outside, before it could put back what it had changed
    On Error Resume Next
    Application.Calculation = berechnung
    Application.ScreenUpdating = True
    Application.EnableEvents = True
    Application.DisplayAlerts = True
    Application.Interactive = True
    Application.Cursor = xlDefault
End Sub
