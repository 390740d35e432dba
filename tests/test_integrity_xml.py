"""What rules of several standards read alike: XML that may be broken, the schema that a manifest names."""

import pytest

from generator.diagnostics import Position
from generator.integrity_xml import MANIFEST, ImsContents, parsed, schema_of

NAMED = b"<manifest xmlns='urn:x'><metadata><schema> ADL SCORM </schema></metadata></manifest>"


@pytest.mark.parametrize("content", [b"", b"<a>", b"text", b"<a/><b/>"])
def test_what_cannot_be_parsed_is_nothing(content: bytes) -> None:
    assert parsed(content) is None
    assert schema_of({MANIFEST: content}) == ""


def test_the_schema_is_read_in_any_namespace() -> None:
    assert schema_of({MANIFEST: NAMED}) == "ADL SCORM"
    assert schema_of({MANIFEST: NAMED.replace(b" xmlns='urn:x'", b"")}) == "ADL SCORM"
    assert schema_of({MANIFEST: NAMED.replace(b"schema>", b"scheme>")}) == ""
    assert schema_of({}) == ""


def test_contents_hold_the_manifest() -> None:
    contents = ImsContents({MANIFEST: NAMED}, Position)
    assert contents.manifest.tag == "{urn:x}manifest"
    assert contents.manifest is contents.manifest
