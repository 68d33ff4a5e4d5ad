"""Faults in what a house enters of its own: key figures, forecasts, prior years."""

from __future__ import annotations

from collections.abc import Sequence

from haeuser.erzeugen import JAHR
from haeuser.fehlerart import H, Register, W
from haeuser.lieferung import Lieferung

from xlbudget.core.zeit import MONATE

fehlerart = Register()

# key figures


def kennzahl(fall: Lieferung, **anders: object) -> str:
    """Enter a key figure; returns where it stands."""
    zeile = {"Produkt": fall.produkte[0], "Kennzahlart": "Ziel", "Bezeichnung": "Quote", "Plan": 90, "Ist": 88}
    return fall.zelle("Kennzahlen", fall.add("Kennzahlen", **(zeile | anders)), "Produkt")


@fehlerart("eine Kennzahl steht zweimal", "kennzahl.doppelt", W, summen=True)
def _(fall: Lieferung) -> str:
    kennzahl(fall)
    return kennzahl(fall)


@fehlerart("eine Kennzahl gehört zu keinem Produkt", "kennzahl.produkt", summen=True)
def _(fall: Lieferung) -> str:
    return kennzahl(fall, Produkt="9999")


@fehlerart("der Plan eines Ziels ist negativ", "kennzahl.negativ", H, summen=True)
def _(fall: Lieferung) -> str:
    return kennzahl(fall, Plan=-90, Ist=-88)


@fehlerart("ein Ziel, das nichts misst", "kennzahl.unmessbar", H, summen=True)
def _(fall: Lieferung) -> str:
    return kennzahl(fall, Plan=None, Ist=None)


@fehlerart("der Plan eines Ziels ist 0", "kennzahl.plan_null", H, summen=True)
def _(fall: Lieferung) -> str:
    return kennzahl(fall, Plan=0)


@fehlerart("das Ist einer Kennzahl ist hundertmal zu klein", "kennzahl.weit", W, summen=True)
def _(fall: Lieferung) -> str:
    return kennzahl(fall, Ist=0.88)


