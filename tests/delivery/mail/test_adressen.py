"""Who may get mail, and who only looks as if."""

from dataclasses import dataclass

import pytest

from xlbudget.core.adresse import Adresse, ascii_domain, parse_adresse
from xlbudget.delivery.mail.adressen import Kreis, build_kreise, check_domain, check_tausch, parse_domains
from xlbudget.errors import SourceRef

DOMAINS = parse_domains("kreis.example, stadt.example")


ORT = SourceRef("mappe.xlsx", "Verteiler", "C5")


@dataclass(frozen=True)
class Zeile:
    budget: str
    empfaenger: str
    email: str
    kopie: bool = False
    source: SourceRef = ORT


@pytest.mark.parametrize(
    "email",
    [
        "a@krеis.example",  # Cyrillic е
        "a@kreis.example.boese.example",
        "a@boese-kreis.example",
        "a@sub.kreis.example",
        "a@kre1s.example",
        "a@kreıs.example",  # dotless i
        "a@ｋｒｅｉｓ.example",  # full width
        "a@xn--kris-6ve.example",
        "a@kreis.exampIe",  # capital I for l
        "a@kreis.example.",
        "a@kreis。example",  # another full stop
        "a@kreis.example@boese.example",
        "a@[192.0.2.1]",
        "a@192.0.2.1",
        "a@kreis",
        "a@kreis..example",
        "a@-kreis.example",
    ],
)
def test_domains_that_only_look_like_ours_are_refused(email):
    with pytest.raises(ValueError, match=r"Domain|E-Mail-Adresse"):
        check_domain(parse_adresse("Fachdienst", email), DOMAINS)


def test_a_domain_with_umlauts_only_if_allowed_as_such():
    adresse = parse_adresse("", "a@Göttingen.example")
    assert adresse.email == "a@xn--gttingen-n4a.example"
    check_domain(adresse, parse_domains("@göttingen.example"))
    for andere in ("gottingen.example", "goettingen.example", ""):
        with pytest.raises(ValueError, match="nicht erlaubt"):
            check_domain(adresse, parse_domains(andere))
    with pytest.raises(ValueError, match="verwechselbar"):
        ascii_domain("straße.example")


def test_without_allowed_domains_nobody_gets_anything():
    with pytest.raises(ValueError, match="bisher keine"):
        check_domain(Adresse("", "a@kreis.example"), parse_domains(" ; "))


def test_the_verteiler_becomes_a_kreis_for_each_budget():
    zeilen = [
        Zeile("Soziales", "Leitung", "leitung@kreis.example"),
        Zeile("Soziales", "Vertretung", "vertretung@kreis.example", kopie=True),
        Zeile("Arbeit", "", "arbeit@stadt.example"),
    ]
    kreise, befunde = build_kreise(zeilen, DOMAINS)
    assert befunde == ()
    assert kreise == {
        "Soziales": Kreis(
            (Adresse("Leitung", "leitung@kreis.example"),), (Adresse("Vertretung", "vertretung@kreis.example"),)
        ),
        "Arbeit": Kreis((Adresse("", "arbeit@stadt.example"),)),
    }
    assert kreise["Soziales"].alle == ("leitung@kreis.example", "vertretung@kreis.example")


@pytest.mark.parametrize(
    ("zeilen", "code", "text"),
    [
        (
            [Zeile("A", "", "a@kreis.example"), Zeile("A", "", "x@boese.example", True)],
            "adresse",
            "boese.example ist nicht",
        ),
        ([Zeile("A", "", "a@kreis.example"), Zeile("A", "", "A@kreis.example")], "adresse", "zweimal"),
        ([Zeile("A", "", "a@kreis.example", True)], "an", "nur Kopien"),
    ],
)
def test_one_wrong_line_and_the_budget_gets_nothing(zeilen, code, text):
    kreise, befunde = build_kreise([*zeilen, Zeile("B", "", "b@kreis.example")], DOMAINS)
    assert set(kreise) == {"B"}
    (befund,) = befunde
    assert (befund.code, befund.source) == (f"verteiler.{code}", zeilen[0].source)
    assert text in befund.text


def kreise(**budgets):
    return {budget: Kreis(tuple(Adresse("", email) for email in emails)) for budget, emails in budgets.items()}


def test_swapped_lines_of_the_verteiler_are_noticed():
    frueher = {"A": ("a@kreis.example",), "B": ("b@kreis.example",)}
    befunde = check_tausch(frueher, kreise(A=["B@kreis.example"], B=["a@kreis.example"]))
    assert [befund.code for befund in befunde] == ["verteiler.vertauscht"] * 2
    assert "bisher das Budget „B“" in befunde[0].text


@pytest.mark.parametrize(
    "jetzt",
    [
        kreise(A=["a@kreis.example"], B=["b@kreis.example"]),
        kreise(A=["neu@kreis.example"], B=["b@kreis.example"]),
        kreise(A=["a@kreis.example", "b@kreis.example"]),
        kreise(C=["a@kreis.example"]),
    ],
)
def test_ordinary_changes_of_the_verteiler_are_not(jetzt):
    assert check_tausch({"A": ("a@kreis.example",), "B": ("b@kreis.example",)}, jetzt) == ()


def test_one_person_for_two_budgets_is_no_swap():
    frueher = {"A": ("a@kreis.example",), "B": ("a@kreis.example",)}
    assert check_tausch(frueher, kreise(A=["a@kreis.example"], B=["a@kreis.example"])) == ()
