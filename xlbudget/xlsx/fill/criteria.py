"""Writing down the criteria of COUNTIF and its like: a text in them is read anew, numbers in the way of the country."""

from __future__ import annotations

import re

from xlbudget.xlsx.fill.functions import Takes
from xlbudget.xlsx.fill.guards import Guard
from xlbudget.xlsx.fill.recipe import Field
from xlbudget.xlsx.fill.writer import Writer
from xlbudget.xlsx.formulatree import Binary, Logical, Missing, Node, NotUnderstood, Text

_OPERATOR = re.compile(r"(<>|<=|>=|<|>|=)?(.*)", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(?:E\+?\d{1,2})?", re.ASCII | re.IGNORECASE)


def criterion(writer: Writer, node: Node) -> None:
    """A criterion of COUNTIF and its like: text in it is read anew, numbers in the way of the country."""
    area = next(part for part in reversed(writer.out) if isinstance(part, Field))._replace(trimmed=False)
    start = len(writer.out)
    if isinstance(node, Text):
        _literal_criterion(writer, node.value, area)
    elif isinstance(node, Binary) and node.sign == "&":
        _joined_criterion(writer, node, area)
    elif isinstance(node, Logical | Missing):
        raise NotUnderstood(Guard.CRITERION.reason)
    else:
        writer.scalar(node, Takes.CRITERION)
        writer.likeness(area, start)
        writer.spelling(area, start)


def _literal_criterion(writer: Writer, text: str, area: Field) -> None:
    operator, operand = _OPERATOR.fullmatch(text).groups()  # type: ignore[union-attr]
    is_number = _PLAIN_NUMBER.fullmatch(operand)
    if not is_number and operand and Guard.CRITERION.fails(operand):  # type: ignore[misc]
        raise NotUnderstood(Guard.CRITERION.reason)
    if operator in ("<", ">", "<=", ">=") and not is_number:
        raise NotUnderstood("Texte werden je nach Land anders geordnet")
    if operator == "=" and not operand:
        raise NotUnderstood("das Kriterium „=“ für leere Zellen")
    if operator == "<>" and operand and not any(sign in operand for sign in "*?"):
        writer.guard(area, Guard.NO_TEXT if is_number else Guard.ALL_TEXT)
    elif is_number and operator in (None, "="):
        writer.guard(area, Guard.NUMBERLIKE)
    start = len(writer.out)
    writer.scalar(Text(operand), Takes.VALUE)
    if not is_number and operand:
        writer.spelling(area, start)
    writer.out[start:] = []
    writer.scalar(Text(text), Takes.VALUE)


def _joined_criterion(writer: Writer, node: Binary, area: Field) -> None:
    """`">="&A1`, or a text that is put together: its parts must not read as an operator or a number."""
    writer.out.append("(")
    match node.left:
        case Text("<" | ">" | "<=" | ">=" as operator):
            writer.out.append(f'"{operator}"&')
            writer.scalar(node.right, Takes.LIMIT)
        case Text("=") | Text(""):
            writer.scalar(node.left, Takes.VALUE)
            writer.out.append("&")
            start = len(writer.out)
            writer.scalar(node.right, Takes.CRITERION)
            writer.likeness(area, start)
            writer.spelling(area, start)
        case Text("*" | "?"):
            writer.scalar(node.left, Takes.VALUE)
            writer.out.append("&")
            _joined_criterion_end(writer, node.right)
        case Binary("&", Text("*"), middle) if node.right == Text("*"):
            writer.out.append('"*"&')
            writer.scalar(middle, Takes.CRITERION)
            writer.out.append('&"*"')
        case _ if node.right in (Text("*"), Text("?")):
            writer.scalar(node.left, Takes.CRITERION)
            writer.out.append("&")
            writer.scalar(node.right, Takes.VALUE)
        case _:
            raise NotUnderstood(Guard.CRITERION.reason)
    writer.out.append(")")


def _joined_criterion_end(writer: Writer, node: Node) -> None:
    if isinstance(node, Text) and any(letter in node.value for letter in "<>="):
        raise NotUnderstood(Guard.CRITERION.reason)
    writer.scalar(node, Takes.VALUE if isinstance(node, Text) else Takes.CRITERION)
