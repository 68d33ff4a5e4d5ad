"""Numbers of a text that are no figures: dates, laws, papers, pages, telephones, grades, votes and the like."""

from __future__ import annotations

import re

from xlbudget.core.textpruefung.messgroesse import NICHTS_GEMESSEN, Messgroessen
from xlbudget.core.zeit import MONATE

_MON = "|".join((*MONATE, "Jan", "Feb", "Mrz", "Apr", "Jun", "Jul", "Aug", "Sept?", "Okt", "Nov", "Dez"))
_MONAT = rf"(?:{_MON})\b\.?"
_ROEMISCH = r"(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2}|X)"
_LISTE = (
    r"[ ]?\d+[\w.]*(?:\s*(?:,|und|bis|oder|u\.|bzw\.|sowie|[-–/])\s*\d+[\w.]*(?![\d.,]*\s*(?:€|EUR|Euro|Mio|T€|%)))*"
)
_RECHT = (
    r"(?:Abs(?:atz|\.)|Satz|S\.|Nr\.|Nummer|Buchst(?:abe|\.)|lit\.|Halbsatz|HS|Alt\.|Unterabs\.|ff?\.|Ziff(?:er|\.))"
)
_NENNER = (
    "Anlagen?|Anl\\.|TOP|Tagesordnungspunkt|Seiten?|S\\.|Bl\\.|Blatt|Nr\\.|Nrn\\.|Nummern?|Ziffern?|Ziff\\.|Zeilen?|"
    "Spalten?|Tabellen?|Tab\\.|Abbildung|Abb\\.|Kapitel|Kap\\.|Abschnitt|Punkt|Pkt\\.|Kont(?:o|en)|Sachkont(?:o|en)|"
    "Kontengruppen?|Kontenklassen?|Kontenarten?|Kostenstellen?|Kostenträger|PSP(?:-Elemente?)?|Produktgruppen?|"
    "Produktbereiche?|Vorlagen?(?:-Nr\\.)?|Drucksachen?|Drs\\.|DS|Az\\.|Aktenzeichen|Band|Bd\\.|Heft|Versionen?|Paragra(?:f|ph)|"
    "Absatz|Abs\\.|Artikel|Art\\.|Stufen?|Klassen?|Gruppen?|Lose?|Raum|Zimmer|Fassung|Beschluss(?:-Nr\\.)?|Antrag|"
    "Maßnahme|Fußnoten?|Ausgabe|Jahrgang|Zweckvereinbarung|Ordnungsziffer|Pflegegrade?|Position(?:en)?|Pos\\.|"
    "Wahlperiode|Haushaltsstellen?|Investitionsnummern?|Auftrag|Vertrag|Linie|Kreisstraße|K|L|B|A|Stand|Version|"
    "BGBl\\.(?:\\s*I{1,2})?(?:\\s*S\\.)?|GVBl\\.|Nds\\.\\s*GVBl\\.|RdErl\\.|Modul|Phase|Variante|Schritt|Baustein"
)
_DAUER = r"\b\d+(?:[.,]\d+)?(?:[ ]?(?:bis|und|oder|[-–])[ ]?\d+)?[ -]?(?:Kalender|Werk|Arbeits|Haushalts|Schul|Lebens)?(?:[Mm]onat(?:e[ns]?|s)?|[Tt]ag(?:e[ns]?|s)?|[Ww]ochen?|[Jj]ahr(?:e[ns]?|s)?|Minuten?|Sekunden?|[Jj]ährige[nrsm]?|Jahrgängen?|[Ww]ochenstunden)\b"
_MASS = r"\b\d+(?:[.,]\d+)?[ ]?(?:m²|qm|m³|km²?|kWh|MWh|°C|ha|kg|cm|mm|MB|GB|Mbit/s)(?!\w)"
_FRIST = re.compile(r"\b(?:innerhalb|binnen)\s+(?:von\s+)?$", re.IGNORECASE)

