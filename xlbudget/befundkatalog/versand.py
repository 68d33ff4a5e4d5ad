"""Befunde about the Verteiler and about mails that leave."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W, alike

VERSAND = (
    Befundart(
        "verteiler.budget",
        (F,),
        "Eine Zeile des Verteilers nennt ein Budget, das es nicht gibt; dorthin geht nichts.",
        "Den Namen wie in der Tabelle *Budgets* schreiben oder die Zeile löschen.",
    ),
    Befundart(
        "verteiler.fehlt",
        (W,),
        "Für ein Budget steht niemand im Verteiler; es bekommt keine Mail.",
        "In der Tabelle *Verteiler* eine Zeile ergänzen; soll es nichts bekommen, ist nichts zu tun.",
    ),
    Befundart(
        "verteiler.adresse",
        (F, W),
        "Eine Zeile des Verteilers ist keine Adresse, doppelt oder nicht erlaubt; das Budget bekommt nichts.",
        "Die Adresse berichtigen oder die doppelte Zeile löschen. Nur wenn an diese Domain wirklich versandt werden "
        "soll, sie in den *Einstellungen* bei *Erlaubte Domains* eintragen.",
    ),
    Befundart(
        "verteiler.an",
        (F, W),
        "Für ein Budget stehen nur Kopien im Verteiler; es bekommt nichts.",
        "Mindestens eine Zeile mit der Versandart *An* eintragen.",
    ),
    Befundart(
        "verteiler.vertauscht",
        (F,),
        "Ein Budget ginge nur noch an Personen, die bisher ein anderes Budget bekommen haben.",
        "Prüfen, ob im Verteiler zwei Zeilen vertauscht sind. Nur wenn die Personen wirklich gewechselt haben, den "
        "Befehl einmal mit `--wechsel-geprueft` aufrufen.",
    ),
    Befundart(
        "einstellung.domains",
        (F, W),
        "*Erlaubte Domains* ist leer oder enthält etwas, das keine Domain ist; es wird nichts versandt.",
        "In den *Einstellungen* eintragen, an welche Domains versandt werden darf.",
    ),
    Befundart(
        "einstellung.absender",
        (W,),
        "*Rückmeldung an* fehlt oder ist keine Adresse; ein Versand ist so nicht möglich.",
        "In den *Einstellungen* die Adresse eintragen, an die geantwortet werden soll.",
    ),
    Befundart(
        "smtp.zugang",
        (F,),
        "Der Zugang zum Mailserver ist nicht richtig eingerichtet.",
        "Die IT berichtigt die genannte Umgebungsvariable; Entwürfe gehen auch ohne.",
    ),
    Befundart(
        "mailtext.platzhalter",
        (F,),
        "Einen Platzhalter im Mailtext gibt es nicht, oder er hat keinen Wert.",
        "Ihn in der Tabelle *Mailtexte* berichtigen oder löschen, oder den fehlenden Wert eintragen.",
    ),
    Befundart(
        "mailtext.klammer",
        (F,),
        "Im Mailtext fehlt zu einer geschweiften Klammer die andere.",
        "In der Tabelle *Mailtexte* die Klammer ergänzen oder löschen.",
    ),
    Befundart(
        "mailtext.zeichen",
        (F,),
        "Im Mailtext steht ein unsichtbares Steuerzeichen.",
        "Die Zelle der Tabelle *Mailtexte* leeren und den Text neu eintippen.",
    ),
    Befundart(
        "mailtext.zeile",
        (F,),
        "Betreff oder Anrede ist leer, zu lang oder hat mehrere Zeilen.",
        "In der Tabelle *Mailtexte* berichtigen, wie der Befund sagt.",
    ),
    *alike(
        "mail.empfaenger mail.kopf mail.aufbau mail.anhang",
        (F,),
        "Eine vorbereitete Mail ist nicht, was sie nach Verteiler und Versandbuch sein soll; sie geht nicht hinaus.",
        "Verteiler und Absender prüfen und den Versand neu vorbereiten. Kommt der Befund wieder, ihn der IT geben.",
    ),
    Befundart(
        "mail.groesse",
        (F,),
        "Eine Mail ist größer als erlaubt; sie geht nicht hinaus.",
        "Bilder aus der Vorlage entfernen oder das Budget in zwei teilen. Nehmen die Mailserver mehr an, in den "
        "*Einstellungen* *Größte E-Mail in MB* erhöhen.",
    ),
    Befundart(
        "versand.unmoeglich",
        (F,),
        "Mappe oder Mail eines Budgets lässt sich nicht herstellen; es ist nichts versandt.",
        "Der Befund nennt den Grund und was hilft.",
    ),
    Befundart(
        "versand.verteiler",
        (F,),
        "Ein Budget hat keinen gültigen Eintrag im Verteiler mehr; seine vorbereitete Mail geht nicht hinaus.",
        "Den Eintrag berichtigen und den Versand neu vorbereiten.",
    ),
    Befundart(
        "versand.freigabe",
        (W,),
        "Bei *Vier Augen* wartet eine Mail auf die Freigabe durch eine andere Person.",
        "Diese sieht den Entwurf an und ruft `xlbudget freigeben` auf.",
    ),
    Befundart(
        "versand.unklar",
        (F,),
        "Die Verbindung brach ab; eine Mail ist vielleicht schon angekommen. Von selbst geht sie nicht wieder ab.",
        "Beim Empfänger oder im Postausgang nachsehen und das Ergebnis mit `xlbudget klaeren` eintragen.",
    ),
    Befundart(
        "versand.abgelehnt",
        (F,),
        "Der Mailserver hat eine Mail nicht angenommen; sie ist nicht gesendet.",
        "Den genannten Grund beheben, sonst die IT fragen, und noch einmal senden.",
    ),
    Befundart(
        "versand.spaeter",
        (W,),
        "Der Mailserver bittet, es später noch einmal zu versuchen; die Mail ging an niemanden.",
        "In einer Viertelstunde denselben Befehl wiederholen; was schon hinausging, geht nicht zweimal.",
    ),
    Befundart(
        "versand.empfaenger",
        (F,),
        "Der Mailserver nimmt einen der Empfänger nicht an; die anderen haben die Mail.",
        "Die Adresse im Verteiler berichtigen und die Mail diesem Empfänger von Hand weiterleiten.",
    ),
    Befundart(
        "versand.erledigt",
        (H,),
        "Eine Mail ist schon gesendet oder ersetzt; sie geht nicht noch einmal hinaus.",
        "Nichts.",
    ),
    Befundart(
        "versand.geaendert",
        (H,),
        "Seit dem Versand haben sich Zahlen, Texte, Empfänger oder xlbudget selbst geändert.",
        "Soll der Fachdienst eine neue Fassung bekommen, den Versand mit `--erneut` aufrufen; sonst nichts.",
    ),
    Befundart(
        "versand.meldet",
        (H,),
        "Nach den Monatswerten einer Kennzahl fragt keine Mappe, weil in der Spalte *Meldet* kein Budget steht.",
        "Soll ein Fachdienst sie melden, dort sein Budget eintragen oder die Zelle leeren; sonst nichts.",
    ),
    Befundart(
        "versand.monate",
        (H,),
        "Zum Stand fehlen Monatswerte, nach denen die Mappen fragen.",
        "Nichts; was nach dem Rücklauf noch fehlt, nennt der Bericht.",
    ),
    Befundart(
        "versand.alter_entwurf",
        (W,),
        "Im Ordner oder in Outlook liegt ein Entwurf, der nicht mehr gesendet werden darf.",
        "Diesen Entwurf löschen.",
    ),
)
