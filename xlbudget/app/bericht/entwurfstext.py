"""What is to be said about a draft, in the terminal and in Excel."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.app.bericht.sachdarstellung import Geschrieben
from xlbudget.core.sachdarstellung.fortschreiben import GENANNT, Schicksal
from xlbudget.core.textpruefung.worte import finding_text
from xlbudget.errors import listed


def lines_of(einer: Geschrieben) -> Iterator[str]:
    """What is to be said about a draft: what became of the earlier one, and what a person has to look at."""
    for schritt in einer.schritte:
        if schritt.art in GENANNT:
            bewegt = f" – {'; '.join(schritt.bewegt)}" if schritt.bewegt else ""
            yield f"{schritt.titel}: {schritt.art}{bewegt}"
    for urteil in einer.widersprueche:
        yield f"{urteil.art}: „{urteil.figur}“ – {finding_text(urteil)} – {urteil.satz}"
    if einer.entwurf.ohne_begruendung:
        yield f"Ohne Begründung: {listed(einer.entwurf.ohne_begruendung)}"
    if einer.ist_nachverfolgt:
        yield "Passagen mit nachverfolgten Änderungen gelten als bearbeitet."
    if einer.schritte:
        zahlen = ((art, sum(schritt.art is art for schritt in einer.schritte)) for art in Schicksal)
        yield f"Passagen: {', '.join(f'{anzahl} {art}' for art, anzahl in zahlen if anzahl)}."
    if einer.sicherung:
        yield f"Der alte Entwurf, wie er vorher war: {einer.sicherung}"
    yield f"Entwurf: {einer.datei}"
