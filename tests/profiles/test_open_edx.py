"""The rules of Open edX's SCORM block: what passes, what is named, and that they see what the block itself reads."""

import io
import mimetypes
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings

from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.written import default_namespace
from generator.profiles import open_edx
from generator.profiles.open_edx import PROFILE, read
from tests.profiles.manifests import LATE, PREFIXED, UNKNOWN, UNTYPED, written_manifests
from tests.profiles.parcels import (
    PAGE,
    Files,
    Spoil,
    asked,
    changed,
    errors,
    facts,
    manifest_with,
    names,
    rules,
    scorm_12,
    scorm_2004,
    two_lessons,
)


def with_another_manifest() -> PackageFacts:
    return facts({"mau/imsmanifest.xml": scorm_12()["imsmanifest.xml"], **scorm_12()})


def with_backslashes() -> PackageFacts:
    return facts({**scorm_12(), "hinh\\a.png": b"\x89PNG"})


def prefixed() -> PackageFacts:
    text = scorm_12()["imsmanifest.xml"].decode().replace("xmlns=", "xmlns:cp=")
    return facts({**scorm_12(), "imsmanifest.xml": re.sub(r"(</?)(?=[a-z])", r"\1cp:", text).encode()})


def metadata_first() -> PackageFacts:
    """The packaging namespace has a prefix, and the metadata's is the default one."""
    text = scorm_12()["imsmanifest.xml"].decode().replace("xmlns=", "xmlns:cp=")
    text = re.sub(r"(</?)(?=[a-z])", r"\1cp:", text)
    text = text.replace("</cp:metadata>", '<lom xmlns="http://ltsc.ieee.org/xsd/LOM"/></cp:metadata>')
    return facts({**scorm_12(), "imsmanifest.xml": text.encode()})


def asset_first() -> PackageFacts:
    asset = '<resources><resource identifier="a" type="webcontent" href="a.html"/>'
    return facts({**changed(scorm_12(), "imsmanifest.xml", "<resources>", asset), "a.html": PAGE})


def two_styles() -> PackageFacts:
    return facts({**scorm_12(), "a/s.css": b"p{}", "b/s.css": b"i{}"})


def mute() -> PackageFacts:
    return facts({**scorm_12(), "player.js": b"api.LMSInitialize('')"})


MARKED = "</title><adlcp:masteryscore>80</adlcp:masteryscore></item>"
ITEM = 'isvisible="true"><title>Gọi điện</title>'

SPOILED: dict[str, tuple[Spoil, ...]] = {
    "another-manifest": (with_another_manifest,),
    "backslashes": (with_backslashes,),
    "names-not-found": (prefixed, metadata_first),
    "starts-elsewhere": (
        asset_first,
        lambda: manifest_with(scorm_12(), ' href="index.html">', ' href="mat.html">'),
    ),
    "wrong-version": (
        lambda: manifest_with(scorm_12(), ">1.2<", "> 1.2<"),
        lambda: manifest_with(scorm_12(), ">1.2<", "><"),
        lambda: manifest_with(scorm_2004(), "<schemaversion>2004 4th Edition</schemaversion>", ""),
    ),
    "menu-stops-upload": (
        lambda: manifest_with(scorm_12(), '"o1"><title>Gọi điện</title>', '"o1">'),
        lambda: manifest_with(scorm_12(), ITEM, 'isvisible="true"><title/>'),
        lambda: manifest_with(scorm_12(), 'identifierref="r1"', 'identifierref="r9"'),
    ),
    "not-in-the-menu": (
        lambda: manifest_with(
            scorm_12(),
            '<item identifier="i1" identifierref="r1" isvisible="true">',
            '<item identifier="i0" isvisible="true"><title>A</title></item><item identifier="i1" identifierref="r1">',
        ),
    ),
    "one-score": (lambda: facts(two_lessons(scorm_12())),),
    "same-basename": (
        two_styles,
        lambda: facts({**scorm_12(), "a/hinh.png": b"\x89PNG1", "b/hinh.png": b"\x89PNG2"}),
    ),
    "untyped-files": (lambda: facts({**scorm_12(), "chu.woff2": b"wOF2"}),),
    "no-completion": (mute,),
    "failing-is-zero": (
        lambda: facts(
            changed(
                changed(scorm_12(), "player.js", '"passed"', '"failed"'), "imsmanifest.xml", "</title></item>", MARKED
            )
        ),
    ),
}


