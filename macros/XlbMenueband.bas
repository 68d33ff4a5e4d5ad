Attribute VB_Name = "XlbMenueband"
Option Explicit

Private Const STAND As String = "xlbStand"
Private Const FRIST As String = "xlbNaechsteFrist"
Private Const FRISTZELLE As String = "Naechste_Frist" ' on the sheet Start of a Datenmappe that has Fristen
Private Const MAX_ZEICHEN As Long = 60

Private mBand As IRibbonUI
Private mMonat As Long ' 1 to 12; 0 until the ribbon has shown it

Public Sub BandGeladen(ribbon As IRibbonUI)
    Set mBand = ribbon
End Sub

Public Sub StandZeigen(control As IRibbonControl, ByRef returnedVal As Variant)
    If mMonat = 0 Then mMonat = Month(DateAdd("m", -1, Date))
    returnedVal = mMonat - 1
End Sub

Public Sub StandWaehlen(control As IRibbonControl, id As String, index As Integer)
    mMonat = index + 1
    ' every open window has its own ribbon; all must show the same month
    If Not mBand Is Nothing Then mBand.InvalidateControl STAND
End Sub

Public Sub FristZeigen(control As IRibbonControl, ByRef returnedVal As Variant)
    Dim zelle As Range
    returnedVal = " " ' Excel shows a name of its own where a label is empty
    On Error Resume Next
    Set zelle = ActiveWorkbook.Names(FRISTZELLE).RefersToRange
    If zelle.Text <> "" Then returnedVal = Left$(zelle.Offset(0, -1).Text & ": " & zelle.Text, MAX_ZEICHEN)
End Sub

Public Sub FristAuffrischen()
    ' another workbook is in front
    If Not mBand Is Nothing Then mBand.InvalidateControl FRIST
End Sub

Public Sub Pruefen(control As IRibbonControl)
    XlbRufe "pruefen"
End Sub

Public Sub Quittieren(control As IRibbonControl)
    XlbRufe "quittieren"
End Sub

Public Sub ExportAnsehen(control As IRibbonControl)
    XlbRufe "export_ansehen"
End Sub

Public Sub BlattAktualisieren(control As IRibbonControl)
    RufeMitStand "blatt_aktualisieren"
End Sub

Public Sub AlleBlaetter(control As IRibbonControl)
    RufeMitStand "alle_blaetter"
End Sub

Public Sub Gesamtbericht(control As IRibbonControl)
    RufeMitStand "gesamtbericht"
End Sub

Public Sub Auszug(control As IRibbonControl)
    RufeMitStand "auszug"
End Sub

Public Sub AlsPdf(control As IRibbonControl)
    RufeMitStand "als_pdf"
End Sub

Public Sub EntwurfDerVorlage(control As IRibbonControl)
    RufeMitStand "entwurf_der_vorlage"
End Sub

Public Sub TextPruefen(control As IRibbonControl)
    RufeMitStand "text_pruefen"
End Sub

Public Sub PrognoseRechnen(control As IRibbonControl)
    RufeMitStand "prognose_rechnen"
End Sub

Public Sub PrognoseUebernehmen(control As IRibbonControl)
    RufeMitStand "prognose_uebernehmen"
End Sub

Public Sub VersandVorbereiten(control As IRibbonControl)
    RufeMitStand "versand_vorbereiten"
End Sub

Public Sub RuecklaufEinlesen(control As IRibbonControl)
    XlbRufe "ruecklauf_einlesen"
End Sub

Public Sub Fristen(control As IRibbonControl)
    XlbRufe "fristen"
End Sub

Public Sub Protokoll(control As IRibbonControl)
    XlbRufe "protokoll"
End Sub

Public Sub Handbuch(control As IRibbonControl)
    XlbRufe "handbuch"
End Sub

Private Sub RufeMitStand(ByVal funktion As String)
    ' after a reset of VBA the ribbon still shows a month that is no longer known here: never guess it
    If mMonat = 0 Then
        XlbMelde "Der Stand ist nicht gewählt. Bitte auf der Registerkarte Produktbericht den Monat neu wählen " & _
            "und den Befehl wiederholen."
    Else
        XlbRufe funktion, mMonat
    End If
End Sub
