"""What must hold in an Open edX course: every block, picture and setting that is named is there, once.

One generator function per rule, as in ``integrity``, which calls ``faults`` for an archive that holds a course.
"""

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from generator.diagnostics import Diagnostic, error
from generator.integrity_xml import At, parsed

COURSE = "course.xml"
STRUCTURE = ("course", "chapter", "sequential", "vertical", "itembank", "html", "problem")

_URL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_ADDRESSES = ("src", "href", "data", "action", "poster")
_FETCHED = frozenset(("img", "script", "iframe", "object", "embed", "video", "audio", "source", "input", "link"))
_OURS = re.compile(r"(?:asset|lesson|word|fact|tu):")
_BRACES = re.compile(r"\{[^\W\d_]+(?: [^\W\d_]+)?\}")
_NETWORK = re.compile(r"(?:https?:|ftp:|wss?:)?//", re.IGNORECASE)
_PATTERNS = ("answer",)
_STRINGIFIED = ("label", "description", "choice", "option")


def folder_of(files: Mapping[str, bytes]) -> str:
    """Return the folder (with its slash) of the course that ``files`` are, or nothing when they are none."""
    found = [n for n in files if posixpath.basename(n) == COURSE and n.count("/") == 1]
    return posixpath.dirname(found[0]) + "/" if len(found) == 1 and _root_tag(files[found[0]]) == "course" else ""


def faults(files: Mapping[str, bytes], at: At) -> Iterator[Diagnostic]:
    """Yield every fault of the course that ``files`` hold."""
    course = Course(files, folder_of(files), at)
    for rule in RULES:
        yield from rule(course)


@dataclass(frozen=True, slots=True)
class Block:
    """A block where it is written, and the file it stands in."""

    kind: str
    url_name: str
    file: str
    element: ElementTree.Element


