import pytest

from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Art, Berichtszeile, Kontenrahmen, Praefix, check_kontenrahmen
from xlbudget.errors import Schwere, SourceRef

TRANSFER = Berichtszeile(Art.AUFWENDUNGEN, "Transferaufwand")
SOZIAL = Berichtszeile(Art.AUFWENDUNGEN, "Soziale Leistungen")


def rahmen(*eintraege):
    return Kontenrahmen(tuple(Praefix(praefix, zeile) for praefix, zeile in eintraege))


@pytest.mark.parametrize(
    ("konto", "zeile"),
    [("433100", SOZIAL), ("431800", TRANSFER), ("43", TRANSFER), ("4", None), ("533100", None), ("4331A", SOZIAL)],
)
def test_longest_prefix_wins(konto, zeile):
    assert rahmen(("433", SOZIAL), ("43", TRANSFER)).zeile_of(konto) == zeile


def test_rows_keep_the_order_of_the_table():
    konten = Kontenrahmen(tuple(Praefix(p, Berichtszeile(art, name)) for p, art, name in NIEDERSACHSEN))
    assert [zeile.name for zeile in konten.zeilen_of(Art.ERTRAEGE)] == ["ordentlich", "außerordentlich", "ILV-Erträge"]
    assert [zeile.name for zeile in konten.zeilen_of(Art.AUFWENDUNGEN)] == [
        "Personal",
        "Sachaufwand",
        "Transferaufwand",
        "sonstige",
        "Abschreibungen, Zinsen",
        "ILV-Aufwand",
        "außerordentlich",
    ]


def test_ambiguous_prefix_is_a_fehler_and_the_first_line_counts():
    doppelt = (Praefix("43", TRANSFER), Praefix("43", SOZIAL, SourceRef("m.xlsx", "Kontenzuordnung", "A9")))
    (befund,) = check_kontenrahmen(doppelt)
    assert (befund.schwere, befund.code) == (Schwere.FEHLER, "konten.mehrdeutig")
    assert "Kontenzuordnung!A9" in str(befund)
    assert Kontenrahmen(doppelt).zeile_of("4301") == TRANSFER


def test_superfluous_prefix_is_only_a_hinweis():
    (befund,) = check_kontenrahmen((Praefix("43", TRANSFER), Praefix("43", TRANSFER)))
    assert befund.schwere is Schwere.HINWEIS


def test_a_longer_prefix_is_not_ambiguous():
    assert check_kontenrahmen((Praefix("43", TRANSFER), Praefix("433", SOZIAL))) == []


@pytest.mark.parametrize("praefix", ["4*", "43 1", "43-", "?"])
def test_a_prefix_that_no_konto_begins_with(praefix):
    (befund,) = check_kontenrahmen((Praefix(praefix, TRANSFER), Praefix("43A", SOZIAL)))
    assert (befund.schwere, befund.code) == (Schwere.FEHLER, "konten.praefix")
    assert f"„{praefix}“" in befund.text
