"""What typst says about a layout, for somebody who does not know typst: what is wrong, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_VERGLEICH = "Die Stelle schreiben wie im mitgelieferten Layout; xlbudget vorlage druck ORDNER legt es ab."
_SAETZE = (
    (
        r"^unknown variable: (.+)",
        "„{}“ ist nirgends festgelegt. Den Namen berichtigen, oder die Zeile „#let {} = …“ wieder aufnehmen, wie sie "
        "im mitgelieferten Layout steht.",
    ),
    (r"^unclosed delimiter", "Eine Klammer, ein $ oder ein * ist offen. Das schließende Zeichen ergänzen."),
    (
        r"^expected (?:semicolon or line break|comma)",
        "Hinter einer Angabe steht etwas, das dort nicht hingehört, oft ein Komma statt eines Punktes (9.5pt) oder "
        "eine Klammer zu viel. Es berichtigen.",
    ),
    (r"^unclosed string", "Am Ende eines Textes fehlt das Anführungszeichen. Es ergänzen."),
    (
        r"^invalid number suffix: `(.+)`",
        "Hinter einer Zahl steht „{}“. Eine Einheit eintragen, die es gibt: pt, mm, cm, em, fr oder %.",
    ),
    (
        r"^color string ",
        'Eine Farbe besteht aus # und sechs Zeichen von 0 bis 9 und a bis f, etwa "#1f4e79". Sie so schreiben.',
    ),
    (r"^expected length", "Hier gehört ein Maß mit Einheit hin, zum Beispiel 9pt oder 15mm. Es so schreiben."),
    (
        r"^file not found \(searched at (?:.*[/\\])?([^/\\]+)\)",
        "Die Datei „{}“ gibt es im Ordner des Layouts nicht. Sie dorthin legen oder den Namen berichtigen; Groß- und "
        "Kleinschreibung zählen.",
    ),
    (
        r"would escape the project root",
        "Eingebunden wird nur, was im Ordner des Layouts liegt. Die Datei dorthin legen und nur mit ihrem "
        "Namen nennen.",
    ),
    (r'^dictionary does not contain key "(.+)"', f"Eine Angabe „{{}}“ gibt es dort nicht. {_VERGLEICH}"),
    (
        r"^unexpected argument: (.+)",
        "Die Angabe „{}“ kennt dieser Befehl nicht. Sie berichtigen oder weglassen.",
    ),
    (r"^missing argument: (.+)", "Einem Befehl fehlt die Angabe „{}“. Sie ergänzen."),
    (
        r"^the character `#` is not valid in code",
        "Das Zeichen # gehört an dieser Stelle nicht hin. Es weglassen.",
    ),
    (
        r'^expected ("[^"]+", "[^"]+", "[^"]+")',
        "Hier steht ein Wort, das nicht möglich ist. Ein mögliches eintragen, klein geschrieben, zum Beispiel {}.",
    ),
    (
        r"^the character `(.+)` is not valid in code",
        "Das Zeichen „{}“ gehört dort nicht hin; oft fehlt davor ein Anführungszeichen oder eine Klammer. Sie ergänzen "
        "oder das Zeichen weglassen.",
    ),
    (
        r"^unknown image format",
        "Das Bild hat kein Format, das gesetzt werden kann. Es als png, jpg oder svg ablegen.",
    ),
    (
        r"^(?:condition is always true|maximum function call depth|loop seems)",
        f"Die Stelle wiederholt sich ohne Ende. {_VERGLEICH}",
    ),
    (
        r"missing alt text",
        'Ein Bild hat keinen Text für die, die es nicht sehen. Ihn ergänzen: alt: "Wappen der Stadt".',
    ),
    (
        r"heading (?:must be of )?level|skipped from heading",
        "Eine Überschrift überspringt eine Ebene. Ihr die Ebene gleich unter der vorigen geben.",
    ),
)
"""What typst may say, as a pattern, and how it is told; {} is what the pattern found."""
_MAX_ENGLISCH = 160


def explain_fault(meldung: str, hinweise: Sequence[str]) -> str:
    """A German sentence with advice, then what typst itself said; its hints only where there is no such sentence.

    >>> explain_fault("invalid number suffix: `p`", ())
    'Hinter einer Zahl steht „p“. Eine Einheit eintragen, die es gibt: pt, mm, cm, em, fr oder %. (typst meldet: \
invalid number suffix: `p`)'
    """
    for muster, satz in _SAETZE:
        if treffer := re.search(muster, meldung):
            return f"{satz.replace('{}', ''.join(treffer.groups()))} (typst meldet: {_short(meldung)})"
    dazu = "".join(f" ({hinweis})" for hinweis in hinweise)
    return f"{_VERGLEICH} (typst meldet: {_short(meldung + dazu)})"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_ENGLISCH else f"{text[:_MAX_ENGLISCH]} …"
