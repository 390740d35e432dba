"""A response processor for QTI 2.1 and 3.0, naive and by the letter of the specification (QTI 2.1, 8, 12 and 15).

It knows what the standard templates and a scoring item need, and raises ``KeyError`` for anything else. Values are
``None`` (NULL), a string, a float, a boolean, or a tuple of strings or floats for a container.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from xml.etree import ElementTree

from elementpath.regex import translate_pattern

TEMPLATES = (
    "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
)
Element = ElementTree.Element
Value = Any


def plain(name: str) -> str:
    """Return a name of either version as 2.1 spells it."""
    local = name.rpartition("}")[2].removeprefix("qti-")
    return re.sub("-([a-z])", lambda m: m[1].upper(), local)


def attribute(node: Element, name: str) -> str:
    """Return an attribute by its name in 2.1."""
    return {plain(key): value for key, value in node.attrib.items()}[name]


def below(node: Element, name: str) -> list[Element]:
    """Return the elements of a name below ``node``, in order."""
    return [child for child in node.iter() if plain(child.tag) == name]


def score(document: bytes, response: Value) -> dict[str, Value]:
    """Return the outcomes of an item that is answered with ``response``."""
    return Session(_tree(document), {"RESPONSE": response}).processed("responseProcessing")


def total(document: bytes, items: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """Return the outcomes of a test whose items have the outcomes ``items``, by their identifiers."""
    return Session(_tree(document), {}, items).processed("outcomeProcessing")


@cache
def _tree(document: bytes) -> Element:
    return ElementTree.fromstring(document)


class Session:
    """One attempt at an item, or one sitting of a test."""

    def __init__(
        self, root: Element, responses: dict[str, Value], items: Mapping[str, Mapping[str, Value]] | None = None
    ) -> None:
        """Declare the variables of ``root``; outcomes start at their default, numbers without one at 0 (8.1)."""
        self.root = root
        self.items = items or {}
        self.declared = {
            attribute(d, "identifier"): d
            for name in ("responseDeclaration", "outcomeDeclaration")
            for d in below(root, name)
        }
        self.values: dict[str, Value] = {}
        for name, declaration in self.declared.items():
            base = attribute(declaration, "baseType")
            numeric = base in ("float", "integer") and plain(declaration.tag) == "outcomeDeclaration"
            self.values[name] = 0.0 if numeric else None
            for default in below(declaration, "defaultValue"):
                self.values[name] = typed(default[0].text or "", base)
        self.values |= responses

    def processed(self, rules: str) -> dict[str, Value]:
        """Apply the rules under the element ``rules``, and return the outcomes."""
        for processing in below(self.root, rules):
            if not len(processing):
                self._template(attribute(processing, "template"))
            for rule in processing:
                self._rule(rule)
        return {n: self.values[n] for n, d in self.declared.items() if plain(d.tag) == "outcomeDeclaration"}

    def _template(self, url: str) -> None:
        """Apply a standard template (8.3)."""
        answered = self.values["RESPONSE"] not in (None, ())
        if url in (template.format("match_correct") for template in TEMPLATES):
            same = answered and self.matches([self.values["RESPONSE"], self.correct("RESPONSE")])
            self.values["SCORE"] = 1.0 if same else 0.0
        elif url in (template.format("map_response") for template in TEMPLATES):
            self.values["SCORE"] = self.mapped("RESPONSE") if answered else 0.0
        else:
            raise KeyError(url)

    def _rule(self, rule: Element) -> None:
        match plain(rule.tag):
            case "setOutcomeValue":
                self.values[attribute(rule, "identifier")] = self._value(rule[0])
            case "responseCondition" | "outcomeCondition":
                for branch in rule:
                    always = plain(branch.tag).endswith("Else")
                    if always or self._value(branch[0]) is True:
                        for inside in list(branch)[0 if always else 1 :]:
                            self._rule(inside)
                        return
            case other:
                raise KeyError(other)

    def _value(self, node: Element) -> Value:
        """Return the value of an expression (15)."""
        name = plain(node.tag)
        if name in SOURCES:
            return SOURCES[name](self, node)
        inside = [self._value(child) for child in node]
        if name == "and":
            return False if False in inside else None if None in inside else True
        if name == "or":
            return True if True in inside else None if None in inside else False
        if name == "isNull":
            return inside[0] is None or inside[0] == ()
        if any(value is None for value in inside):
            return None
        return OPERATORS[name](node, inside)

    def mapped(self, name: str) -> float:
        """``mapResponse`` (15.1): the sum of what the members of the response are mapped to, within the bounds."""
        (mapping,) = below(self.declared[name], "mapping")
        bounds = {plain(k): float(v) for k, v in mapping.attrib.items()}
        value = self.values[name]
        members = value if isinstance(value, tuple) else (value,)
        found = sum(self._entry(mapping, str(member), bounds["defaultValue"]) for member in dict.fromkeys(members))
        return min(max(found, bounds.get("lowerBound", found)), bounds.get("upperBound", found))

    def _entry(self, mapping: Element, member: str, otherwise: float) -> float:
        for entry in below(mapping, "mapEntry"):
            key, given = attribute(entry, "mapKey"), {plain(k): v for k, v in entry.attrib.items()}
            same = key == member if given.get("caseSensitive", "true") == "true" else key.lower() == member.lower()
            if same:
                return float(given["mappedValue"])
        return otherwise

    def correct(self, name: str) -> Value:
        """The declared right answer."""
        declaration = self.declared[name]
        (correct,) = below(declaration, "correctResponse")
        values = tuple(typed(v.text or "", attribute(declaration, "baseType")) for v in correct)
        return values[0] if attribute(declaration, "cardinality") == "single" else values

    def matches(self, inside: list[Value]) -> bool:
        """Whether two values are the same; the order of an unordered container does not matter."""
        ordered = any(attribute(d, "cardinality") == "ordered" for d in self.declared.values())
        first, second = (tuple(sorted(v)) if isinstance(v, tuple) and not ordered else v for v in inside)
        return bool(first == second)


def typed(text: str, base: str) -> Value:
    """Return a value as its base type has it."""
    return float(text) if base in ("float", "integer") else text == "true" if base == "boolean" else text


@cache
def pattern(text: str) -> "re.Pattern[str]":
    """Return a regular expression of XML Schema as one of Python, compiled."""
    return re.compile(translate_pattern(text, back_references=False, lazy_quantifiers=False, anchors=False))


def _match(session: Session, node: Element) -> Value:
    inside = [session._value(child) for child in node]
    return None if None in inside else session.matches(inside)


SOURCES: Mapping[str, Callable[[Session, Element], Value]] = {
    "variable": lambda s, n: s.values[attribute(n, "identifier")],
    "baseValue": lambda s, n: typed(n.text or "", attribute(n, "baseType")),
    "correct": lambda s, n: s.correct(attribute(n, "identifier")),
    "mapResponse": lambda s, n: s.mapped(attribute(n, "identifier")),
    "match": _match,
    "testVariables": lambda s, n: tuple(
        v[attribute(n, "variableIdentifier")] for v in s.items.values() if attribute(n, "variableIdentifier") in v
    ),
}
OPERATORS: Mapping[str, Callable[[Element, list[Value]], Value]] = {
    "not": lambda n, v: not v[0],
    "gt": lambda n, v: v[0] > v[1],
    "gte": lambda n, v: v[0] >= v[1],
    "lte": lambda n, v: v[0] <= v[1],
    "sum": lambda n, v: sum(x for each in v for x in (each if isinstance(each, tuple) else (each,))),
    "product": lambda n, v: v[0] * v[1],
    "ordered": lambda n, v: tuple(v),
    "patternMatch": lambda n, v: pattern(attribute(n, "pattern")).fullmatch(v[0]) is not None,
}
