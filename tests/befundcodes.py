"""Which Befunde the package can make, read from its source: every code with its severities.

One rule makes that possible: where a code comes into being it is written out, and it travels only under the name
`code` (its severity under `schwere`), as a parameter, a field or a variable.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from xlbudget.errors import Schwere

CODE, SCHWERE = "code", "schwere"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Befundcodes:
    """What was found: pairs of code and severity, codes whose severity is decided elsewhere, severities that a Befund
    is given afterwards, and places that do not tell their code."""

    paare: set[tuple[str, Schwere]] = field(default_factory=set)
    offen: set[str] = field(default_factory=set)
    umgewichtet: set[Schwere] = field(default_factory=set)
    unklar: list[str] = field(default_factory=list)

    @property
    def codes(self) -> set[str]:
        """Every code that can occur."""
        return {code for code, _ in self.paare} | self.offen


def collect_codes(ordner: Path, ohne: Path | None = None) -> Befundcodes:
    """All codes of the Python files below a folder, but for those below `ohne`."""
    dateien = sorted(datei for datei in ordner.rglob("*.py") if ohne is None or ohne not in datei.parents)
    module = [_Modul(datei.relative_to(ordner.parent)) for datei in dateien]
    for modul, datei in zip(module, dateien, strict=True):
        modul.read(datei)
    traeger = [t for modul in module for t in modul.traeger]
    aufrufe = [aufruf for modul in module for aufruf in modul.aufrufe(traeger)]
    gefunden = Befundcodes()
    for aufruf in aufrufe:
        aufruf.report(aufrufe, gefunden)
    gefunden.umgewichtet.update(schwere for modul in module for schwere in modul.umgewichtet())
    return gefunden


@dataclass(eq=False)
class _Traeger:
    """A function or class that takes a code. `klasse` is that of a method."""

    modul: _Modul
    name: str
    klasse: str | None
    parameter: Sequence[str]
    vorgaben: dict[str, ast.expr]

    def argument(self, aufruf: ast.Call, name: str) -> ast.expr | None:
        """What a call gives for a parameter, else its default."""
        for keyword in aufruf.keywords:
            if keyword.arg == name:
                return keyword.value
        nummer = self.parameter.index(name) if name in self.parameter else len(aufruf.args)
        return aufruf.args[nummer] if nummer < len(aufruf.args) else self.vorgaben.get(name)


@dataclass(eq=False)
class _Aufruf:
    """A call of a Traeger; `innerhalb` is the one whose code it may pass on."""

    traeger: _Traeger
    innerhalb: _Traeger | None
    code: ast.expr
    schwere: ast.expr | None
    umgebung: list[ast.AST]
    ort: str

    def report(self, aufrufe: Sequence[_Aufruf], gefunden: Befundcodes) -> None:
        """Add the codes that come into being here; a code that is passed on is reported where it was given."""
        for code in _texts(self.code, self.umgebung):
            if code is None:
                gefunden.unklar.append(self.ort)
            elif not code.endswith("{}"):
                self._add(code, aufrufe, gefunden)

    def _add(self, code: str, aufrufe: Sequence[_Aufruf], gefunden: Befundcodes) -> None:
        schweren = _severities(self.schwere, self.umgebung) if self.schwere is not None else []
        for vorsatz, fest in self.traeger_wege(self.traeger, aufrufe):
            ganz = vorsatz + code
            alle = schweren or fest
            if alle:
                gefunden.paare.update((ganz, schwere) for schwere in alle)
            else:
                gefunden.offen.add(ganz)

    @staticmethod
    def traeger_wege(traeger: _Traeger, aufrufe: Sequence[_Aufruf]) -> set[tuple[str, tuple[Schwere, ...]]]:
        """What is put before a code on its way into a Befund, and the severity where the way decides it."""
        if traeger.name == "Befund":
            return {("", ())}
        wege = set()
        for aufruf in aufrufe:
            if aufruf.innerhalb is traeger:
                for text in _texts(aufruf.code, aufruf.umgebung):
                    if text is not None and text.endswith("{}"):
                        fest = _severities(aufruf.schwere, aufruf.umgebung) if aufruf.schwere is not None else []
                        for vorsatz, weiter in _Aufruf.traeger_wege(aufruf.traeger, aufrufe):
                            wege.add((vorsatz + text.removesuffix("{}"), tuple(fest) or weiter))
        return wege or {("", ())}


class _Modul:
    """One source file: what it declares, imports and calls."""

    def __init__(self, pfad: Path) -> None:
        self.pfad = pfad

    def read(self, datei: Path) -> None:
        self._baum = ast.parse(datei.read_text("utf-8"))
        self._eltern = {kind: knoten for knoten in ast.walk(self._baum) for kind in ast.iter_child_nodes(knoten)}

    @cached_property
    def name(self) -> str:
        return ".".join(self.pfad.with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def traeger(self) -> list[_Traeger]:
        """Functions and classes with a parameter or field `code`."""
        gefunden = []
        for knoten in ast.walk(self._baum):
            if isinstance(knoten, FunctionNode):
                klasse = self._class_of(knoten)
                namen = [*(a.arg for a in knoten.args.posonlyargs + knoten.args.args)]
                vorgaben = dict(zip(reversed(namen), reversed(knoten.args.defaults), strict=False))
                namen += [a.arg for a in knoten.args.kwonlyargs]
                vorgaben |= {
                    a.arg: d for a, d in zip(knoten.args.kwonlyargs, knoten.args.kw_defaults, strict=True) if d
                }
                if _is_text(knoten, CODE):
                    selbst = klasse is not None and namen[0] in ("self", "cls")
                    name = klasse if klasse and knoten.name == "__init__" else knoten.name
                    methode = klasse if name != klasse else None
                    gefunden.append(_Traeger(self, name, methode, namen[selbst:], vorgaben))
            elif isinstance(knoten, ast.ClassDef):
                felder = [f for f in knoten.body if isinstance(f, ast.AnnAssign) and isinstance(f.target, ast.Name)]
                namen = [f.target.id for f in felder if isinstance(f.target, ast.Name)]
                if CODE in namen:
                    gefunden.append(_Traeger(self, knoten.name, None, namen, {}))
        return gefunden

    @cached_property
    def _imports(self) -> set[tuple[str, str]]:
        """(module, name) of everything that is imported by name."""
        return {
            (knoten.module or "", alias.name)
            for knoten in ast.walk(self._baum)
            if isinstance(knoten, ast.ImportFrom)
            for alias in knoten.names
        }

    def aufrufe(self, traeger: Sequence[_Traeger]) -> Iterator[_Aufruf]:
        """Every call here of something that takes a code."""
        bekannt = [t for t in traeger if t.modul is self or (t.modul.name, t.klasse or t.name) in self._imports]
        for knoten in ast.walk(self._baum):
            if not isinstance(knoten, ast.Call):
                continue
            umgebung = self._surroundings(knoten)
            for ziel in self._called(knoten, bekannt, umgebung):
                code = ziel.argument(knoten, CODE)
                if code is not None:
                    ort = f"{self.pfad}:{knoten.lineno}"
                    schwere = ziel.argument(knoten, SCHWERE)
                    yield _Aufruf(ziel, self._inside(umgebung), code, schwere, umgebung, ort)

    def umgewichtet(self) -> Iterator[Schwere]:
        """Severities in `replace(befund, schwere=…)`."""
        for knoten in ast.walk(self._baum):
            match knoten:
                case ast.Call(ast.Name("replace"), keywords=angaben):
                    for angabe in angaben:
                        if angabe.arg == SCHWERE:
                            yield from _severities(angabe.value, self._surroundings(knoten))

    def _called(self, aufruf: ast.Call, bekannt: Sequence[_Traeger], umgebung: Sequence[ast.AST]) -> list[_Traeger]:
        match aufruf.func:
            case ast.Name(name):
                return [t for t in bekannt if t.name == name and t.klasse is None]
            case ast.Attribute(ast.Name("self"), name):
                eigene = next((k.name for k in umgebung if isinstance(k, ast.ClassDef)), None)
                return [t for t in bekannt if t.name == name and t.klasse == eigene and t.modul is self]
            case ast.Attribute(_, name):
                return [t for t in bekannt if t.name == name and t.klasse is not None]
        return []

    def _surroundings(self, knoten: ast.AST) -> list[ast.AST]:
        """What a node stands in, innermost first."""
        kette = []
        while (eltern := self._eltern.get(knoten)) is not None:
            kette.append(eltern)
            knoten = eltern
        return kette

    def _class_of(self, funktion: FunctionNode) -> str | None:
        eltern = self._eltern[funktion]
        return eltern.name if isinstance(eltern, ast.ClassDef) else None

    def _inside(self, umgebung: Sequence[ast.AST]) -> _Traeger | None:
        """The Traeger whose body a call stands in."""
        for knoten in umgebung:
            if isinstance(knoten, FunctionNode):
                klasse = self._class_of(knoten)
                return next((t for t in self.traeger if t.name == knoten.name and t.klasse == klasse), None)
        return None


def _is_text(funktion: FunctionNode, name: str) -> bool:
    """Whether a function has a parameter of this name that is a text."""
    parameter = (*funktion.args.posonlyargs, *funktion.args.args, *funktion.args.kwonlyargs)
    return any(p.arg == name and isinstance(p.annotation, ast.Name) and p.annotation.id == "str" for p in parameter)


def _texts(expr: ast.expr, umgebung: Sequence[ast.AST]) -> list[str | None]:
    """The texts an expression may have, `{}` at the end for what is passed on; None for what cannot be told."""
    match expr:
        case ast.Constant(str(text)):
            return [text]
        case ast.JoinedStr([ast.Constant(str(vorsatz)), ast.FormattedValue(wert)]):
            return [None if text is None else vorsatz + text for text in _texts(wert, umgebung)]
        case ast.IfExp(_, ja, nein):
            return [*_texts(ja, umgebung), *_texts(nein, umgebung)]
        case ast.Name(name):
            if werte := _assigned(name, umgebung):
                return [text for wert in werte for text in _texts(wert, umgebung)]
            return ["{}" if name == CODE else None]
        case ast.Attribute(_, name) | ast.Subscript(_, ast.Constant(str(name))):
            return ["{}" if name == CODE else None]
    return [None]


def _severities(expr: ast.expr, umgebung: Sequence[ast.AST]) -> list[Schwere]:
    """The severities an expression names; none where it only passes one on."""
    match expr:
        case ast.Attribute(ast.Name("Schwere"), name):
            return [Schwere[name]]
        case ast.IfExp(_, ja, nein):
            return [*_severities(ja, umgebung), *_severities(nein, umgebung)]
        case ast.Name(name):
            return [s for wert in _assigned(name, umgebung) for s in _severities(wert, umgebung)]
    return []


def _assigned(name: str, umgebung: Sequence[ast.AST]) -> list[ast.expr]:
    """What a variable of the function around is set to, as far as it is written out there."""
    funktion = next((knoten for knoten in umgebung if isinstance(knoten, FunctionNode)), None)
    werte: list[ast.expr] = []
    for knoten in ast.walk(funktion) if funktion else ():
        match knoten:
            case ast.Assign([ast.Name(ziel)], wert) if ziel == name:
                werte.append(wert)
            case ast.For(ast.Tuple(ziele), ast.Tuple(zeilen)):
                namen = [ziel.id if isinstance(ziel, ast.Name) else "" for ziel in ziele]
                if name in namen:
                    werte += [zeile.elts[namen.index(name)] for zeile in zeilen if isinstance(zeile, ast.Tuple)]
    return werte
