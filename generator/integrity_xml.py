"""What the rules about finished packages read alike, whatever the standard: XML, and the manifest of an IMS package."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from xml.etree import ElementTree

from generator.diagnostics import Position

MANIFEST = "imsmanifest.xml"

At: TypeAlias = Callable[[str], Position]
Element: TypeAlias = ElementTree.Element


def parsed(content: bytes) -> Element | None:
    """Return the root of ``content``; nothing when it cannot be parsed, which a rule of its own reports."""
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None


def schema_of(files: Mapping[str, bytes]) -> str:
    """Return the schema that the manifest names (IMS CP, ``metadata/schema``), nothing without a readable manifest."""
    root = parsed(files.get(MANIFEST, b""))
    return "" if root is None else (root.findtext("{*}metadata/{*}schema") or "").strip()


@dataclass(frozen=True)
class ImsContents:
    """A package with a manifest that can be read, as its files give it."""

    files: Mapping[str, bytes]
    at: At

    @cached_property
    def manifest(self) -> Element:
        """The root of the manifest."""
        return ElementTree.fromstring(self.files[MANIFEST])
