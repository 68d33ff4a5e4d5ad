"""What every program must know about names of files."""

import zipfile

import pytest

from xlbudget.dateien import MAX_ENTPACKT, check_xlsx, is_device_name
from xlbudget.errors import EingabeError

GERAETE = ["con", "PRN", "aux", "Nul", "COM1", "lpt9", "COM0", "com²", "CONIN$", "conout$"]


@pytest.mark.parametrize("name", [*GERAETE, "nul.xlsx", "nul.tar.gz", "con .txt", "aux."])
def test_what_windows_takes_for_a_device(name):
    assert is_device_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "Konto", "console", "con1", "com", "com10", "lpt", "com1a.xlsx", "3114 con", "_nul.xlsx", ".con", "prn x"],
)
def test_what_it_does_not(name):
    assert not is_device_name(name)


def test_a_package_that_unpacks_to_more_than_it_may(tmp_path):
    datei = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(datei, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", bytes(2_000_000))
        archive.writestr("xl/workbook.xml", bytes(1_000_000))
    check_xlsx(datei)
    with pytest.raises(EingabeError, match=r"bombe\.xlsx hat entpackt 2 MB; gelesen werden höchstens 1 MB\. Kürzen"):
        check_xlsx(datei, "Kürzen.", 2 * 10**6)
    assert MAX_ENTPACKT > 100 * 10**6


@pytest.mark.parametrize("art", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_that_is_damaged_anywhere(tmp_path, art):
    """Also where the packing itself does not make sense any more."""
    datei = tmp_path / "mappe.xlsx"
    with zipfile.ZipFile(datei, "w", art) as archive:
        archive.writestr("[Content_Types].xml", bytes(range(256)) * 4)
    heil = datei.read_bytes()
    check_xlsx(datei)
    for stelle in range(0, len(heil), 7):
        datei.write_bytes(heil[:stelle] + b"\xff\xff\xff" + heil[stelle + 3 :])
        try:
            check_xlsx(datei)
        except EingabeError as error:
            assert "beschädigt" in str(error) or "kein" in str(error)  # noqa: PT017 - some places do not matter
