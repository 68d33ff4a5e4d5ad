"""Headless Chromium for pages that xlbudget writes, and what axe-core finds in one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

from playwright.sync_api import Browser, Page, sync_playwright

PROGRAMME = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
REGELN = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


def missing() -> str | None:
    """Why there is no browser; None where there is one."""
    return None if _program() else "Chromium fehlt (Debian und Ubuntu: apt-get install chromium)"


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser of its own profile, closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program())
        try:
            yield browser
        finally:
            browser.close()


def violations(page: Page) -> list[tuple[str, str, list[str]]]:
    """What axe-core objects to: rule, what it says, and the elements. The page must let scripts in (bypass_csp)."""
    page.evaluate(_axe())
    gefunden = page.evaluate("regeln => axe.run({runOnly: regeln, resultTypes: ['violations']})", list(REGELN))
    return [(v["id"], v["help"], [knoten["html"][:200] for knoten in v["nodes"]]) for v in gefunden["violations"]]


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMME)), None)
