Attribute VB_Name = "XlbAufruf"
Option Explicit
Option Private Module
' How a worksheet function reaches Python. Ranges go over as plain values in one piece, so Python need not ask Excel back
' while it calculates; reasons come back as texts and become error values, kept for XLB_GRUND. Where Python cannot be
' reached, every cell shows an error at once and nothing is tried again for a while, since each attempt can take long.

Private Const GRUND As String = "#XLB: "
Private Const PAUSE_SEKUNDEN As Long = 30
Private Const MAX_ZELLEN As Long = 100000
Private Const FEHLER_WERT As Long = 2015

Private mPython As Object
Private mPauseBis As Date
Private mPausengrund As String
Private mGruende As Object

Public Function XlbGrund(ByVal zelle As Range) As Variant
    XlbGrund = ""
    If Not IsError(zelle.Cells(1, 1).Value) Then Exit Function
    XlbGrund = "Zu dieser Zelle ist kein Grund bekannt. Strg+Alt+F9 rechnet alles neu."
    On Error Resume Next
    XlbGrund = mGruende.Item(zelle.Cells(1, 1).Address(External:=True))
End Function

Public Function XlbAntwort(ByVal modul As String, ByVal funktion As String, ByVal argumente As Variant) As Variant
    Dim antwort As Variant
    Dim frisch As Boolean
    If ImAssistenten() Then Exit Function
    If Now < mPauseBis Then
        XlbAntwort = AlsZellen(GRUND & mPausengrund)
        Exit Function
    End If
Verbinden:
    On Error GoTo Unerreichbar
    If mPython Is Nothing Then
        frisch = True
        Set mPython = XLPy
    End If
    On Error GoTo Gescheitert
    antwort = mPython.CallUDF(modul, funktion, argumente)
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
    XlbAntwort = AlsZellen(antwort)
End Function

Private Function ImAssistenten() As Boolean
    ' the function wizard calculates at every keystroke; it switches the toolbars off
    ImAssistenten = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Public Function XlbWerte(Optional ByVal argument As Variant) As Variant
    If IsMissing(argument) Then Exit Function
    If TypeName(argument) = "Range" Then
        XlbWerte = Bereichswerte(argument)
    Else
        XlbWerte = argument
    End If
End Function

Private Function Bereichswerte(ByVal bereich As Range) As Variant
    ' Value2 has neither dates nor currency, which would not arrive as numbers
    If bereich.Areas.Count > 1 Then
        Bereichswerte = GRUND & "Der Bereich besteht aus mehreren Teilen."
    ElseIf bereich.CountLarge > MAX_ZELLEN Then
        Bereichswerte = GRUND & "Der Bereich hat mehr als " & MAX_ZELLEN & " Zellen; nur den benutzten Teil angeben."
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
