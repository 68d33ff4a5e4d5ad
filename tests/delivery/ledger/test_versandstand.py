"""What a list says of a Budget: its latest Fassung, and the return that says most about it."""

from dataclasses import replace

from delivery.muster import STAND, eingang, plan

from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.ruecklaufstand import Ruecklauflage
from xlbudget.core.rueckmeldung import Status
from xlbudget.delivery.ledger.versandstand import ruecklaufzeilen

SOZIALES = Berichtsobjekt("Soziales", Ebene.BUDGET, "32", "Soziales")


def lage(buch) -> tuple[int | None, Ruecklauflage]:
    (zeile,) = ruecklaufzeilen(buch, [SOZIALES], STAND)
    return zeile.fassung, zeile.lage


def record(buch, nummer, sendung):
    buch.ruecklauf.record(replace(eingang(nummer, sendung, status=Status.FERTIG)), "anna")


def test_what_was_accepted_of_an_older_fassung_says_nothing_about_the_new_one(buch):
    assert lage(buch) == (None, Ruecklauflage.NICHT_VERSANDT)
    erste = plan(buch, "Soziales").sendung
    record(buch, 1, erste)
    assert lage(buch) == (1, Ruecklauflage.ZU_ENTSCHEIDEN)
    buch.ruecklauf.decide([1], [], "anna")
    assert lage(buch) == (1, Ruecklauflage.ANGENOMMEN)
    plan(buch, "Soziales")
    assert lage(buch) == (2, Ruecklauflage.NICHT_VERSANDT)


def test_what_is_to_be_decided_is_said_whatever_its_fassung(buch):
    erste = plan(buch, "Soziales").sendung
    plan(buch, "Soziales")
    record(buch, 1, erste)
    assert lage(buch) == (2, Ruecklauflage.ZU_ENTSCHEIDEN)