@pytest.mark.parametrize("make", [scorm_12, scorm_2004])
def test_a_good_package_passes(make: Callable[[], Files]) -> None:
    assert asked(PROFILE, facts(make())) == []


def test_a_package_in_a_folder_passes() -> None:
    """The block looks for the manifest wherever it lies."""
    assert asked(PROFILE, facts({f"bai/{n}": c for n, c in scorm_12().items()})) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule(rule: str, spoil: Spoil) -> None:
    found = asked(PROFILE, spoil())
    assert names(found) == {rule}


def test_the_same_file_twice_does_no_harm() -> None:
    assert asked(PROFILE, facts({**scorm_12(), "a/s.css": b"p{}", "b/s.css": b"p{}"})) == []


def test_endings_without_a_type_are_those_that_python_does_not_know() -> None:
    """On the oldest Python that the block runs on; a newer one may know some more."""
    known = mimetypes.MimeTypes(filenames=())
    kept = ("html", "css", "js", "json", "png", "jpg", "gif", "svg", "mp3", "mp4", "xml")
    assert not [e for e in kept if known.guess_type(f"a.{e}")[0] is None]
    assert [e for e in ("woff", "woff2", "otf", "map") if e not in open_edx._UNTYPED] == []


# --- the block's own reader, written anew from update_package_fields and find_titles_recursively ----------------------


def _oracle(text: bytes) -> tuple[str | None, str]:
    """Return the href and the version that the block reads, with the library that it reads with."""
    namespace = ""
    for _, (prefix, uri) in ET.iterparse(io.BytesIO(text), events=["start-ns"]):
        if prefix == "":
            namespace = uri
            break
    root = ET.fromstring(text)
    put = f"{{{namespace}}}" if namespace else ""
    resource = root.find(f"{put}resources/{put}resource[@href]")
    version = root.find(f"{put}metadata/{put}schemaversion")
    _titles(root, put)
    page = resource.get("href") if resource is not None else None
    if version is not None and re.match("^1.2$", version.text) is None:  # type: ignore[arg-type]
        return page, "SCORM_2004"
    return page, "SCORM_12"


def _titles(root: ET.Element, put: str) -> None:
    def visit(node: ET.Element) -> None:
        re.sub("<script", "", node.find(f"{put}title").text)  # type: ignore[union-attr,arg-type]
        asked_for = node.get("identifierref")
        if asked_for:
            root.find(f"{put}resources/{put}resource[@identifier='{asked_for}']").get("href")  # type: ignore[union-attr]
        for child in node.findall(f"{put}item"):
            if child.get("isvisible") == "true":
                visit(child)

    for organization in root.findall(f"{put}organizations/{put}organization"):
        visit(organization)


@settings(deadline=None, max_examples=100)
@given(written_manifests)
@example(PREFIXED)
@example(UNKNOWN)
@example(UNTYPED)
@example(LATE)
def test_the_rules_see_what_the_block_reads(text: str) -> None:
    package = facts({"imsmanifest.xml": text.encode(), "index.html": b"lesson_status"})
    root = package.tree("imsmanifest.xml")
    assert root is not None
    found = asked(PROFILE, package)
    try:
        page, version = _oracle(text.encode())
    except (AttributeError, TypeError):
        # the upload died, and nothing was answered
        if package.kind in SCORM:
            assert errors(found) & {"menu-stops-upload", "wrong-version"}
        return
    seen = read(root, default_namespace(text.encode()))
    assert seen.href == page
    assert seen.version is (Kind.SCORM_12 if version == "SCORM_12" else Kind.SCORM_2004)
    if package.kind in SCORM:
        assert "menu-stops-upload" not in names(found)
        assert ("wrong-version" in names(found)) is (seen.version is not package.kind)
