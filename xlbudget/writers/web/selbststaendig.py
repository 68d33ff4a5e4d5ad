"""What a page would have to fetch: nothing, or it would not stand for itself."""

from __future__ import annotations

from html.parser import HTMLParser

_LADEN = {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest"}
_VERWEISE = {"a", "area"}  # followed by people, not fetched by a browser


def requests_of(text: str) -> list[str]:
    """Every element that loads something or styles itself, as `<img src=…>`.

    >>> requests_of('<img src="data:image/png;base64,AA"><a href="https://a.example">a</a><link href="b.css">')
    ['<link href=b.css>']
    """
    suche = _Requests()
    suche.feed(text)
    suche.close()
    return suche.gefunden


class _Requests(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.gefunden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, wert in attrs:
            inhalt = wert or ""
            laedt = name in _LADEN or (name in ("href", "xlink:href") and tag not in _VERWEISE)
            if (laedt and not inhalt.startswith(("data:image/", "#"))) or name == "style":
                self.gefunden.append(f"<{tag} {name}={inhalt[:60]}>")
