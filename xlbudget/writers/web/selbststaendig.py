"""What a page would have to fetch: nothing, or it would not stand for itself."""

from __future__ import annotations

import re

import lxml.html

_LADEN = {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest"}
_LADEN_STIL = re.compile(r"""@import\b[^;]*|\b(?:url|src)\(\s*["']?(?!\s*["']?data:image/)[^)]*\)""", re.IGNORECASE)
_VERWEISE = {"a", "area"}  # followed by people, not fetched by a browser


def requests_of(text: str) -> list[str]:
    """Every element that loads something or styles itself, as `<img src=…>`.

    >>> requests_of('<img src="data:image/png;base64,AA"><a href="https://a.example">a</a><link href="b.css">')
    ['<link href=b.css>']
    """
    baum = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=True))
    return [
        f"<{element.tag} {name}={wert[:60]}>"
        for element in baum.iter(lxml.html.etree.Element)
        for name, wert in element.items()
        if _is_request(str(element.tag), name, wert)
    ]


def style_requests_of(stil: str) -> list[str]:
    """What a style sheet loads; the rules of the page would refuse it without a word.

    >>> style_requests_of('@import "a.css"; a { background: url(b.png) } b { background: url(data:image/png;A) }')
    ['@import "a.css"', 'url(b.png)']
    """
    ohne = re.sub(r"/\*.*?\*/", "", stil, flags=re.DOTALL)
    return [treffer.group()[:80] for treffer in _LADEN_STIL.finditer(ohne)]


def _is_request(tag: str, name: str, wert: str) -> bool:
    laedt = name in _LADEN or (name in ("href", "xlink:href") and tag not in _VERWEISE)
    return name == "style" or (laedt and not wert.startswith(("data:image/", "#")))