@dataclass(frozen=True)
class Course:
    """A course as its files give it; files that cannot be parsed are reported by another rule."""

    files: Mapping[str, bytes]
    folder: str
    at: At

    @cached_property
    def trees(self) -> dict[str, ElementTree.Element]:
        """Every XML file."""
        made = {}
        for name in sorted(self.files):
            if name.startswith(self.folder) and name.endswith(".xml"):
                tree = parsed(self.files[name])
                if tree is not None:
                    made[name] = tree
        return made

    @cached_property
    def pages(self) -> dict[str, "Fragment"]:
        """Every fragment of HTML."""
        return {
            n: Fragment(self.files[n].decode("utf-8", "replace"))
            for n in sorted(self.files)
            if n.startswith(self.folder) and n.endswith(".html")
        }

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every pointer and every block with a name of its own, in the order of the files."""
        return tuple(
            Block(node.tag, node.get("url_name", ""), name, node)
            for name, tree in self.trees.items()
            for node in tree.iter()
            if node.tag in STRUCTURE and node.get("url_name") is not None
        )

    @cached_property
    def policy(self) -> Mapping[str, Any]:
        """The settings of the course."""
        return self._read("policy.json").get(f"course/{self.run}", {})  # type: ignore[no-any-return]

    @cached_property
    def grading(self) -> Mapping[str, Any]:
        """How the course is graded."""
        return self._read("grading_policy.json")

    @cached_property
    def run(self) -> str:
        """The run, which names the folder of the policies."""
        tree = self.trees.get(self.folder + COURSE)
        return tree.get("url_name", "") if tree is not None else ""

    @property
    def attributes(self) -> Iterator[tuple[str, str, str, str]]:
        """Every attribute: its file, the element, its name, its value."""
        for name, tree in self.trees.items():
            yield from ((name, node.tag, key, value) for node in tree.iter() for key, value in node.attrib.items())
        for name, page in self.pages.items():
            yield from ((name, tag, key, value) for tag, key, value in page.attributes)

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that is shown."""
        for name, tree in self.trees.items():
            yield from ((name, text) for text in tree.itertext())
        for name, page in self.pages.items():
            yield from ((name, text) for text in page.texts)

    def _read(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads(self.files[f"{self.folder}policies/{self.run}/{name}"])
        except (KeyError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}


class Fragment(HTMLParser):
    """The attributes and texts of a piece of HTML."""

    def __init__(self, text: str) -> None:
        """Read ``text``."""
        super().__init__(convert_charrefs=True)
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self._quoted = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the attributes."""
        self.attributes += [(tag, key, value or "") for key, value in attrs]
        self._quoted += tag in ("code", "pre")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is quoted."""
        self._quoted -= tag in ("code", "pre")

    def handle_data(self, data: str) -> None:
        """Note the text, unless it is quoted."""
        if not self._quoted:
            self.texts.append(data)


Rule = Callable[[Course], Iterator[Diagnostic]]


def dangling_block(course: Course) -> Iterator[Diagnostic]:
    """A pointer, a link or a tab leads to a block or a page that the course does not have."""
    message = "«{name}» leads nowhere"
    for block in course.blocks:
        target = f"{course.folder}{block.kind}/{block.url_name}.xml"
        if _is_pointer(block.element) and target not in course.files:
            yield error(course.at(block.file), "dangling-block", message, "", name=block.url_name)
    known = {b.url_name for b in course.blocks}
    for name, tag, key, value in course.attributes:
        if value.startswith("/jump_to_id/") and value.removeprefix("/jump_to_id/").partition("#")[0] not in known:
            yield error(course.at(name), "dangling-block", message, "", name=value)
        page = f"{course.folder}html/{value}.html"
        if tag == "html" and key == "filename" and page not in course.files:
            yield error(course.at(name), "dangling-block", message, "", name=value)
    where = course.at(f"{course.folder}policies/{course.run}/policy.json")
    for tab in course.policy.get("tabs", []):
        slug = tab.get("url_slug")
        if tab.get("type") == "static_tab" and f"{course.folder}tabs/{slug}.html" not in course.files:
            yield error(where, "dangling-block", message, "", name=str(slug))


def unreached_block(course: Course) -> Iterator[Diagnostic]:
    """A file of the course is named by nothing: a block without a pointer, a picture that is not shown."""
    pointed = {f"{course.folder}{b.kind}/{b.url_name}.xml" for b in course.blocks}
    pages = {f"{course.folder}html/{v}.html" for _, t, k, v in course.attributes if (t, k) == ("html", "filename")}
    tabs = {f"{course.folder}tabs/{t.get('url_slug')}.html" for t in course.policy.get("tabs", [])}
    shown = {course.folder + v[1:] for *_, v in course.attributes if v.startswith("/static/")}
    shown.add(f"{course.folder}static/{course.policy.get('course_image')}")
    policies = f"{course.folder}policies/{course.run}/"
    fixed = {course.folder + COURSE, policies + "policy.json", policies + "grading_policy.json"}
    for name in sorted(set(course.files) - pointed - pages - tabs - shown - fixed):
        if not name.startswith(f"{course.folder}about/"):
            yield error(course.at(name), "unreached-block", "nothing in the course leads to «{name}»", "", name=name)


def duplicate_block(course: Course) -> Iterator[Diagnostic]:
    """Two blocks have one ``url_name``, or it holds a letter that the platform does not take."""
    seen: dict[str, str] = {}
    for block in course.blocks:
        if block.file == course.folder + COURSE or _own_file(course, block):
            continue
        if not _URL_NAME.fullmatch(block.url_name) or block.url_name in seen:
            message = "the name «{name}» is illegal or given twice"
            yield error(course.at(block.file), "duplicate-block", message, "", name=block.url_name)
        seen[block.url_name] = block.file


def missing_static_file(course: Course) -> Iterator[Diagnostic]:
    """A picture or file below ``/static/`` is not in the course."""
    wanted = [(n, v) for n, _, _, v in course.attributes if v.startswith("/static/")]
    image = course.policy.get("course_image")
    if image:
        wanted.append((f"{course.folder}policies/{course.run}/policy.json", f"/static/{image}"))
    for name, value in wanted:
        if course.folder + value[1:] not in course.files:
            yield error(course.at(name), "missing-static-file", "«{name}» is not in the course", "", name=value)


def course_request(course: Course) -> Iterator[Diagnostic]:
    """Showing a block asks another server for something."""
    for name, tag, key, value in course.attributes:
        if tag in _FETCHED and key in _ADDRESSES and _NETWORK.match(value):
            message = "«{url}» would be fetched from the network"
            yield error(course.at(name), "course-request", message, "", url=value)


def course_leftover(course: Course) -> Iterator[Diagnostic]:
    """A reference or a word of address was never filled in."""
    message = "«{text}» was never filled in"
    for name, _, key, value in course.attributes:
        address = key in _ADDRESSES and (_OURS.match(value) or "undefined" in value)
        if address or (key not in _PATTERNS and _BRACES.search(value)) or value == "undefined":
            yield error(course.at(name), "course-leftover", message, "", text=f"{key}={value}")
    for name, text in course.texts:
        found = _BRACES.search(text)
        if found or text.strip() == "undefined":
            yield error(course.at(name), "course-leftover", message, "", text=found[0] if found else text.strip())


def unanswerable_problem(course: Course) -> Iterator[Diagnostic]:
    """A problem has no right answer, more of them than its kind allows, no wrong one, or a pattern that is none."""
    message = "the problem cannot be answered as it should: {problem}"
    for name, tree in course.trees.items():
        for node in tree.iter() if tree.tag == "problem" else ():
            problem = _unanswerable(node)
            if problem:
                yield error(course.at(name), "unanswerable-problem", message, "", problem=problem)
        if tree.tag == "problem" and not any(n.tag.endswith("response") for n in tree.iter()):
            yield error(course.at(name), "unanswerable-problem", message, "", problem="response")


def _unanswerable(node: ElementTree.Element) -> str:
    """Return what is wrong with a response, or nothing."""
    marks = [c.get("correct") for c in (*node.iter("choice"), *node.iter("option"))]
    right, wrong = marks.count("true"), marks.count("false")
    if right + wrong != len(marks):
        return f"correct={marks}"
    match node.tag:
        case "multiplechoiceresponse":
            return "" if right == 1 and wrong else f"{right}/{wrong}"
        case "choiceresponse":
            return "" if right and wrong else f"{right}/{wrong}"
        case "optioninput":
            texts = [(o.text or "").strip() for o in node.iter("option")]
            return "" if right == 1 and len(set(texts)) == len(texts) and all(texts) else f"{right}/{wrong}"
        case "stringresponse":
            return _bad_pattern(node.get("answer", ""))
        case _:
            return ""


def _bad_pattern(pattern: str) -> str:
    try:
        found = re.compile(f"^{pattern}$")
    except re.error as failure:
        return str(failure)
    return "answer" if not pattern or "_or_" in pattern.lower() or found.search("") else ""


def live_text(course: Course) -> Iterator[Diagnostic]:
    """A label or an option holds bare text that the platform writes into its page as markup."""
    message = "«{text}» would be taken for markup"
    for name, tree in course.trees.items():
        for node in tree.iter() if tree.tag == "problem" else ():
            if node.tag in _STRINGIFIED and set(node.text or "") & set("<>&"):
                yield error(course.at(name), "live-text", message, "", text=node.text)


def ungraded_format(course: Course) -> Iterator[Diagnostic]:
    """The shares of the grade do not sum to 1, or a graded part of the course has no share."""
    graders = course.grading.get("GRADER") or []
    where = course.at(f"{course.folder}policies/{course.run}/grading_policy.json")
    if abs(sum(g.get("weight", 0) for g in graders) - 1) > 1e-9:
        yield error(where, "ungraded-format", "the shares of the grade do not sum to 1", "")
    known = {g.get("type") for g in graders}
    for name, tree in course.trees.items():
        if tree.get("graded") == "true" and tree.get("format") not in known:
            message = "«{name}» has no share of the grade"
            yield error(course.at(name), "ungraded-format", message, "", name=tree.get("format", ""))


def _is_pointer(node: ElementTree.Element) -> bool:
    return len(node) == 0 and not (node.text or "").strip() and "filename" not in node.attrib


def _own_file(course: Course, block: Block) -> bool:
    """Whether a block repeats the name that points to its file; the name counts where it is pointed to."""
    return block.file == f"{course.folder}{block.kind}/{block.url_name}.xml" and not _is_pointer(block.element)


def _root_tag(content: bytes) -> str:
    tree = parsed(content)
    return tree.tag if tree is not None else ""


RULES: tuple[Rule, ...] = (
    dangling_block,
    unreached_block,
    duplicate_block,
    missing_static_file,
    course_request,
    course_leftover,
    unanswerable_problem,
    live_text,
    ungraded_format,
)
