"""What leaves the house tells nothing about people, machines, folders or other Budgets; unpacked and looked through."""

from __future__ import annotations

import getpass
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.runde.rundreise_base import FACHDIENSTE, STAND, Haus, attached, read_mail
from xlsx.clean.lecks import ERLAUBBAR, NIE, SPUREN, members_of, telltales, with_leaks

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.vorlage import vorlage_pruefen
from xlbudget.app.runde.versand import versand
from xlbudget.errors import VorlageError
from xlbudget.mitgeliefert import shipped

EIGENE = "eigene.xlsx"

#: the Kennung of a Sendung and the seal: any four digits stand in them by chance
ZUFALL = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{64})\b")


def own(haus: Haus, vorlage: str, *lecks: str, einstellung: str) -> Haus:
    """The house with a template of its own, made from a shipped one."""
    daten = with_leaks(shipped("templates", vorlage).read_bytes(), *lecks)
    (haus.ordner / EIGENE).write_bytes(daten)
    haus.einstellungen[einstellung] = EIGENE
    haus.write()
    return haus


def mailed(haus: Haus) -> Iterator[tuple[str, bytes]]:
    """Number of the Fachdienst and workbook of every mail."""
    for entwurf in sorted(haus.ziel.glob("*.eml")):
        yield entwurf.name.split(" ")[1], attached(read_mail(entwurf.read_bytes()))[1]


def foreign(haus: Haus, nummer: str, mappe: bytes) -> list[str]:
    """What a workbook holds that is another Budget's, or says where it was made."""
    andere = [n for n, _ in FACHDIENSTE.values() if n != nummer]
    worte = [*(f"Hilfen {n}" for n in andere), *(f"{n}10" for n in andere), str(haus.ordner), str(Path.home())]
    worte += [f"fd{n}@" for n in andere] + ([getpass.getuser()] if getpass.getuser() != "root" else [])
    texte = {teil: ZUFALL.sub("", inhalt.decode("utf-8", "ignore")) for teil, inhalt in members_of(mappe).items()}
    return [f"{teil}: {wort}" for teil, text in texte.items() for wort in worte if wort in text]


@pytest.mark.parametrize("lecks", [(), SPUREN], ids=["mitgeliefert", "feindlich"])
def test_no_mailed_workbook_tells_more_than_its_own_figures(haus, lecks):
    if lecks:
        own(haus, "rueckmeldung.xlsx", *lecks, einstellung="Vorlage Rückmeldung")
        assert telltales((haus.ordner / EIGENE).read_bytes())
    versand(haus.datenmappe, haus.auftrag())
    mappen = list(mailed(haus))
    assert len(mappen) == len(FACHDIENSTE)
    for nummer, mappe in mappen:
        assert not telltales(mappe)
        assert not foreign(haus, nummer, mappe)
        assert foreign(haus, "0", mappe)  # its own, in the eyes of another
        eigenschaften = members_of(mappe)["docProps/core.xml"].decode()
        assert "<dc:creator>xlbudget</dc:creator>" in eigenschaften


@pytest.mark.parametrize("vorlage", ["produktblatt.xlsx", "produktblatt-modern.xlsx"])
@pytest.mark.parametrize("lecks", [(), SPUREN], ids=["mitgeliefert", "feindlich"])
def test_no_published_workbook_tells_who_drew_its_template(haus, vorlage, lecks):
    own(haus, vorlage, *lecks, einstellung="Vorlage")
    ziel = haus.ordner / "berichte"
    bericht(haus.datenmappe, STAND, ziel, Auswahl(form=Form.BEIDES))
    dateien = list(ziel.rglob("*.xlsx"))
    assert len(dateien) > 10
    for datei in dateien:
        assert not telltales(datei.read_bytes())
        assert not [
            teil for teil, inhalt in members_of(datei.read_bytes()).items() if str(haus.ordner).encode() in inhalt
        ]
        if datei.parent.name == "mappen":
            assert not foreign(haus, datei.name.split(" ")[0], datei.read_bytes())


@pytest.mark.parametrize("leck", ERLAUBBAR)
def test_what_is_hidden_leaves_only_if_it_is_allowed_by_name(haus, leck):
    own(haus, "rueckmeldung.xlsx", leck, einstellung="Vorlage Rückmeldung")
    text = refused_template(haus)
    assert "Erlaubt in Vorlagen eintragen: " in text
    assert not list(haus.ziel.glob("*.eml"))
    haus.einstellungen["Erlaubt in Vorlagen"] = text.rpartition("eintragen: ")[2].split(" — ")[0].upper()
    haus.write()
    versand(haus.datenmappe, haus.auftrag())
    assert len(list(mailed(haus))) == len(FACHDIENSTE)


@pytest.mark.parametrize("leck", NIE)
def test_what_no_receiver_can_open_without_a_warning_never_leaves(haus, leck):
    own(haus, "rueckmeldung.xlsx", leck, einstellung="Vorlage Rückmeldung")
    haus.einstellungen["Erlaubt in Vorlagen"] = "Kasse; Verbindung Kasse; oleObject"
    haus.write()
    assert "eintragen" not in refused_template(haus)


def refused_template(haus: Haus) -> str:
    with pytest.raises(VorlageError) as fehler:
        versand(haus.datenmappe, haus.auftrag())
    return "\n".join(map(str, (fehler.value, *fehler.value.befunde)))


def test_the_check_of_a_template_names_every_leak(tmp_path):
    datei = tmp_path / EIGENE
    datei.write_bytes(with_leaks(shipped("templates", "rueckmeldung.xlsx").read_bytes(), *SPUREN, *ERLAUBBAR, *NIE))
    befunde = vorlage_pruefen(datei)
    spuren = "\n".join(b.text for b in befunde if b.code == "vorlage.spur")
    genannt = ("Klaus Geheim", "Speicherort", "Druckereinstellungen", "benutzerdefinierte", "Vorschaubild", "Ansichten")
    for was in (*genannt, "Kommentare zu Namen", "Szenario", "Bild"):
        assert was in spuren
    verborgenes = "\n".join(b.text for b in befunde if b.code == "vorlage.verborgen")
    for was in ("Intern geheim", "Notizen Produktblatt", "Zahlen.xlsx", "„Kasse“", "eingebettetes", "Ablage"):
        assert was in verborgenes


@pytest.mark.parametrize("vorlage", ["produktblatt.xlsx", "produktblatt-modern.xlsx", "rueckmeldung.xlsx"])
def test_a_shipped_template_needs_no_permission(tmp_path, vorlage):
    datei = Path(shutil.copy(shipped("templates", vorlage), tmp_path))
    assert not [b for b in vorlage_pruefen(datei) if b.code in ("vorlage.spur", "vorlage.verborgen")]
