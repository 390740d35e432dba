"""What Open edX makes of a problem, written from its documentation: slow, simple, and sharing nothing with our code.

The response types of https://docs.openedx.org, «Problem types»: ``multiplechoiceresponse``, ``choiceresponse`` with
«halves», ``optionresponse``, ``stringresponse`` with ``regexp``.
"""

import re
import shlex
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias
from xml.etree import ElementTree

Element: TypeAlias = ElementTree.Element
Submission: TypeAlias = str | list[str]


def responses(problem: Element) -> list[Element]:
    """Return the parts of a problem that are graded, in the order of the page."""
    return [n for n in problem.iter() if n.tag.endswith("response")]


def grade(problem: Element, submitted: Mapping[int, Submission]) -> Fraction:
    """Return the share of its points that a problem gives; ``submitted`` answers each response by its place.

    A choice is answered by ``choice_<name>``, checkboxes by a list of ``choice_<n>``, a menu by the text of the
    option, a line by what was typed.
    """
    asked = responses(problem)
    return sum((_one(response, submitted.get(n)) for n, response in enumerate(asked)), Fraction(0)) / len(asked)


def choice_name(response: Element, key: str, letter: str) -> str:
    """Return the name that the platform gives to the option whose ``key`` (``name`` or ``id``) is ``letter``."""
    choices = list(response.iter("choice"))
    (index,) = [n for n, c in enumerate(choices) if c.get(key) == letter]
    named = choices[index].get("name") if response.tag == "multiplechoiceresponse" else None
    return f"choice_{named if named is not None else index}"


def menu(optioninput: Element) -> list[str]:
    """Return the options of a menu as they survive being put into a list between quotes and split again."""
    names = [(o.text or "").strip() for o in optioninput.iter("option")]
    written = ",".join(f"'{name}'" for name in names)
    lexer = shlex.shlex(re.sub(r"\\'", "&#39;", written))
    lexer.quotes, lexer.whitespace = "'", ", "
    return [token[1:-1] for token in lexer]


def _one(response: Element, submitted: Submission | None) -> Fraction:
    if response.tag == "multiplechoiceresponse":
        right = [choice_name(response, "name", c.attrib["name"]) for c in response.iter("choice") if _true(c)]
        return Fraction(int(submitted in right))
    if response.tag == "choiceresponse":
        return _boxes(response, submitted if isinstance(submitted, list) else [])
    if response.tag == "optionresponse":
        (option,) = [o for o in response.iter("option") if _true(o)]
        return Fraction(int(submitted == (option.text or "").strip()))
    if response.tag == "stringresponse":
        assert response.get("type") == "regexp"
        expected, given = response.attrib["answer"].strip(), str(submitted or "").strip()
        return Fraction(int(bool(given) and re.search("^" + expected + "$", given, re.UNICODE) is not None))
    raise AssertionError(response.tag)


def _boxes(response: Element, ticked: list[str]) -> Fraction:
    marks = {f"choice_{n}": _true(c) for n, c in enumerate(response.iter("choice"))}
    slips = sum(mark != (name in ticked) for name, mark in marks.items())
    if not ticked:
        return Fraction(0)
    if slips == 0:
        return Fraction(1)
    if response.get("partial_credit") == "halves":
        if slips == 1 and len(marks) > 2:
            return Fraction(1, 2)
        if slips == 2 and len(marks) > 4:
            return Fraction(1, 4)
    return Fraction(0)


def _true(node: Element) -> bool:
    return node.attrib["correct"].upper() == "TRUE"