@fehlerart("der Plan einer Kennzahl ist ein Text", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    kennzahl(fall, Plan="viel")
    return fall.zelle("Kennzahlen", 0, "Plan")


# forecasts


def expected_euro(fall: Lieferung, produkt: str = "") -> int:
    """What the Aufwendungen of a Produkt, else of the first one, may come to: its Ansatz, or what is booked."""
    produkt = produkt or fall.produkte[0]
    plan = sum(a.betrag_ct for a in fall.ansaetze if a.produkt == produkt and fall.konten[a.konto].richtung < 0)
    ist = -sum(b.saldo_ct for b in fall.buchungen if b.produkt == produkt and b.konto in fall.konten and b.richtung < 0)
    return max(plan, ist) // 100


def prognose(fall: Lieferung, spalte: str = "Objekt", **anders: object) -> str:
    """Enter a forecast for Juni; returns where it stands."""
    zeile = {
        "Stand": f"{JAHR}-06", "Objekt": fall.produkte[0], "Art": "Aufwendungen", "Zeile": "gesamt",
        "Prognose": expected_euro(fall),
    }  # fmt: skip
    return fall.zelle("Prognosen", fall.add("Prognosen", **(zeile | anders)), spalte)


@fehlerart("eine Prognose für ein unbekanntes Objekt", "bezug.objekt", stand=6, summen=True)
def _(fall: Lieferung) -> str:
    return prognose(fall, Objekt="9999")


@fehlerart("eine Prognose für eine unbekannte Zeile", "bezug.zeile", stand=6, summen=True, auch="meldung.zeile")
def _(fall: Lieferung) -> str:
    return prognose(fall, Zeile="Sonstiges Geld")


@fehlerart(
    "eine Prognose mit falschem Vorzeichen", "meldung.vorzeichen", W, stand=6, summen=True, auch="meldung.unter_ist"
)
def _(fall: Lieferung) -> str:
    return prognose(fall, Prognose=-expected_euro(fall))


@fehlerart("eine Prognose in T€", "meldung.weit", W, stand=6, summen=True, auch="meldung.unter_ist")
def _(fall: Lieferung) -> str:
    return prognose(fall, Prognose=expected_euro(fall) / 1000)


@fehlerart("eine Prognose viel zu groß", "meldung.weit", W, stand=6, summen=True)
def _(fall: Lieferung) -> str:
    return prognose(fall, Prognose=expected_euro(fall) * 10)


@fehlerart("eine Prognose unter dem Ist", "meldung.unter_ist", W, stand=6, summen=True, auch="meldung.weit")
def _(fall: Lieferung) -> str:
    ist = sum(
        -b.saldo_ct for b in fall.buchungen
        if b.produkt == fall.produkte[0] and b.konto in fall.konten and b.richtung < 0 and b.monat <= 6
    )  # fmt: skip
    return prognose(fall, Prognose=ist // 100 - 5)


@fehlerart("eine Prognose steht zweimal", "meldung.doppelt", stand=6, summen=True)
def _(fall: Lieferung) -> str:
    prognose(fall)
    return prognose(fall)


@fehlerart("eine Prognose für ein anderes Jahr", "meldung.jahr", W, stand=6, summen=True)
def _(fall: Lieferung) -> str:
    return prognose(fall, Stand=f"{JAHR - 1}-06")


@fehlerart("eine Prognose zum Dezember", "meldung.dezember", H, summen=True)
def _(fall: Lieferung) -> str:
    return prognose(fall, Stand=f"{JAHR}-12")


@fehlerart("der Stand einer Prognose ist keiner", "mappe.zelle", stand=6, summen=True)
def _(fall: Lieferung) -> str:
    return prognose(fall, "Stand", Stand="Sommer")


@fehlerart(
    "die Prognose eines Budgets passt nicht zu der seines Produkts", "meldung.widerspruch", W, stand=6, summen=True
)
def _(fall: Lieferung) -> str:
    teile = [expected_euro(fall, produkt) for produkt in fall.produkte[:2]]
    for produkt, teil in zip(fall.produkte[:2], teile, strict=True):
        prognose(fall, Objekt=produkt, Prognose=teil)
    return prognose(fall, Objekt=str(fall.tabellen["Produkte"][0]["Budget"]), Prognose=sum(teile) + 7_000)


# prior years


def monatswerte(fall: Lieferung, jahr: int) -> list[int]:
    """Euros by month, of the size of the Ansatz."""
    plan = expected_euro(fall)
    return [plan // 12 + (m * 7919 + jahr * 104729) % (plan // 24) for m in range(12)]


def vorjahr(
    fall: Lieferung, monate: Sequence[int | None], jahr: int = JAHR - 1, spalte: str = "Ergebnis", **anders: object
) -> str:
    """Enter a prior year; returns where its Ergebnis stands."""
    zeile: dict[str, object] = {"Objekt": fall.produkte[0], "Art": "Aufwendungen", "Zeile": "gesamt", "Jahr": jahr}
    zeile |= dict(zip(MONATE, monate, strict=True)) | {"Ergebnis": sum(m or 0 for m in monate)}
    return fall.zelle("Vorjahre", fall.add("Vorjahre", **(zeile | anders)), spalte)


@fehlerart("ein Vorjahr steht zweimal", "vorjahr.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    vorjahr(fall, monatswerte(fall, 1))
    return vorjahr(fall, monatswerte(fall, 2))


@fehlerart("das Ergebnis eines Vorjahres ist nicht die Summe", "vorjahr.summe", summen=True)
def _(fall: Lieferung) -> str:
    monate = monatswerte(fall, 1)
    return vorjahr(fall, monate, Ergebnis=sum(monate) + 5_000)


@fehlerart("ein Vorjahr ist kopiert", "vorjahr.gleich", W, summen=True)
def _(fall: Lieferung) -> str:
    ort = vorjahr(fall, monatswerte(fall, 1), JAHR - 2)
    vorjahr(fall, monatswerte(fall, 1), JAHR - 1)
    return ort


@fehlerart("ein Vorjahr ist fast kopiert", "vorjahr.aehnlich", H, summen=True)
def _(fall: Lieferung) -> str:
    ort = vorjahr(fall, monatswerte(fall, 1), JAHR - 2)
    vorjahr(fall, [m + 1 for m in monatswerte(fall, 1)], JAHR - 1)
    return ort


@fehlerart("ein Vorjahr steht von Dezember bis Januar", "vorjahr.umgekehrt", W, summen=True)
def _(fall: Lieferung) -> str:
    ort = vorjahr(fall, monatswerte(fall, 1), JAHR - 2)
    vorjahr(fall, monatswerte(fall, 1)[::-1], JAHR - 1)
    return ort


@fehlerart("von einem Vorjahr steht nur die Hälfte da", "vorjahr.halb", W, summen=True)
def _(fall: Lieferung) -> str:
    return vorjahr(fall, [*monatswerte(fall, 1)[:6], *[None] * 6])


@fehlerart("ein Vorjahr aus Salden", "vorjahr.kumuliert", W, summen=True)
def _(fall: Lieferung) -> str:
    monate = monatswerte(fall, 1)
    return vorjahr(fall, [sum(monate[: m + 1]) // 6 for m in range(12)])


@fehlerart("ein Vorjahr ist negativ", "vorjahr.vorzeichen", W, summen=True)
def _(fall: Lieferung) -> str:
    return vorjahr(fall, [-m for m in monatswerte(fall, 1)])


@fehlerart("ein Vorjahr in T€", "vorjahr.weit", W, summen=True)
def _(fall: Lieferung) -> str:
    plan = sum(
        a.betrag_ct for a in fall.ansaetze if a.produkt == fall.produkte[0] and fall.konten[a.konto].richtung < 0
    )
    return vorjahr(fall, [None] * 12, Ergebnis=plan // 100_000)


@fehlerart("eine Zeile der Vorjahre nennt das Haushaltsjahr", "vorjahr.jahr", summen=True)
def _(fall: Lieferung) -> str:
    return vorjahr(fall, monatswerte(fall, 1), JAHR)


@fehlerart("eine Zeile der Vorjahre nennt ein altes Jahr", "vorjahr.alt", H, summen=True)
def _(fall: Lieferung) -> str:
    return vorjahr(fall, monatswerte(fall, 1), JAHR - 4)


@fehlerart("ein Vorjahr für ein unbekanntes Objekt", "bezug.objekt", summen=True)
def _(fall: Lieferung) -> str:
    return vorjahr(fall, monatswerte(fall, 1), Objekt="9999")


@fehlerart("ein Vorjahr für eine unbekannte Zeile", "bezug.zeile", summen=True)
def _(fall: Lieferung) -> str:
    return vorjahr(fall, monatswerte(fall, 1), Zeile="Sonstiges Geld")


@fehlerart("ein Vorjahr weicht von seinem Export ab", "vorjahr.abweichend", W, summen=True)
def _(fall: Lieferung) -> str:
    fall.vorjahr(JAHR - 1)
    return vorjahr(fall, monatswerte(fall, 1))


@fehlerart("von einem Vorjahr ist nur ein Produkt bekannt", "vorjahr.unvollstaendig", H, summen=True)
def _(fall: Lieferung) -> str:
    vorjahr(fall, monatswerte(fall, 1))
    return fall.zelle("Budgets", 1, "Budget")
