"""How formulas follow a sheet that gets another name, with its tables and names."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from xlbudget.xlsx.formula import Kind, Token, address_texts, parse_prefix, quoted, tokens

_START = Token(Kind.SPACE, "")


@dataclass(frozen=True, slots=True)
class Follower:
    """What becomes of references to one sheet; all keys are in lower case.

    `to` is the new sheet as formulas write it (quoted), `in_text` the same inside a text; both may be placeholders.
    `words` are tables and names that get new ones, `local` names of the workbook that become names of the new sheet.
    `span` are the sheets that a 3-D reference shall begin or end with where it does so with this one; without them it
    stays as it is. References to other workbooks always do.

    >>> follower = Follower("blatt", "'Neu'", "'Neu'", {"tab": "Tab2"}, span=("Erstes", "Letztes"))
    >>> follower.formula("SUM(Blatt!A1,Tab[Plan],Vorn:Blatt!B1)+INDIRECT(\\"Blatt!A1\\")")
    'SUM(\\'Neu\\'!A1,Tab2[Plan],\\'Vorn:Letztes\\'!B1)+INDIRECT("\\'Neu\\'!A1")'
    """

    sheet: str
    to: str
    in_text: str
    words: Mapping[str, str] = field(default_factory=dict)
    local: Set[str] = frozenset()
    span: tuple[str, str] | None = None

    def formula(self, text: str, *, names_with_sheet: bool = False) -> str:
        """The formula as it has to be for the new sheet.

        `names_with_sheet` says of which sheet a name is that has become local: for formulas that stand on no sheet.
        """
        pieces = tokens(text)
        addresses = address_texts(pieces)
        before, result = _START, []
        for number, token in enumerate(pieces):
            behind = pieces[number + 1] if number + 1 < len(pieces) else _START
            if token.kind is Kind.SHEET:
                result.append(self._sheet(token, behind))
            elif number in addresses:
                result.append(self._address(token))
            elif token.kind in (Kind.TABLE, Kind.WORD) and before.kind is not Kind.SHEET:
                result.append(self._word(token.text, names_with_sheet=names_with_sheet))
            else:
                result.append(token.text)
            before = token
        return "".join(result)

    def _sheet(self, token: Token, behind: Token) -> str:
        prefix = parse_prefix(token.text)
        if prefix.book == "0" and not prefix.sheets and behind.text.casefold() in self.local:
            return f"{self.to}!"  # [0]!Name is a name of this workbook
        if prefix.book is not None or self.sheet not in map(str.casefold, prefix.sheets):
            return token.text
        if len(prefix.sheets) == 1:
            return f"{prefix.cell}{':' if prefix.cell else ''}{self.to}!"
        if self.span is None:
            return token.text
        ends = (
            end if name.casefold() == self.sheet else name for name, end in zip(prefix.sheets, self.span, strict=True)
        )
        return quoted(":".join(ends)) + "!"

    def _word(self, word: str, *, names_with_sheet: bool) -> str:
        if names_with_sheet and word.casefold() in self.local:
            return f"{self.to}!{word}"
        return self.words.get(word.casefold(), word)

    def _address(self, token: Token) -> str:
        """A text that is an address, or the beginning of one: `"#Blatt!A1"`, `"Blatt!B"`."""
        text = token.text[1:-1].replace('""', '"')
        mark = "#" if text.startswith("#") else ""
        place = text[len(mark) :]
        begins = tokens(place)[:1]
        if not begins or (begins[0].kind is not Kind.SHEET and begins[0].text.casefold() not in self.words):
            return token.text  # a file, a page, an address on the same sheet
        inner = Follower(self.sheet, self.in_text, self.in_text, self.words)
        return '"' + mark + inner.formula(place).replace('"', '""') + '"'


def names_sheet(text: str, sheet: str) -> bool:
    """Whether a formula refers to a sheet (in lower case), alone or as an end of a 3-D reference, also in an address.

    >>> names_sheet("SUM(Vorn:Blatt!A1)", "blatt"), names_sheet('INDIRECT("Blatt!A1")', "blatt")
    (True, True)
    """
    return Follower(sheet, "\ue000", "\ue000", span=("\ue000", "\ue000")).formula(text) != text
