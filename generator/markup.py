"""HTML of the model, as every target reads it: references get the target's own addresses, words come out plain."""

import re
from collections.abc import Callable
from html import escape, unescape

_REFERENCE = re.compile(r'<a class="(?:lesson|word|fact)" href="(lesson|word|fact):([^"]*)">(.*?)</a>', re.DOTALL)
_ASSET = re.compile(r'src="asset:([^"]*)"')
_TAG = re.compile(r"</?[a-z0-9]+[^>]*>")


def address(html: str, asset: Callable[[str], str], link: Callable[[str, str], str]) -> str:
    """Return ``html`` with every reference in a target's own addresses.

    ``asset(name)`` gives a URL; ``link(scheme, id)`` gives one too, or "" to keep the words without a link.
    """

    def linked(found: re.Match[str]) -> str:
        scheme, identifier, words = found.groups()
        url = link(scheme, identifier)
        return f'<a class="{scheme}" href="{escape(url)}">{words}</a>' if url else words

    html = _REFERENCE.sub(linked, html)
    return _ASSET.sub(lambda m: f'src="{escape(asset(m[1]))}"', html)


def plain(html: str) -> str:
    """Return the words of model HTML as plain text, spaces folded (no-break spaces kept)."""
    return re.sub(r"[ \n\t]+", " ", unescape(_TAG.sub("", html.replace("<br>", " ")))).strip()
