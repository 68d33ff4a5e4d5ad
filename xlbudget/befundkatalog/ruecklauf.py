"""Befunde about what comes back from the Fachdienste."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W, alike

EINGANG = (
    Befundart(
        "eingang.datei",
        (F,),
        "Eine Datei ist nicht lesbar, zu groß oder weder Mappe noch E-Mail; sie ist nicht eingelesen.",
        "Der Befund nennt den Grund. Die Datei berichtigen oder als .xlsx senden lassen und noch einmal einlesen.",
    ),
    Befundart(
        "eingang.ordner",
        (F,),
        "Ein Ordner ist nicht lesbar; was darin liegt, ist nicht eingelesen.",
        "Sich Leserecht geben lassen und noch einmal einlesen.",
    ),
    Befundart(
        "eingang.menge",
        (F,),
        "Es sind zu viele Rückläufe auf einmal; von der genannten Datei an ist nichts gelesen.",
        "In Teilen einlesen; was schon eingelesen ist, zählt nicht doppelt.",
    ),
    Befundart(
        "eingang.ohne_mappe",
        (W,),
        "Eine E-Mail enthält keine Excel-Mappe.",
        "Ist die Mappe verpackt oder die Mail verschlüsselt, sie im Mailprogramm speichern und einlesen; sonst beim "
        "Absender nachfragen.",
    ),
    Befundart(
        "eingang.verpackt",
        (W,),
        "Eine Datei wurde nicht gelesen, in der eine weitere Rückmeldung sein kann.",
        "Auspacken, E-Mails eines Postfachs einzeln speichern, oder in .xlsx umbenennen, wenn es eine Mappe ist; dann "
        "einlesen.",
    ),
    Befundart(
        "eingang.verknuepfung",
        (W,),
        "Verknüpfungen zu anderen Dateien werden nicht gelesen.",
        "Die Mappen selbst in den Ordner kopieren und noch einmal einlesen.",
    ),
    Befundart(
        "eingang.tiefe",
        (W,),
        "Ordner in Unterordnern werden nicht gelesen.",
        "Liegen dort Rückmeldungen, sie eine Ebene höher legen oder diese Ordner angeben.",
    ),
    Befundart(
        "eingang.andere",
        (H,),
        "Dateien, die weder Mappe noch E-Mail sind, wurden nicht gelesen.",
        "Ist keine davon eine Rückmeldung, ist nichts zu tun.",
    ),
    Befundart(
        "ruecklauf.unlesbar",
        (F,),
        "Eine Mappe wird nicht gelesen: anderes Format, Kennwort, Makros, beschädigt.",
        "Der Befund nennt den Grund; die Mappe so neu senden lassen, wie er sagt.",
    ),
    Befundart(
        "ruecklauf.fremd",
        (F,),
        "Eine Mappe stammt aus keinem Versand dieser Datenmappe, oder ihre Kennung ist verändert; nichts wird "
        "übernommen.",
        "Prüfen, ob die richtige Datenmappe mit ihrem Versandbuch gewählt ist; sonst die gesendete Mappe ausfüllen "
        "lassen.",
    ),
    Befundart(
        "ruecklauf.andere_mappe",
        (F,),
        "Eine Mappe antwortet auf den Versand einer anderen Datenmappe; sie ist hier nicht eingelesen.",
        "Sie mit der genannten Datenmappe einlesen.",
    ),
    *alike(
        "ruecklauf.bekannt ruecklauf.doppelt",
        (H,),
        "Dieselbe Datei ist schon eingelesen, vielleicht unter anderem Namen; sie zählt nur einmal.",
        "Nichts.",
    ),
)

ENTSCHEIDUNG = (
    Befundart(
        "ruecklauf.entscheiden",
        (H,),
        "Eine Rückgabe wartet auf Ihre Entscheidung; bis dahin zählt sie nicht.",
        "Die Änderungen und Befunde dazu ansehen, dann annehmen oder ablehnen.",
    ),
    Befundart(
        "ruecklauf.mehrere",
        (W,),
        "Für ein Budget liegen mehrere Rückgaben vor; nur eine kann gelten.",
        "Die richtige annehmen, die anderen ablehnen.",
    ),
    Befundart(
        "ruecklauf.wartet",
        (W, H),
        "Der Bericht entstand, während Rückgaben auf eine Entscheidung warten; der Befund sagt, was bis dahin gilt.",
        "Mit `xlbudget ruecklauf` entscheiden und den Bericht neu schreiben.",
    ),
    Befundart(
        "ruecklauf.entscheidung",
        (F,),
        "In der Liste der Rückgaben steht etwas anderes als annehmen oder ablehnen; es ist nichts festgehalten.",
        "Die genannte Zelle berichtigen und noch einmal *Rücklauf einlesen* drücken.",
    ),
    Befundart(
        "ruecklauf.ueberstimmt",
        (H,),
        "In der Datenmappe steht etwas anderes als gemeldet: ein Betrag in der Tabelle *Prognosen*, oder eine Kennzahl "
        "oder Erläuterung, die seit dem Versand geändert wurde. Die Datenmappe gilt. Oder der Wert eines Monats ist "
        "vorläufig gemeldet und schon endgültig bekannt; der endgültige gilt. Oder eine Kennzahl wird aus anderen "
        "gerechnet; der gerechnete Wert gilt.",
        "Ist das so gewollt, ist nichts zu tun. Soll die Meldung gelten, die Zeile in *Prognosen* löschen, einen Monat "
        "als endgültig melden lassen, sonst die gemeldete Angabe in die Datenmappe eintragen.",
    ),
    Befundart(
        "ruecklauf.nicht_uebernommen",
        (F, W),
        "Eine Angabe ist angenommen und steht doch nicht im Bericht, etwa weil es Produkt, Zeile oder Kennzahl nicht "
        "mehr gibt oder eine andere Rückgabe dafür gilt.",
        "Der Befund nennt den Grund. Soll die Angabe zählen, den früheren Zustand der Datenmappe wiederherstellen oder "
        "eine neue Fassung versenden.",
    ),
    Befundart(
        "ruecklauf.fassung",
        (W,),
        "Zurück kam eine ältere Fassung der Mappe.",
        "Beim Fachdienst nachfragen, ob die Angaben noch gelten.",
    ),
    Befundart(
        "ruecklauf.stand",
        (W,),
        "Zurück kam die Mappe eines früheren Standes; sie zählt nur im Bericht zu diesem Stand.",
        "Beim Fachdienst nachfragen, ob die neuere Mappe gemeint war.",
    ),
    Befundart(
        "ruecklauf.absender",
        (W,),
        "Die Mail kommt von einer Adresse, an die die Mappe nicht ging, oder nennt keine eindeutige.",
        "Beim Fachdienst nachfragen, ob die Angaben von ihm sind; nicht auf diese Mail antworten.",
    ),
    Befundart(
        "ruecklauf.unverglichen",
        (W,),
        "Die Angaben konnten nicht alle mit den berechneten Zahlen verglichen werden.",
        "`xlbudget pruefen` sagt, warum nicht gerechnet werden kann. Vor dem Annehmen selbst vergleichen.",
    ),
    Befundart(
        "ruecklauf.entwurf",
        (H,),
        "Der Fachdienst hat die Rückmeldung noch nicht auf „fertig“ gesetzt.",
        "Auf die fertige Mappe warten oder nachfragen, ob die Angaben schon gelten.",
    ),
    Befundart(
        "ruecklauf.name",
        (W,),
        "Es ist nicht eingetragen, wer die Rückmeldung abgibt.",
        "Beim Fachdienst nachfragen.",
    ),
    Befundart(
        "ruecklauf.datum",
        (F, W, H),
        "Das Datum der Rückmeldung fehlt, ist nicht lesbar, liegt vor dem Versand oder in der Zukunft. Als Fehler: das "
        "Datum einer Maßnahme ist nicht lesbar; es bleibt, wie es gesendet wurde.",
        "Fehlt es nur, ist nichts zu tun. Sonst beim Fachdienst nachfragen, ob die richtige Mappe ausgefüllt wurde, "
        "bei einer Maßnahme, welches Datum gemeint ist.",
    ),
    Befundart(
        "ruecklauf.status",
        (W,),
        "Der eingetragene Status ist weder Entwurf noch fertig; er zählt als Entwurf.",
        "Beim Fachdienst nachfragen, ob die Angaben gelten.",
    ),
)

ANGABEN = (
    Befundart(
        "ruecklauf.grund",
        (W,),
        "Zu einer geänderten Prognose fehlt der Grund.",
        "Beim Fachdienst erfragen.",
    ),
    Befundart(
        "ruecklauf.begruendung",
        (W,),
        "Ein Produkt muss nach den *Einstellungen* begründet werden, und die Rückmeldung hat keine Erläuterung dazu.",
        "Die Begründung beim Fachdienst erfragen; eine neue Rückmeldung anfordern oder ohne sie annehmen.",
    ),
    Befundart(
        "ruecklauf.ohne_prognose",
        (W,),
        "Es ist ein Grund eingetragen, aber keine Prognose.",
        "Nachfragen, ob ein Betrag fehlt.",
    ),
    Befundart(
        "ruecklauf.geloescht",
        (W,),
        "Eine Angabe, die in der gesendeten Mappe stand, ist gelöscht.",
        "Nachfragen, ob sie entfallen soll.",
    ),
    Befundart(
        "ruecklauf.zeile",
        (W,),
        "Eine Prognose steht in einer Zeile, in der weder etwas geplant noch gebucht ist.",
        "Nachfragen, ob diese Zeile gemeint ist.",
    ),
    Befundart(
        "ruecklauf.unter_ist",
        (W,),
        "Eine Prognose ist kleiner, als schon gebucht ist.",
        "Nachfragen, ob noch Erstattungen oder Rückzahlungen kommen oder nur der Rest des Jahres gemeint ist.",
    ),
    Befundart(
        "ruecklauf.vorzeichen",
        (W,),
        "Eine Prognose hat ein anderes Vorzeichen als erwartet; Erträge und Aufwendungen werden positiv eingetragen.",
        "Nachfragen, welcher Betrag gemeint ist.",
    ),
    Befundart(
        "ruecklauf.weit",
        (W,),
        "Eine Prognose liegt weit neben der berechneten.",
        "Grund und Betrag prüfen, auch ob Tausend Euro gemeint sind; im Zweifel nachfragen.",
    ),
    Befundart(
        "ruecklauf.kennzahl",
        (W,),
        "Eine Kennzahl passt nicht zum Plan, zu der gesendeten oder zu anderen Monaten.",
        "Einheit und Stellen prüfen (97,5 % wird als 97,5 eingetragen); im Zweifel nachfragen.",
    ),
    Befundart(
        "ruecklauf.skala",
        (W,),
        "Ein Monatswert liegt außerhalb seiner Skala, bei Prozent außerhalb von 0 bis 100.",
        "Nachfragen, welcher Wert gemeint ist.",
    ),
    Befundart(
        "ruecklauf.massnahme",
        (W,),
        "Was zu einer Maßnahme gemeldet ist, widerspricht sich: ihr Datum ist vorbei, und sie ist nicht erledigt, oder "
        "erreichte und erwartete Wirkung passen nicht zusammen.",
        "Beim Fachdienst nachfragen, was stimmt.",
    ),
    Befundart(
        "ruecklauf.ohne_wert",
        (W,),
        "Ein Monat ist als endgültig gemeldet, hat aber keinen Wert.",
        "Nachfragen, welcher Wert gemeint ist; leer zählt nicht als 0.",
    ),
    Befundart(
        "ruecklauf.nach_endgueltig",
        (W,),
        "Zu einem Monat, dessen Wert schon endgültig war, ist ein anderer gemeldet. Ein vorläufiger ändert nichts, ein "
        "endgültiger gilt, wenn Sie ihn annehmen.",
        "Nachfragen, welcher Wert der richtige ist.",
    ),
    *alike(
        "ruecklauf.formel ruecklauf.fehlerwert ruecklauf.verdeckt",
        (F, W),
        "In einem Eingabefeld steht eine Formel oder ein Fehlerwert, oder es ist in verbundenen Zellen verdeckt; es "
        "wird nicht übernommen.",
        "Den Wert selbst eintragen und die Mappe neu senden lassen.",
    ),
    *alike(
        "ruecklauf.zahl ruecklauf.format ruecklauf.unplausibel",
        (F,),
        "In einem Eingabefeld steht keine eindeutige Zahl, ein Datum oder Prozentwert oder ein unmöglich großer Wert; "
        "dieses Feld wird nicht übernommen.",
        "Den Wert als Zahl eintragen und die Mappe neu senden lassen.",
    ),
    Befundart(
        "ruecklauf.auswahl",
        (F,),
        "In einem Eingabefeld mit Liste steht etwas anderes als einer ihrer Werte; dieses Feld wird nicht übernommen.",
        "Aus der Liste wählen und die Mappe neu senden lassen.",
    ),
    *alike(
        "ruecklauf.textzahl ruecklauf.rundung ruecklauf.prozent ruecklauf.zahlformat ruecklauf.verborgen",
        (W,),
        "Ein Wert wurde gelesen, kann aber anders gemeint sein: als Text oder Prozent eingetragen, gerundet, anders "
        "angezeigt oder ausgeblendet.",
        "Den gelesenen Wert mit der Mappe vergleichen; im Zweifel beim Fachdienst nachfragen.",
    ),
    Befundart(
        "ruecklauf.laenge",
        (F, W),
        "Ein Text oder Name ist länger, als im Bericht Platz ist; mehr als eine Zelle fasst, wird nicht übernommen "
        "(*Fehler*).",
        "Den Text kürzen lassen, oder nach dem Annehmen im Bericht ansehen, ob er abgeschnitten wird.",
    ),
    Befundart(
        "ruecklauf.zeichen",
        (H,),
        "Unsichtbare Zeichen in einem Text wurden entfernt.",
        "Nichts.",
    ),
    Befundart(
        "ruecklauf.verknuepfung",
        (W,),
        "Die Mappe ist mit anderen Dateien verknüpft; die Verknüpfungen werden nicht gelesen.",
        "Prüfen, ob in den Eingabefeldern Zahlen stehen.",
    ),
    Befundart(
        "ruecklauf.fremdteil",
        (W,),
        "Die Mappe enthält etwas, das nicht gelesen wird.",
        "Beim Fachdienst nachfragen, wozu es dient.",
    ),
    Befundart(
        "gesperrt.aufbau",
        (F,),
        "Neben einer Eingabe ist eine Beschriftung geändert; die Eingabe kann zu etwas anderem gehören.",
        "Nachfragen, ob nur der Text geändert ist; sonst die Eingaben in die gesendete Mappe neu eintragen lassen.",
    ),
    Befundart(
        "gesperrt.verschoben",
        (F,),
        "Zeilen oder Spalten sind verschoben, oder mehrere Beschriftungen neben Eingaben geändert; die Rückgabe kann "
        "nicht angenommen werden, denn ihre Werte kämen zu etwas anderem.",
        "Die Eingaben in die gesendete Mappe neu eintragen lassen und diese einlesen.",
    ),
    Befundart(
        "gesperrt.blatt",
        (F, H),
        "Ein Blatt fehlt, heißt anders oder gehört zu einer anderen Mappe (*Fehler*), oder es ist hinzugekommen.",
        "Ein hinzugekommenes wird nicht gelesen. Sonst nicht annehmen und die gesendete Mappe neu ausfüllen lassen, "
        "oder ein umbenanntes Blatt zurückbenennen und die Mappe neu einlesen.",
    ),
    Befundart(
        "gesperrt.kennblatt",
        (W,),
        "Das versteckte Kennblatt wurde verändert; die Kennung ist trotzdem gültig.",
        "Beim Fachdienst nachfragen, wie das kam.",
    ),
    *alike(
        "gesperrt.wert gesperrt.eingetragen",
        (W,),
        "Außerhalb der Eingabefelder ist etwas geändert oder eingetragen; das wird nicht übernommen.",
        "Beim Fachdienst nachfragen, was gemeint ist und in welches Eingabefeld es gehört.",
    ),
    Befundart(
        "gesperrt.formel",
        (W,),
        "Eine gesperrte Formel ist ersetzt oder gelöscht; Summen und Ampel der Mappe können falsch sein.",
        "Nur die Eingabefelder zählen: diese prüfen, nicht die Summen.",
    ),
    *alike(
        "gesperrt.neu gesperrt.notiz",
        (H,),
        "Außerhalb der Eingabefelder steht ein Text, ein Kommentar oder ein Textfeld des Fachdienstes; es wird nicht "
        "gelesen.",
        "In der Mappe nachlesen, ob es wichtig ist.",
    ),
)
