"""Templates of the corpus as LibreOffice writes them, kept as files.

lo_pivot and lo_reich are drawn by `corpus/zeichnen.py`; the others are the template of the same name drawn by
xlsxwriter (`xw_…`), opened and saved once: `soffice --headless --convert-to xlsx xw_bilder.xlsx`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from xlsx.corpus.corpus_base import ZAHLEN, Muster, Ziel, bereich
from xlsx.corpus.corpus_xlsxwriter import ZIEL

FOLDER = Path(__file__).parent / "dateien"


def _saved(name: str, merkmale: tuple[str, ...], ziele: tuple[Ziel, ...]) -> Muster:
    def build(file: Path) -> None:
        shutil.copy(FOLDER / f"{name}.xlsx", file)

    return Muster(name, merkmale, build, ziele)


_ZIEL = (bereich("PB_Zahlen", "Blatt", "B2:B5", ZAHLEN), Ziel("PB_Text", "Blatt", (("E8",),)))

MUSTER = (
    _saved("lo_pivot", ("Pivot-Tabelle",), _ZIEL),
    _saved(
        "lo_reich",
        ("Diagramme", "Form mit Text", "Notizen", "bedingte Formate", "Gültigkeit", "verbundene Zellen als Ziel",
         "Matrixformeln", "gleicher Name auf zwei Blättern", "Druckbereich und -titel", "Schutz", "Hyperlinks",
         "ausgeblendete Zeilen, Spalten, Blätter"),
        (*_ZIEL, bereich("PB_Teil", "Teil 1", "B2:C3"), bereich("PB_Teil", "Teil 2", "B2:C3")),
    ),
    _saved("lo_bedingt", ("bedingte Formate", "Datenbalken 2010", "Symbolsätze", "Formel auf anderes Blatt"), ZIEL),
    _saved("lo_bilder", ("Bild", "Textfeld mit Verknüpfung", "Notizen"), ZIEL),
    _saved("lo_gueltigkeit", ("Gültigkeit", "Liste auf ausgeblendetem Blatt", "Sparklines"), ZIEL),
    _saved(
        "lo_tabellen",
        ("Tabellen", "Ergebniszeile", "strukturierte Verweise", "Ziele in Tabellen"),
        (bereich("PB_Tabelle", "Blatt", "B4:B6", ZAHLEN), bereich("PB_Andere", "Zwei", "B3:C4")),
    ),
)  # fmt: skip
