"""Read an HTML page or a style sheet for what it names, fetches, links to and runs; every entry ends in its line."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from generator.htmltokens import EndTag, StartTag, Text, tokens

_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_URL = re.compile(r"url\(\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\"'()\s]*+))\s*+\)|@import\s++(?:\"([^\"]*)\"|'([^']*)')")
_SCRIPT_REQUEST = re.compile(
    r"(?:\b(?:fetch|import|importScripts|Worker|sendBeacon|EventSource|WebSocket)\(\s*|\bfrom\s*|\.(?:src|href)\s*=\s*"
    r"|\.open\(\s*[\"'][A-Z]+[\"']\s*,\s*)[\"'`]((?:https?|wss?):)?//[^\"'`]*"
)
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_REQUESTS = {
    "img": ("src", "srcset"), "source": ("src", "srcset"), "script": ("src",), "iframe": ("src",), "embed": ("src",),
    "audio": ("src",), "video": ("src", "poster"), "track": ("src",), "input": ("src",), "object": ("data",),
    "form": ("action",), "button": ("formaction",), "image": ("href", "xlink:href"), "use": ("href", "xlink:href"),
    "body": ("background",), "frame": ("src",), "base": ("href",),
}  # fmt: skip
_LINKS = {"a": ("href", "xlink:href"), "area": ("href",)}
_MERELY_NAMED = frozenset(("canonical", "alternate", "license", "author", "help", "bookmark"))
_QUOTED = ("code", "pre", "template")  # what stands in these is shown, not said
_ID_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "headers", "list")


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in a page or style sheet; ``request`` when opening the page fetches it."""

    url: str
    line: int
    request: bool


@dataclass(frozen=True, slots=True)
class Code:
    """The text of a script element, or of an attribute that holds a script; ``runs`` unless it is data."""

    text: str
    runs: bool
    line: int
    module: bool = False


class Page:
    """What the rules look at in an HTML page; every entry ends in its line.

    ``modules`` are those of ``references`` that are loaded as ES modules; ``handlers`` are attributes that run.
    """

    def __init__(self, text: str) -> None:
        """Read ``text``."""
        self.references: list[Reference] = []
        self.identifiers: list[tuple[str, int]] = []
        self.named: list[tuple[str, int]] = []
        self.texts: list[tuple[str, int]] = []
        self.scripts: list[Code] = []
        self.handlers: list[Code] = []
        self.modules: list[Reference] = []
        self.values: list[tuple[str, str, int]] = []
        self.language = ""
        self.title = ""
        self._open: list[str] = []
        self._within: Counter[str] = Counter()  # how many of each are open
        self._runs = self._module = False
        for token in tokens(text):
            match token:
                case StartTag():
                    self._start(token)
                case EndTag():
                    self._end(token.name)
                case Text():
                    self._text(token)
        self.known = frozenset(i for i, _ in self.identifiers)

    def _start(self, tag: StartTag) -> None:
        """Note what an element names and fetches."""
        line, given = tag.line, tag.attributes
        self.values += [(name, value, line) for name, value in given.items()]
        self.handlers += [Code(value, True, line) for name, value in given.items() if name.startswith("on")]
        if "id" in given:
            self.identifiers.append((given["id"], line))
        self.named += [(n, line) for key in _ID_REFERENCES for n in given.get(key, "").split()]
        if tag.name == "html":
            self.language = given.get("lang", "")
        requests = _REQUESTS.get(tag.name, ())
        if tag.name == "link":
            requests = () if set(given.get("rel", "").split()) <= _MERELY_NAMED else ("href",)
        if tag.name == "meta" and given.get("http-equiv", "").lower() == "refresh":
            target = _REFRESH.search(given.get("content", ""))
            self.references += [Reference(target[1], line, True)] if target else []
        for key in requests:
            urls = _srcset(given[key]) if key == "srcset" and key in given else [given[key]] if key in given else []
            self.references += [Reference(u, line, True) for u in urls]
        self.references += [Reference(given[k], line, False) for k in _LINKS.get(tag.name, ()) if k in given]
        if "style" in given:
            self.references += [Reference(u, line, True) for u in css_urls(given["style"])]
        if tag.name == "script":
            self._runs, self._module = "json" not in given.get("type", ""), given.get("type") == "module"
            self.modules += [Reference(given["src"], line, True)] if self._module and "src" in given else []
        self._open.append(tag.name)
        self._within[tag.name] += 1
        if tag.closed:
            self._leave()

    def _end(self, tag: str) -> None:
        """Leave an element; void ones never were entered for long."""
        if self._within[tag]:
            while self._leave() != tag:
                pass

    def _leave(self) -> str:
        tag = self._open.pop()
        self._within[tag] -= 1
        return tag

    def _text(self, token: Text) -> None:
        """Note text that is shown, and what a style element fetches."""
        data, line = token.text, token.line
        if self._open[-1:] == ["style"]:
            self.references += [Reference(u, line, True) for u in css_urls(data)]
        elif self._open[-1:] == ["title"] and not self._within["svg"]:
            self.title += data
        elif self._open[-1:] == ["script"]:
            self.scripts.append(Code(data, self._runs, line, self._module))
        elif not any(self._within[t] for t in _QUOTED):
            self.texts.append((data, line))


def _srcset(value: str) -> list[str]:
    return [part.split()[0] for part in value.split(",") if part.split()]


def css_urls(text: str) -> list[str]:
    """Return every address that a style sheet fetches."""
    return [next(filter(None, m), "") for m in _CSS_URL.findall(_CSS_COMMENT.sub("", text))]


def css_references(text: str) -> Iterator[Reference]:
    """Yield what a style sheet fetches, with its lines."""
    for number, line in enumerate(_CSS_COMMENT.sub(_blank, text).split("\n"), 1):
        yield from (Reference(u, number, True) for u in css_urls(line))


def script_requests(text: str) -> Iterator[tuple[int, str]]:
    """Yield what a script asks the network for: how many lines down, and the call as far as its address."""
    for number, line in enumerate(text.split("\n")):
        yield from ((number, match[0]) for match in _SCRIPT_REQUEST.finditer(line))


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
