"""What is wrong with questions and courses that the platform itself plays: QTI, Common Cartridge, Open edX, H5P."""

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.facts import H5P, Kind, PackageFacts, found_lines
from generator.inspection.xmlreading import Element, local

_ANEW = "Ask whoever made it to export it anew; the platform would mark every answer wrong."
_LOST = "Ask whoever made it to export the course anew."
_CHOICES = frozenset(("simpleChoice", "simpleAssociableChoice", "inlineChoice", "gapText", "gapImg", "hottext"))
_STATIC = re.compile(r"/static/([^\"'&?#\s)\\]+)")
_POINTERS = frozenset(
    ("course", "chapter", "sequential", "vertical", "problem", "html", "video", "discussion", "library")
)


def unknown_choice(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The right answer of a question is none of its options, so nobody can be right."""
    for name, root in _questions(facts):
        for node, missing in _impossible(root):
            message = "the right answer «{id}» is none of the options"
            yield error(facts.at(name, node.sourceline or 1), "unknown-choice", message, _ANEW, id=missing)


def _impossible(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield each answer that counts as right and cannot be given; QTI 1.2 first, then 2 and 3."""
    for item in (e for e in root.iter("{*}item") if e.find("{*}presentation") is not None):
        asked = {
            str(r.get("ident")): {str(c.get("ident")) for c in r.iter("{*}response_label")}
            for r in item.iter("{*}response_lid")
        }
        for node in item.iter("{*}varequal"):
            options = asked.get(str(node.get("respident")))
            if options and (node.text or "").strip() not in options:
                yield node, (node.text or "").strip()
    known = {str(e.get("identifier")) for e in root.iter() if _plain(e) in _CHOICES}
    asked_for = {str(e.get("response-identifier") or e.get("responseIdentifier")) for e in root.iter() if _choice(e)}
    for declared in (e for e in root.iter() if _plain(e) == "responseDeclaration" and e.get("identifier") in asked_for):
        for node in (e for e in declared.iter() if _plain(e) == "value" and _plain(e.getparent()) == "correctResponse"):
            given = (node.text or "").split()
            for missing in (g for g in given if g not in known):
                yield node, missing


def _choice(node: Element) -> bool:
    return _plain(node) in ("choiceInteraction", "orderInteraction", "inlineChoiceInteraction", "matchInteraction")


def _plain(node: Element | None) -> str:
    """Return an element's name as QTI 2 spells it; QTI 3 has «qti-choice-interaction» for «choiceInteraction»."""
    if node is None or not isinstance(node.tag, str):
        return ""
    name = local(node)
    return re.sub(r"-([a-z])", lambda m: m[1].upper(), name.removeprefix("qti-")) if name.startswith("qti-") else name


def unscored_question(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A question of QTI 2 or 3 has answers and declares no SCORE, so the platform has nothing to count."""
    for name, root in _questions(facts):
        if _plain(root) != "assessmentItem":
            continue
        kinds = {_plain(e): e for e in root.iter()}
        declared = {str(e.get("identifier")) for e in root.iter() if _plain(e) == "outcomeDeclaration"}
        if "correctResponse" in kinds and "SCORE" not in declared:
            message = "the question has a right answer and declares no SCORE; platforms may count nothing"
            yield warning(facts.at(name, root.sourceline or 1), "unscored-question", message, _ANEW)


def _questions(facts: PackageFacts) -> list[tuple[str, Element]]:
    if facts.kind not in (Kind.QTI, Kind.COMMON_CARTRIDGE):
        return []
    return [(n, r) for n in facts.named(".xml") if (r := facts.tree(n)) is not None and local(r) != "manifest"]


def lost_block(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An Open edX course points to a file that is not there; the import stops, or the unit is empty."""
    if facts.kind is not Kind.OLX:
        return
    for name, root in _blocks(facts):
        for node in root.iter():
            if not isinstance(node.tag, str) or (node is root and name != f"{facts.course}course.xml"):
                continue
            if local(node) in _POINTERS and set(node.attrib) <= {"url_name", "org", "course"} and not len(node):
                target = f"{facts.course}{local(node)}/{str(node.get('url_name', '')).replace(':', '/')}.xml"
                if node.get("url_name") and target not in facts.sizes:
                    message = "«{name}» is pointed to and not there"
                    yield error(facts.at(name, node.sourceline or 1), "lost-block", message, _LOST, name=target)


def repeated_block(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Two blocks of one kind have the same url_name; Open edX keeps one of them."""
    seen: dict[tuple[str, str], str] = {}
    for name, root in _blocks(facts) if facts.kind is Kind.OLX else ():
        for node in root.iter():
            key = (str(node.tag), str(node.get("url_name", "")))
            if not key[1] or not isinstance(node.tag, str) or node is root or local(node) not in _POINTERS:
                continue
            if key in seen:
                message = "«{id}» is the url_name of two blocks"
                yield error(facts.at(name, node.sourceline or 1), "repeated-block", message, _LOST, id=key[1])
            seen[key] = name


def _blocks(facts: PackageFacts) -> list[tuple[str, Element]]:
    return [(n, r) for n in facts.named(".xml") if n.startswith(facts.course) and (r := facts.tree(n)) is not None]


def lost_picture(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A page of an Open edX course shows a file that is not in its folder «static»."""
    seen: set[str] = set()
    for name in facts.named(".html", ".xml") if facts.kind is Kind.OLX else ():
        for line, match in found_lines(_STATIC, facts.text(name)):
            if f"{facts.course}static/{match[1]}" not in facts.sizes and match[1] not in seen:
                seen.add(match[1])
                message = "«{name}» is shown and not in the folder «static»"
                yield warning(facts.at(name, line + 1), "lost-picture", message, _LOST, name=match[1])


def incomplete_h5p(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An H5P file lacks its content, its main library, or cannot be read."""
    if facts.kind is not Kind.H5P:
        return
    about = _json(facts, H5P)
    main = about.get("mainLibrary") if isinstance(about, dict) else None
    lacking = [n for n in (H5P, "content/content.json") if _json(facts, n) is None]
    if not lacking and not isinstance(main, str):
        lacking = ["mainLibrary"]
    folders = {n.partition("/")[0] for n in facts.sizes if n.count("/")}
    if isinstance(main, str) and folders - {"content"} and not any(f.startswith(f"{main}-") for f in folders):
        lacking.append(main)
    for name in lacking:
        yield error(facts.at(H5P), "incomplete-h5p", "«{name}» is missing or cannot be read", _LOST, name=name)


def _json(facts: PackageFacts, name: str) -> Any:
    try:
        return json.loads(facts.text(name)) if name in facts.files else None
    except (ValueError, RecursionError):
        return None


RULES = (unknown_choice, unscored_question, lost_block, repeated_block, lost_picture, incomplete_h5p)
