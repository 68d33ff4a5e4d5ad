"""Whether an own template can show the Abweichung the way round that the Datenmappe says."""

from __future__ import annotations

from xlbudget.core.tendenz import Abweichungssinn
from xlbudget.errors import Befund, Schwere, VorlageError
from xlbudget.layout.einstellungen import ABWEICHUNG_IM_BLATT
from xlbudget.layout.namen import PB
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.xlsx.package import Package

RAT = (
    f"In der Vorlage eine leere Zelle {PB.ABWEICHUNGSSINN} nennen (Formeln › Namens-Manager), Plan − Prognose mit ihr "
    "malnehmen, die Ampel nicht, und die Beschriftung danach richten, wie es die mitgelieferte Vorlage zeigt"
)


def follows_sinn(vorlage: Package) -> bool:
    """Whether the name is there, and some formula reckons with it: a name alone would change nothing."""
    name = PB.ABWEICHUNGSSINN.casefold()
    blaetter = (vorlage.members[sheet.part] for sheet in vorlage.sheets)
    return name in vorlage.named_areas and any(name.encode() in blatt.lower() for blatt in blaetter)


def check_sinn(vorlage: Package, mappe: Datenmappe) -> None:
    """Raise VorlageError where the sheets would go on to show Plan − Prognose though the Datenmappe says otherwise."""
    sinn = mappe.regeln.sinn
    if sinn is Abweichungssinn.MEHRBEDARF or follows_sinn(vorlage):
        return
    text = (
        f"Die Abweichung im Produktblatt soll {sinn} sein; die Vorlage {vorlage.name} folgt dem nicht, denn keine "
        f"ihrer Formeln rechnet mit {PB.ABWEICHUNGSSINN}. {RAT}; oder die Einstellung „{ABWEICHUNG_IM_BLATT}“ auf "
        f"„{Abweichungssinn.MEHRBEDARF}“ stellen."
    )
    befund = Befund(Schwere.FEHLER, "vorlage.abweichungssinn", text, mappe.place_of(ABWEICHUNG_IM_BLATT))
    raise VorlageError(f"Die Vorlage {vorlage.name} zeigt die Abweichung anders herum, als eingestellt ist.", [befund])
