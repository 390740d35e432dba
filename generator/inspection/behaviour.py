"""What a SCORM package starts and what its scripts can say, as far as files tell: shared by the profiles."""

import re

from generator.inspection.facts import PackageFacts
from generator.inspection.manifests import Item, Manifest

API_12, API_2004 = "LMSInitialize", "API_1484_11"
_NUMBER = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))")


def says(facts: PackageFacts, *words: str) -> bool:
    """Return whether some script holds one of ``words``: drivers put «cmi.» and the rest together as they run."""
    return any(w in s.text for s in facts.scripts for w in words)


def started(manifest: Manifest) -> tuple[Item, ...]:
    """Return the items of the default organization that open something, in order."""
    shown = manifest.organization
    return tuple(i for i in shown.walk() if i.reference) if shown is not None else ()


def scos(manifest: Manifest) -> tuple[Item, ...]:
    """Return the items that report to the platform: those that open a resource which is no asset."""
    opened = ((i, manifest.resource(i.reference)) for i in started(manifest))
    return tuple(i for i, r in opened if r is not None and r.scorm_type.lower() != "asset")


def number(text: str) -> float | None:
    """Return the number that JavaScript's ``parseFloat`` reads at the head of ``text``."""
    found = _NUMBER.match(text)
    return float(found[1]) if found else None
