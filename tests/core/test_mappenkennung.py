"""Which Datenmappe on record a file is, and where somebody has to say."""

import pytest

from xlbudget.core.mappenkennung import (
    Mappenangaben,
    Mappenkennung,
    UnklareDatenmappeError,
    Verbleib,
    Verzeichnet,
    find_datenmappe,
)
from xlbudget.layout.mappenkennung import from_properties, to_properties

A = Verzeichnet("a", "Kreis Muster", 2023, None, ("alt.xlsx", "a.xlsx"))
B = Verzeichnet("b", "Kreis Muster", 2023, None, ("b.xlsx",))
ALT = Verzeichnet("c", "Kreis Muster", 2023, None, ())
"""As an earlier xlbudget left it: nobody knows the file."""


def found(angaben, ort, bekannte, verbleib=Verbleib.DA):
    return find_datenmappe(angaben, ort, bekannte, lambda _: verbleib)


def of(kennung=None, kommune="Kreis Muster", jahr=2023):
    return Mappenangaben(kommune, jahr, kennung)


@pytest.mark.parametrize("kommune", ["Kreis Muster", "kreis  muster", "Kreis\u00a0Muster"])
@pytest.mark.parametrize(("ort", "verbleib"), [("a.xlsx", Verbleib.DA), ("neu.xlsx", Verbleib.WEG)])
def test_the_kennung_survives_renaming_and_moving(kommune, ort, verbleib):
    assert found(of("a", kommune), ort, [A, B], verbleib) == A


def test_a_place_where_it_was_seen_before_needs_no_question_from_another_machine():
    assert found(of("a"), "alt.xlsx", [A], Verbleib.UNBEKANNT) == A


@pytest.mark.parametrize(
    ("angaben", "ort", "verbleib", "grund"),
    [
        (of("a"), "neu.xlsx", Verbleib.DA, "eine ist eine Kopie der anderen"),
        (of("a"), "alt.xlsx", Verbleib.DA, "eine ist eine Kopie der anderen"),
        (of("a"), "neu.xlsx", Verbleib.UNBEKANNT, "von hier nicht zu sehen"),
        (of("a", "Stadt Anders"), "a.xlsx", Verbleib.WEG, "für „Stadt Anders“ 2023, im Versandbuch"),
        (of(None, "Stadt Anders"), "a.xlsx", Verbleib.DA, "für „Stadt Anders“ 2023, im Versandbuch"),
        (of(), "neu.xlsx", Verbleib.WEG, "dort nicht mehr zu finden"),
        (of(), "neu.xlsx", Verbleib.UNBEKANNT, "dort nicht mehr zu finden"),
    ],
)
def test_what_may_be_the_same_or_another_is_asked(angaben, ort, verbleib, grund):
    with pytest.raises(UnklareDatenmappeError, match=grund) as fehler:
        found(angaben, ort, [A], verbleib)
    assert fehler.value.kandidat == A


@pytest.mark.parametrize(
    ("angaben", "ort"),
    [
        (of("neu"), "a.xlsx"),  # a Kennung of its own
        (of(), "neu.xlsx"),  # beside those on record, which are where they were
        (of(jahr=2024), "a.xlsx"),  # the next year in the same file
        (of(kommune="Stadt Anders"), "neu.xlsx"),
    ],
)
def test_another_one_is_new(angaben, ort):
    assert found(angaben, ort, [A, B]) is None


def test_without_a_kennung_its_place_stands_for_it():
    assert found(of(), "b.xlsx", [A, B]) == B


def test_what_an_earlier_xlbudget_sent_belongs_to_the_one_of_that_kommune_and_year():
    assert found(of(), "x.xlsx", [ALT]) == ALT
    assert found(of(jahr=2024), "x.xlsx", [ALT]) is None
    assert found(of(kommune="Stadt Anders"), "x.xlsx", [ALT]) is None


@pytest.mark.parametrize(
    "kennung", [Mappenkennung(), Mappenkennung("a", 2023), Mappenkennung("a", 2023, "b", ist_versandt=True)]
)
def test_what_a_file_carries_is_read_as_it_was_written(kennung):
    assert from_properties({n: t for n, t in to_properties(kennung).items() if t is not None}) == kennung


@pytest.mark.parametrize(
    ("texte", "jahr"),
    [({}, None), ({"xlbudget Haushaltsjahr": "2023"}, None), ({"xlbudget Haushaltsjahr": "2023.0"}, None)],
)
def test_half_of_a_kennung_is_none(texte, jahr):
    assert from_properties(texte) == Mappenkennung()
    assert from_properties({"xlbudget Kennung": "a", "xlbudget Haushaltsjahr": "x"}) == Mappenkennung()


def test_a_year_that_a_program_made_a_number_of():
    assert from_properties({"xlbudget Kennung": "a", "xlbudget Haushaltsjahr": "2023.0"}).jahr == 2023
