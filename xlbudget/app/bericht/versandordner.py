"""Where drafts of one Datenmappe go."""

from __future__ import annotations

from pathlib import Path

ORDNER_VERSAND = "versand"
"""Drafts go into this folder beside the Datenmappe."""


def ordnername(datenmappe: Path) -> str:
    """What a folder for one Datenmappe alone is called: as she is, without what no folder may end in."""
    return datenmappe.stem.rstrip(" .") or "Datenmappe"
