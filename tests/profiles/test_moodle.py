"""Moodle's rules: what passes, what is named, and that they see what Moodle's own reader sees."""

import re
from xml.parsers import expat

import pytest
from hypothesis import example, given, settings

from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.profiles.moodle import PROFILE, version_seen
from tests.profiles.manifests import PREFIXED, UNKNOWN, UNTYPED, written_manifests
from tests.profiles.parcels import (
    Spoil,
    asked,
    cartridge,
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


def in_a_folder() -> PackageFacts:
    return facts({f"bai/{n}": c for n, c in scorm_12().items()})


def prefixed() -> PackageFacts:
    text = scorm_12()["imsmanifest.xml"].decode().replace("xmlns=", "xmlns:cp=")
    text = re.sub(r"(</?)(?=[a-z])(?!adlcp)", r"\1cp:", text)
    return facts(scorm_12() | {"imsmanifest.xml": text.encode()})


def without_a_status() -> PackageFacts:
    return facts(scorm_12() | {"player.js": b'api.LMSInitialize(""); api.LMSFinish("");'})


def scaled_only() -> PackageFacts:
    return facts(changed(scorm_2004(), "player.js", 'set("cmi.score.raw", "80");', "draw();"))


def ordered() -> PackageFacts:
    files = changed(
        scorm_2004(),
        "imsmanifest.xml",
        "</organization>",
        "<imsss:sequencing><imsss:sequencingRules><imsss:preConditionRule/></imsss:sequencingRules></imsss:sequencing>"
        "</organization>",
    )
    return facts(files)


ORGANIZATION = (
    '<organization identifier="o1"><title>Gọi điện</title>\n'
    '  <item identifier="i1" identifierref="r1" isvisible="true"><title>Gọi điện</title></item>\n </organization>'
)
MASTERY = "</title><adlcp:masteryscore>{}</adlcp:masteryscore></item>"

SPOILED: dict[str, tuple[Spoil, ...]] = {
    "manifest-below-the-root": (in_a_folder,),
    "prefixed-names": (prefixed,),
    "unknown-version": (
        lambda: manifest_with(scorm_2004(), "2004 4th Edition", "2004 4th edition"),
        lambda: manifest_with(scorm_2004(), "2004 4th Edition", " 2004 4th Edition"),
        lambda: manifest_with(scorm_2004(), "<schemaversion>2004 4th Edition</schemaversion>", ""),
    ),
    "nothing-opens": (
        lambda: manifest_with(scorm_12(), 'identifierref="r1"', 'identifierref="r9"'),
        lambda: manifest_with(scorm_12(), ' identifierref="r1"', ""),
        lambda: manifest_with(scorm_12(), ' href="index.html">', ">"),
    ),
    "resources-become-entries": (lambda: manifest_with(scorm_12(), ORGANIZATION, ""),),
    "opening-completes": (
        lambda: manifest_with(scorm_12(), ' adlcp:scormtype="sco"', ""),
        lambda: manifest_with(scorm_12(), '"sco"', '"asset"'),
        lambda: manifest_with(
            changed(scorm_12(), "imsmanifest.xml", "xmlns:adlcp", "xmlns:adl"), "adlcp:scormtype", "adl:scormtype"
        ),
    ),
    "opens-elsewhere": (
        lambda: manifest_with(scorm_12(), ' href="index.html">', ' href="https://example.org/index.html">'),
    ),
    "nameless-entries": (
        lambda: manifest_with(scorm_12(), 'isvisible="true"><title>Gọi điện</title>', 'isvisible="true">'),
    ),
    "mastery-decides": (
        lambda: manifest_with(scorm_12(), "</title></item>", MASTERY.format(80)),
        lambda: manifest_with(scorm_12(), "</title></item>", MASTERY.format("tám mươi")),
        lambda: manifest_with(scorm_12(), "</title></item>", MASTERY.format(101)),
    ),
    "closing-completes": (without_a_status,),
    "no-grade": (scaled_only,),
    "several-scores": (lambda: facts(two_lessons(scorm_12())),),
    "order-not-kept": (ordered,),
    "cartridge-not-known": (
        lambda: manifest_with(cartridge(), "imsccv1p1/", "imsccv1p3/"),
        lambda: manifest_with(cartridge(), "<manifest", f"<!--{'x' * 1024}--><manifest"),
    ),
    "cartridge-identifier": (lambda: manifest_with(cartridge(), 'identifier="r1"', 'identifier="1r"'),),
}


@pytest.mark.parametrize("make", [scorm_12, scorm_2004, cartridge])
def test_a_good_package_passes(make: object) -> None:
    assert asked(PROFILE, facts(make())) == []  # type: ignore[operator]


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}


