"""What tests of cartridges share: the schemas of version 1.1, and an evaluator of QTI 1.2.1 response processing.

The evaluator is written from the specification (ASI Information Model 1.2.1, clause 3.5) and the profile of Common
Cartridge, and knows nothing of ``generator``.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).parent.parent / "generator" / "schemas" / "cc11"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
Q = f"{{{QTI}}}"
SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"
FILES = {
    "questestinterop": "ccv1p1_qtiasiv1p2p1_v1p0.xsd",
    "manifest": "ccv1p1_imscp_v1p2_v1p0.xsd",
    "webLink": "ccv1p1_imswl_v1p1.xsd",
}
FEW_OPTIONS = "RULE 4d"  # a choice of two: every importer takes it, the profile's rules want three

Node = etree._Element


# --- schemas ----------------------------------------------------------------------------------------------------------


@cache
def schema(name: str) -> etree.XMLSchema:
    """Return a schema; what it imports lies beside it."""
    return etree.XMLSchema(etree.parse(str(SCHEMAS / FILES[name]), etree.XMLParser(no_network=True)))


def faults(content: bytes) -> list[str]:
    """Return what the schema of Common Cartridge 1.1 and the Schematron rules in it say against a document."""
    root = etree.fromstring(content)
    name = etree.QName(root).localname
    found = schema(name)
    found.validate(root)
    return [str(e.message) for e in found.error_log] + [f for f in broken_rules(root, FILES[name])]


def broken_rules(root: Node, file: str) -> list[str]:
    """Return the labels of the Schematron assertions of the schema ``file`` that ``root`` does not meet.

    Those of the manifest still call the types of resources as version 1.0 did; they are read as meant.
    """
    rules = _rules(file)
    names = {str(n.get("prefix")): str(n.get("uri")) for n in rules.iter(f"{SCHEMATRON}ns")}
    found = []
    for rule in rules.iter(f"{SCHEMATRON}rule"):
        for node in root.xpath(f"//{_meant(rule.get('context'))}", namespaces=names):
            for said in rule.iter(f"{SCHEMATRON}assert"):
                if not node.xpath(f"boolean({_meant(said.get('test'))})", namespaces=names):
                    label = (said.text or "").strip().partition("]")[0].removeprefix("[")
                    found.append(label)
    return sorted(set(found))


@cache
def _rules(file: str) -> etree._ElementTree:
    return etree.parse(str(SCHEMAS / file))


def _meant(path: str | None) -> str:
    return re.sub(r"(imscc|imsdt|imswl)_xmlv1p0", r"\1_xmlv1p1", path or "")


# --- response processing ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What the processing of an item ends in: the score in percent and the feedback that is shown."""

    score: Decimal
    shown: tuple[str, ...]


def items(content: bytes) -> dict[str, Node]:
    """Return the items of a file by their identifiers."""
    return {str(i.get("ident")): i for i in etree.fromstring(content).iter(f"{Q}item")}


def field(item: Node, label: str) -> str:
    """Return a field of the item's metadata, nothing when it has none."""
    for node in item.iter(f"{Q}qtimetadatafield"):
        if node.findtext(f"{Q}fieldlabel") == label:
            return node.findtext(f"{Q}fieldentry") or ""
    return ""


def child(node: Node, path: str) -> Node:
    """Return the one element at ``path``."""
    found = node.find(path)
    assert found is not None, path
    return found


def labels(item: Node) -> list[str]:
    """Return the identifiers of the options as they are shown."""
    return [str(label.get("ident")) for label in item.iter(f"{Q}response_label")]


def evaluate(item: Node, given: frozenset[str], strict_other: bool = False) -> Outcome:
    """Process an answer: the identifiers of the options chosen, or the one text typed.

    Conditions are tried in order; after one that holds the rest is left out unless it says ``continue="Yes"``.
    ``other`` holds when it is reached; with ``strict_other`` only when no condition before it has held.
    """
    processing = item.find(f"{Q}resprocessing")
    assert processing is not None
    score, shown, held = Decimal(0), [], False
    for condition in processing.iterfind(f"{Q}respcondition"):
        tested = condition.find(f"{Q}conditionvar")
        assert tested is not None
        if not any(_holds(t, given, not (strict_other and held)) for t in tested):
            continue
        held = True
        for change in condition.iterfind(f"{Q}setvar"):
            assert change.get("action") == "Set"
            score = Decimal(change.text or "")
        shown += [str(d.get("linkrefid")) for d in condition.iterfind(f"{Q}displayfeedback")]
        if condition.get("continue", "No") == "No":
            break
    return Outcome(score, tuple(shown))


def _holds(test: Node, given: frozenset[str], other: bool) -> bool:
    match etree.QName(test).localname:
        case "other":
            return other
        case "and":
            return all(_holds(t, given, other) for t in test)
        case "not":
            return not any(_holds(t, given, other) for t in test)
        case "varequal":
            if test.get("case", "No") == "Yes":
                return (test.text or "") in given
            return (test.text or "").lower() in {g.lower() for g in given}
        case unknown:
            raise AssertionError(unknown)