_MUSTER = (
    # laws
    rf"§+[ ]?\d+\s?[a-z]?\b(?:[ ]?(?:{_RECHT}|,|und|bis|i\.[ ]?V\.[ ]?m\.|§+)[ ]?(?:\d+[a-z]?\b\.?)?)*"
    rf"(?:[ ]?(?:SGB|AG[ ]SGB|BGB|NKomVG|KomHKVO|GemHVO|GO|NKAG|KAG)\b(?:[ ]{_ROEMISCH}\b|[ ]\d+\b)?)?",
    rf"\bSGB[ ](?:{_ROEMISCH}|\d+)\b",
    rf"\b(?:{_NENNER}){_LISTE}",
    r"\b(?:BGBl|GVBl|GBl|ABl)\.[^;()]{0,12}S\.[ ]?\d+",
    # dates, times, periods
    rf"\b\d{{1,2}}\.[ ]?(?:{_MONAT})(?:[ ]?\d{{2,4}}\b)?",
    r"(?<![\d.,])\d{1,2}\.[ ]?\d{1,2}\.(?:[ ]?(?:19|20)?\d{2}\b)?(?!\d)",
    r"\b(?:19|20)\d{2}-\d{2}(?:-\d{2})?\b",
    rf"\b{_MONAT}(?:[ ](?:und|bis|/)[ ]{_MONAT})?[ ](?:19|20)\d{{2}}\b",
    r"\b\d{1,2}(?:[:.]\d{2})?(?:[ ]?(?:bis|[-–])[ ]?\d{1,2}(?:[:.]\d{2})?)?[ ]Uhr\b",
    r"\b\d{1,2}:\d{2}\b",
    rf"\b(?:\d|{_ROEMISCH})\.?(?:[ ]?(?:und|bis|/)[ ]?(?:\d|{_ROEMISCH})\.)?[ ](?:Quartals?|Halbjahr(?:e?s)?|Vierteljahr(?:e?s)?|Trimesters?)\b(?:[ ](?:19|20)\d{{2}}\b)?",
    r"\b[QH][1-4](?:[ /]?(?:19|20)\d{2})?\b",
    r"\b(?:19|20)\d{2}[ ]?(?:/|[-–]|bis)[ ]?(?:(?:19|20)?\d{2})\b(?![.,]?\d)",
    r"(?<![\d.,])(?<!€[ ])(?:19|20)\d{2}(?:er)?\b(?![.,]\d)(?!\d)",
    _DAUER,
    # papers, numbers of things
    r"(?<![\d.,])\d{1,4}/\d{1,4}(?:[-/.]\d+)*\b(?!\s*(?:€|EUR|Euro|%))",
    r"\b(?:Tel(?:efon)?|Fax|Telefax|Durchwahl|Mobil|Rufnummer|Hotline)\b[.:]?(?:nummer)?[ ]*[+(]?\d[\d ()/–-]*\d",
    r"(?<![\d.,])\(?0\d{2,5}\)?[ /–-]+\d[\d -]*\d",
    r"\b(?:EG|E|A|B|S|P|R|W|EGr\.|Entgeltgruppen?|Besoldungsgruppen?|TVöD|TV-V|BesGr\.)[ ]?\d{1,2}[a-z]?(?:(?:[ ]?(?:/|bis|und|,)[ ]?)(?:EG|E|A|S|P)?[ ]?\d{1,2}[a-z]?)*(?![\d.,]|[ ](?:€|%))\b",
    r"\b(?:mit|bei|gegen)?[ ]?\d+[ ](?:Ja|Nein|Gegen|Für|Pro)?-?[ ]?(?:[Ss]timmen?|Enthaltung(?:en)?)\b",
    r"\b\d+[ ](?:Ja|Nein|Gegen)-(?=[ ](?:und|bei|,))",
    r"(?<!\w)\d+\+(?!\d)|\bÜ[ ]?\d+\b|\bU[ ]?\d+\b",
    r"\b[A-ZÄÖÜ][\wäöüß]*(?:straße|str\.|Straße|weg|platz|allee|ring|gasse|damm|markt|ufer)[ ]\d+(?:[ ]?[a-z]\b)?(?:[ ]?[-–/][ ]?\d+)?",
    r"\b\d{1,2}\.\d{1,2}\.\d{1,3}(?:\.\d+)*\b(?!\.?\d)",
    r"\b[vV]\.?\d+(?:\.\d+)*\b",
    r"\bDE\d{2}(?:[ ]?\d{4}){4}[ ]?\d{2}\b",
    r"https?://\S+|\bwww\.\S+|\S+@\S+\.\w+",
    _MASS,
    r"\b[A-Za-zÄÖÜäöü]+-?[ ]?\d+-[A-Za-z]\w*",
    r"\b\d+-(?:[Tt]age|[Mm]onats|[Jj]ahres|[Ss]tunden|[Mm]inuten|fach|mal|stündig\w*|tägig\w*|jährig\w*|monatig\w*|köpfig\w*|[Pp]unkte|[Ss]tufen)\w*\b",
    r"\b\d+(?:fach|mal|x)\b",
    r"(?<![\d.,])\d+[ ]?:[ ]?\d+(?![\d.,])",
    r"\b(?:dem|der|die|das|den|des|im|am|zum|vom|beim|zur|in|ihrer?|seiner?|diese[rnms]?)[ ]\d{1,3}\.(?=[ ]\w)",
    r"\b(?:COVID|Covid|SARS-CoV|DIN|ISO|EN|IFRS|IPSAS|Windows|Office|Artikel|G|ZIP)[- ]?\d+\b",
    r"\b\d{5}[ ](?=[A-ZÄÖÜ][a-zäöüß]+[.,;]?(?:$|[ ,;.)]))",
    r"(?<!\w)#\d+",
)
AUSGENOMMEN = tuple(re.compile(muster) for muster in _MUSTER)

_PLZ = AUSGENOMMEN[-2]


_GEMESSEN = tuple(muster for muster in AUSGENOMMEN if muster.pattern in (_DAUER, _MASS))


def find_ausgenommen(
    text: str, kennungen: frozenset[str], messgroessen: Messgroessen = NICHTS_GEMESSEN
) -> list[tuple[int, int]]:
    """Where numbers stand that are no figures, in order; numbers of Produkte are left to those who look for them.

    What is measured in one of the `messgroessen` is a figure: `26 Tage`, but not `innerhalb von 26 Tagen`.
    """
    stellen = [
        treffer.span()
        for muster in AUSGENOMMEN
        for treffer in muster.finditer(text)
        if not (muster is _PLZ and treffer.group().strip() in kennungen)
        and not (
            muster in _GEMESSEN
            and messgroessen.is_at(treffer.group().lstrip("0123456789., "), 0)
            and not _FRIST.search(text, 0, treffer.start())
        )
    ]
    return sorted(stellen)


def overlaps(stellen: list[tuple[int, int]], start: int, ende: int) -> bool:
    """Whether any of the places shares a character with another."""
    return any(ab < ende and start < bis for ab, bis in stellen)
