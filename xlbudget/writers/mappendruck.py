"""Prints workbooks as they are, with the program of the house: Excel through xlwings, or LibreOffice; then joins them.

What comes out is a picture of the workbooks for houses that want just that. It makes no claim of being accessible:
neither program marks the headings of the tables on a sheet.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from xlbudget.errors import AusgabeError
from xlbudget.fortschritt import Fortschritt

_SOFFICE = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SEKUNDEN = 120  # of the first workbook; each further one is a fraction of that
_PORTION = 40  # workbooks that LibreOffice gets at once, so that a long run shows how far it is


def print_workbooks(mappen: Sequence[tuple[str, Path]], titel: str, fortschritt: Fortschritt) -> bytes:
    """One PDF with all pages of the workbooks, each a bookmark by its name.

    Raises AusgabeError (German) where neither Excel nor LibreOffice is here, or one of them prints less than it should.
    """
    with TemporaryDirectory(prefix="xlbudget-druck-") as ordner:
        ziel = Path(ordner)
        _print([datei for _, datei in mappen], ziel, fortschritt)
        return _join([(name, ziel / f"{nummer}.pdf") for nummer, (name, _) in enumerate(mappen)], titel)


def _print(mappen: Sequence[Path], ziel: Path, fortschritt: Fortschritt) -> None:
    """Each workbook as a PDF with its number, by Excel where it is."""
    grund = "Excel gibt es hier nicht"
    if sys.platform in ("win32", "darwin"):
        try:
            return _print_by_excel(mappen, ziel, fortschritt)
        except Exception as error:  # noqa: BLE001 - COM and AppleScript raise what they like; LibreOffice may do it
            grund = f"Excel druckt nicht ({error})"
    programm = next(filter(None, map(shutil.which, _SOFFICE)), None)
    if programm is None:
        raise AusgabeError(
            f"Mappen druckt nur Excel oder LibreOffice: {grund}, und LibreOffice ist nicht installiert. Ohne "
            "--aus-excel schreibt xlbudget das PDF selbst."
        )
    return _print_by_libreoffice(programm, mappen, ziel, fortschritt)


def _print_by_excel(mappen: Sequence[Path], ziel: Path, fortschritt: Fortschritt) -> None:
    """Not tried: no Excel was available."""
    import xlwings

    with xlwings.App(visible=False, add_book=False) as app:
        app.display_alerts = False
        for nummer, datei in enumerate(mappen):
            fortschritt("In Excel drucken", nummer, len(mappen))
            buch = app.books.open(str(datei), read_only=True, update_links=False)
            buch.to_pdf(str(ziel / f"{nummer}.pdf"))
            buch.close()


def _print_by_libreoffice(programm: str, mappen: Sequence[Path], ziel: Path, fortschritt: Fortschritt) -> None:
    """Under names of its own: workbooks of several folders may be called the same."""
    eingang = ziel / "eingang"
    eingang.mkdir()
    befehl = [programm, f"-env:UserInstallation={(ziel / 'profil').as_uri()}", "--headless", "--convert-to", "pdf"]
    for beginn in range(0, len(mappen), _PORTION):
        fortschritt("In LibreOffice drucken", beginn, len(mappen))
        portion = list(enumerate(mappen))[beginn : beginn + _PORTION]
        kopien = [Path(shutil.copy(datei, eingang / f"{nummer}{datei.suffix}")) for nummer, datei in portion]
        try:
            lauf = subprocess.run(
                [*befehl, "--outdir", str(ziel), *map(str, kopien)],
                capture_output=True,
                text=True,
                check=False,
                timeout=_SEKUNDEN * (1 + len(portion) // 4),
            )
        except subprocess.TimeoutExpired as error:
            raise AusgabeError("LibreOffice antwortet nicht. Es beenden und den Befehl wiederholen.") from error
        if fehlend := [datei.name for nummer, datei in portion if not (ziel / f"{nummer}.pdf").is_file()]:
            raise AusgabeError(f"LibreOffice hat {fehlend[0]} nicht gedruckt: {(lauf.stderr or lauf.stdout).strip()}")


def _join(teile: Sequence[tuple[str, Path]], titel: str) -> bytes:
    with pikepdf.Pdf.new() as ganz:
        anfaenge = []
        for name, datei in teile:
            anfaenge.append((name, len(ganz.pages)))
            with pikepdf.Pdf.open(datei) as teil:
                ganz.pages.extend(teil.pages)
        with ganz.open_outline() as baum:
            baum.root.extend(pikepdf.OutlineItem(name, seite) for name, seite in anfaenge)
        ganz.Root.Lang = "de-DE"
        ganz.Root.PageMode = pikepdf.Name.UseOutlines
        with ganz.open_metadata() as angaben:
            angaben["dc:title"] = titel
        ganz.docinfo["/Title"] = titel
        puffer = io.BytesIO()
        ganz.save(puffer)
    return puffer.getvalue()