def test_a_name_put_together_at_run_time_is_believed() -> None:
    script = b"api.Initialize(''); set('cmi.score.' + 'raw', 80); set('cmi.score.' + 'scaled', .8); api.Terminate('');"
    assert asked(PROFILE, facts({**scorm_2004(), "player.js": script})) == []


def test_an_unreachable_pass_mark_is_an_error() -> None:
    told, word, above = (s() for s in SPOILED["mastery-decides"])
    assert not errors(asked(PROFILE, told))
    assert errors(asked(PROFILE, word)) == errors(asked(PROFILE, above)) == {"mastery-decides"}


# --- Moodle's own reader, written anew from mod/scorm/datamodels/scormlib.php -----------------------------------------


class _Reader:
    """xml2Array and scorm_get_manifest: names in capitals, prefixes part of them, texts as they stand."""

    def __init__(self, text: bytes) -> None:
        self.top: list[dict[str, object]] = [{"name": "", "attrs": {}, "children": [], "text": ""}]
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._say
        parser.Parse(text, True)
        self.version = ""
        self.entries: list[tuple[str, str, str]] = []  # identifier, launch, type
        self.resources: dict[str, dict[str, str]] = {}
        self._walk(self.top[0]["children"])  # type: ignore[arg-type]

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        folded = {k.upper(): v for k, v in attributes.items()}
        self.top.append({"name": name.upper(), "attrs": folded, "children": [], "text": ""})

    def _close(self, _name: str) -> None:
        node = self.top.pop()
        self.top[-1]["children"].append(node)  # type: ignore[attr-defined]

    def _say(self, text: str) -> None:
        if text.strip():
            self.top[-1]["text"] += text  # type: ignore[operator]

    def _walk(self, blocks: list[dict[str, object]]) -> None:
        for block in blocks:
            attributes: dict[str, str] = block["attrs"]  # type: ignore[assignment]
            children: list[dict[str, object]] = block["children"]  # type: ignore[assignment]
            match block["name"]:
                case "METADATA":
                    for child in children:
                        if child["name"] == "SCHEMAVERSION" and not self.version:
                            self.version = self._version(str(child["text"]))
                case "MANIFEST":
                    self.resources = {
                        r["attrs"]["IDENTIFIER"]: r["attrs"]
                        for part in children
                        if part["name"] == "RESOURCES"
                        for r in part["children"]  # type: ignore[attr-defined]
                        if r["name"] == "RESOURCE"
                    }
                    self._walk(children)
                case "ORGANIZATIONS" | "ORGANIZATION":
                    self._walk(children)
                case "ITEM":
                    found = self.resources.get(attributes.get("IDENTIFIERREF", ""))
                    if found is not None:
                        kind = found.get("ADLCP:SCORMTYPE") or "asset"
                        launch = found.get("XML:BASE", "") + found.get("HREF", "")
                        self.entries.append((attributes["IDENTIFIER"], launch, kind))
                    else:
                        self.entries.append((attributes["IDENTIFIER"], "", "asset"))
                    self._walk(children)

    @staticmethod
    def _version(text: str) -> str:
        if found := re.match(r"^(1\.2)$|^(CAM )?(1\.3)$", text):
            return "SCORM_" + next(g for g in reversed(found.groups()) if g)
        return "SCORM_1.3" if re.match(r"^2004 (3rd|4th) Edition$", text) else "SCORM_1.2"


@settings(deadline=None, max_examples=80)
@given(written_manifests)
@example(PREFIXED)
@example(UNKNOWN)
@example(UNTYPED)
def test_the_rules_see_what_moodle_reads(text: str) -> None:
    package = facts({"imsmanifest.xml": text.encode(), "index.html": b"<script>api.LMSInitialize()</script>"})
    reader = _Reader(text.encode())
    root = package.tree("imsmanifest.xml")
    assert root is not None
    seen = Kind.SCORM_2004 if reader.version == "SCORM_1.3" else Kind.SCORM_12
    assert version_seen(root) is seen
    if package.kind not in SCORM:
        return
    found = asked(PROFILE, package)
    if package.manifest is not None and package.manifest.prefix:
        assert not reader.entries
        assert "prefixed-names" in names(found)
        return
    assert ("unknown-version" in names(found)) is (seen is not package.kind)
    opening = [e for e in reader.entries if e[1]]
    unopened = {i.title or i.identifier for i in package.manifest.items if i.reference} if package.manifest else set()
    told = [dict(f.values).get("title") for f in found if f.rule == "nothing-opens" and "title" in dict(f.values)]
    assert set(told) <= unopened
    if reader.entries and not opening:
        assert "nothing-opens" in names(found)
    completed = {e[0] for e in opening if e[2] == "asset"}
    assert bool(completed) is ("opening-completes" in names(found))
