"""All templates of the corpus, and which of them shows what: `python -m writers.corpus` in tests/ prints it."""

from __future__ import annotations

from xlsx.corpus import corpus_libreoffice, corpus_openpyxl, corpus_patched, corpus_xlsxwriter, corpus_zellen
from xlsx.corpus.corpus_base import Muster

ALLE: tuple[Muster, ...] = (
    *corpus_xlsxwriter.MUSTER,
    *corpus_zellen.MUSTER,
    *corpus_openpyxl.MUSTER,
    *corpus_libreoffice.MUSTER,
    *corpus_patched.MUSTER,
)


def merkmale() -> dict[str, list[str]]:
    """Names of the templates by what they show."""
    found: dict[str, list[str]] = {}
    for muster in ALLE:
        for merkmal in muster.merkmale:
            found.setdefault(merkmal, []).append(muster.name)
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))


if __name__ == "__main__":
    for merkmal, names in merkmale().items():
        print(f"{merkmal}: {', '.join(names)}")
