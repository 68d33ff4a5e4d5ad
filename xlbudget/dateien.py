"""What every reader knows about a file before it opens it."""

from __future__ import annotations

import re
import zipfile
import zlib
from lzma import LZMAError
from pathlib import Path

from xlbudget.errors import EingabeError, printable

MAX_BYTES = 200 * 1024 * 1024
MAX_ENTPACKT = 512 * 2**20
"""Bytes of all parts of a workbook that people fill in or draw."""
DAMAGED = (
    zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, ValueError, OverflowError,
)  # fmt: skip
"""What `zipfile` raises for a package that is damaged, encrypted or packed in a way it does not know."""
_VERKLEINERN = "Bitte nicht benötigte Blätter und Bilder in Excel entfernen."
_MAX_PFAD = 1000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: the formats of Office before 2007, encrypted workbooks, mails of Outlook."""

FORBIDDEN_IN_NAMES = '<>:"/\\|?*'
"""What no file name of Windows holds, beside control characters."""
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE | re.DOTALL)


def is_device_name(name: str) -> bool:
    """Whether Windows takes a file name for a device, whatever its ending.

    >>> is_device_name("NUL.xlsx"), is_device_name("com1"), is_device_name("Konto.xlsx"), is_device_name("com10.xlsx")
    (True, True, False, False)
    """
    return _DEVICE.fullmatch(name) is not None


def check_file(file: Path, zu_gross: str = _VERKLEINERN, hoechstens: int = MAX_BYTES) -> None:
    """Raise EingabeError (German, with what to do) unless the file is there, readable, not empty and not too large.

    `zu_gross` is the advice for a file of more than `hoechstens` bytes.
    """
    pfad, name = printable(str(file), _MAX_PFAD), printable(file.name)
    if file.is_dir():
        raise EingabeError(f"{pfad} ist ein Ordner. Bitte eine Datei darin angeben.")
    if not file.is_file():
        if file.exists() or file.is_symlink():
            raise EingabeError(
                f"{pfad} ist keine gewöhnliche Datei (Verknüpfung ins Leere oder Gerät). "
                "Bitte die Datei selbst in den Ordner kopieren."
            )
        raise EingabeError(f"Die Datei {pfad} gibt es nicht. Bitte Namen und Ordner prüfen.")
    size = file.stat().st_size
    if size > hoechstens:
        raise EingabeError(
            f"{name} hat {size // 2**20} MB; gelesen werden höchstens {hoechstens // 2**20} MB. {zu_gross}"
        )
    if size == 0:
        raise EingabeError(f"{name} ist leer (0 Byte). Bitte die Datei neu erzeugen oder eine ältere Fassung nehmen.")
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise EingabeError(
            f"{pfad} lässt sich nicht öffnen ({error.strerror}). Ist die Datei noch in Excel geöffnet?"
        ) from error


def check_xlsx(file: Path, zu_gross: str = _VERKLEINERN, entpackt: int = MAX_ENTPACKT) -> None:
    """Raise EingabeError unless `check_file` holds and the file is an xlsx package that can be read to its end.

    `zu_gross` is also the advice where its parts have more than `entpackt` bytes.
    """
    check_file(file, zu_gross)
    with file.open("rb") as stream:
        head = stream.read(len(OLE))
    name = printable(file.name)
    if head == OLE:
        raise EingabeError(
            f"{name} ist mit einem Kennwort geschützt oder im alten xls-Format. "
            "Bitte in Excel ohne Kennwort als .xlsx speichern."
        )
    try:
        with zipfile.ZipFile(file) as archive:
            # what a part says of its size is as much as is ever read of it
            size = sum(teil.file_size for teil in archive.infolist())
            if size > entpackt:
                raise EingabeError(
                    f"{name} hat entpackt {size // 2**20} MB; gelesen werden höchstens {entpackt // 2**20} MB. "
                    f"{zu_gross}"
                )
            whole = archive.testzip() is None and "[Content_Types].xml" in archive.namelist()
    except DAMAGED:
        whole = False
    if not whole:
        raise EingabeError(
            f"{name} ist beschädigt oder keine Excel-Datei. "
            "Bitte in Excel öffnen und als .xlsx neu speichern, oder eine ältere Fassung nehmen."
        )
