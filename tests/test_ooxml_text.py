"""Texts of Office Open XML: what an escape means, and that every text comes back."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xlbudget.ooxml_text import decode_xstring, encode_xstring

GESCHRIEBEN = [
    ("ohne", "ohne"),
    ("_x0041_", "A"),
    ("_x00e4_", "ä"),
    ("_x00E4_", "ä"),
    ("a_x000D_\nb", "a\r\nb"),
    ("_x0007_", "\a"),
    ("_x005F_x0041_", "_x0041_"),  # the underscore is escaped, so the rest is text
    ("_x005F_x005F_x0041_", "_x005FA"),  # from left to right
    ("_x005f_", "_"),
    ("__x0041__", "_A_"),
    ("_x0041_x0042_", "Ax0042_"),  # an underscore belongs to one escape only
    ("_X0041_", "_X0041_"),
    ("_x041_", "_x041_"),
    ("_x00041_", "_x00041_"),
    ("_x00G1_", "_x00G1_"),
    ("x0041_", "x0041_"),
    ("_xD83D__xDE00_", "😀"),
    ("_xd83d__xde00_", "😀"),
    ("_xD83D_", "_xD83D_"),
    ("_xDE00__xD83D_", "_xDE00__xD83D_"),
    ("_xD83D__x0041_", "_xD83D_A"),
]
ZU_SCHREIBEN = [
    ("Zeile\nTab\t", "Zeile\nTab\t"),
    ("\a", "_x0007_"),
    ("a\r\nb", "a_x000D_\nb"),
    ("\x1f\x0b\x0c\x00", "_x001F__x000B__x000C__x0000_"),
    ("\ufffe\uffff", "_xFFFE__xFFFF_"),
    ("_x0041_", "_x005F_x0041_"),
    ("_xD83D_", "_x005F_xD83D_"),
    ("_x004_ _ __x", "_x004_ _ __x"),
    ("😀<&", "😀<&"),
]


@pytest.mark.parametrize(("geschrieben", "gemeint"), GESCHRIEBEN)
def test_what_an_escape_means(geschrieben, gemeint):
    assert decode_xstring(geschrieben) == gemeint


@pytest.mark.parametrize(("gemeint", "geschrieben"), ZU_SCHREIBEN)
def test_how_a_text_is_written(gemeint, geschrieben):
    assert encode_xstring(gemeint) == geschrieben


STUECKE = st.sampled_from(["_", "x", "_x", "0041", "005F", "_x000D_", "D83D", "_xDE00_", "\r", "\n", "\a"])


@given(st.lists(STUECKE | st.text(max_size=3), max_size=12).map("".join))
def test_every_text_comes_back_out_of_xml(text):
    element = etree.fromstring(f"<t>{escape(encode_xstring(text))}</t>")
    assert decode_xstring(element.text or "") == text


@given(st.lists(STUECKE | st.text(max_size=3), max_size=12).map("".join))
def test_any_written_text_can_be_read(text):
    decode_xstring(text).encode()
