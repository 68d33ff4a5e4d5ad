"""What an extract for a committee says beside its figures: whose it is, what it does not show and who sees that."""

from __future__ import annotations

from xlbudget.core.bericht import NICHT_GEZEIGT, Produktbericht, Rest
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.writers import style

REST_ZEILE = f"{NICHT_GEZEIGT}:"
_MAX_KUERZEL = 8


def title_of(bericht: Produktbericht) -> tuple[str, ...]:
    """The title of the report or extract, and what is known of the meeting."""
    titel, ausschuss = f"Produktbericht zum Ergebnishaushalt {bericht.stand.jahr}", bericht.ausschuss
    return (f"{titel} · Auszug: {ausschuss.titel}", *ausschuss.beratung) if ausschuss else (titel,)


def describe_rest(rest: Rest, platz_px: float, *, mit_ort: bool) -> str:
    """Which objects a Rest is and who sees them, on one line of `platz_px` pixels; objects left out are counted.

    `mit_ort` names the Dezernat they belong to.
    """
    an = _reported(rest)
    ab = rest.summe.objekt
    ort = ""
    if mit_ort and rest.objekte != (ab,):
        ort = "ohne Dezernat: " if ab.ebene is Ebene.GESAMT else f"{ab.bezeichnung}: "
    namen = [_short_name(objekt) for objekt in rest.objekte]
    for anzahl in range(len(namen), 0, -1):
        mehr = f" … ({len(namen)})" if anzahl < len(namen) else ""
        text = f"{ort}{', '.join(namen[:anzahl])}{mehr}; {an}"
        if style.text_px(text, 9) <= platz_px:
            return text
    mehr = f" … ({len(namen)})" if len(namen) > 1 else " …"
    return f"{ort}{namen[0][:40]}{mehr}; {an}"


def _reported(rest: Rest) -> str:
    if not rest.im_bericht:
        return "in keinem Bericht"
    if not rest.berichtet_an:
        return "an keinen Ausschuss berichtet"
    mehr = ", …" if len(rest.berichtet_an) > _MAX_KUERZEL else ""
    return f"berichtet an {', '.join(rest.berichtet_an[:_MAX_KUERZEL])}{mehr}"


def _short_name(objekt: Berichtsobjekt) -> str:
    return objekt.nummer if objekt.ebene is Ebene.PRODUKT else objekt.titel
