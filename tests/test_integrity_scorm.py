"""Every rule of integrity for SCORM finds what it is for, in all three versions, and good packages pass them all."""

import pytest

from generator.diagnostics import Position
from generator.integrity import verify
from generator.integrity_scorm import EDITIONS, RULES, faults, is_package
from generator.standards.scorm import NAMESPACES_12, NAMESPACES_2004
from tests.schemas_of_scorm import EDITIONS as SCHEMAS
from tests.schemas_of_scorm import defined
from tests.standards.test_scorm import VERSIONS, several, written

PAGE = """<!doctype html><html lang="vi"><head><title>Bài</title></head><body>
<script type="application/json" id="hv-lesson">{"id":"T","objectives":[%s]}</script></body></html>"""
TOLD = {"t01.html": '{"id":"c-1"},{"id":"c-2"}', "t02.html": "", "thi.html": '{"id":"c-1"}'}
OLD, THIRD, FOURTH = VERSIONS


def package(version: str) -> dict[str, str]:
    told = dict.fromkeys(TOLD, "") if version == OLD else TOLD
    pages = {name: PAGE % objectives for name, objectives in told.items()}
    return {"imsmanifest.xml": written(version, *several(60)).decode()} | pages


def found(files: dict[str, str]) -> list[str]:
    return [str(d.rule) for d in verify("packages/a.zip", {n: t.encode() for n, t in files.items()})]


WEB = '<resource identifier="r-%s" type="%s"'
SCO, ASSET = (f'{WEB % ("t02", "webcontent")} adlcp:scormtype="{kind}"' for kind in ("sco", "asset"))
MAPPED = 'targetObjectiveID="g-1" readSatisfiedStatus="true" readNormalizedMeasure="false" writeSatisfiedStatus="'
BY_CONTENT = 'completionSetByContent="true" objectiveSetByContent="true"'
BRANCH = 'identifier="i-mot" isvisible="true"'
CANARIES = [
    # one edition, spelt throughout
    ("scorm-edition", OLD, "<schemaversion>1.2<", "<schemaversion>1.3<"),
    ("scorm-edition", FOURTH, "<schemaversion>2004 4th Edition<", "<schemaversion>2004<"),
    ("scorm-edition", FOURTH, "<schemaversion>2004 4th Edition<", "<schemaversion>2004 3rd Edition<"),
    ("scorm-edition", OLD, "adlcp:scormtype", "adlcp:scormType"),
    ("scorm-edition", THIRD, "adlcp:scormType", "adlcp:scormtype"),
    ("scorm-edition", FOURTH, "adlcp:scormType", "adlcp:scormtype"),
    ("scorm-edition", OLD, "adlcp_rootv1p2", "adlcp_v1p3"),
    ("scorm-edition", FOURTH, "adlcp_v1p3", "adlcp_rootv1p2"),
    ("scorm-edition", FOURTH, "imscp_v1p1", "imscp_rootv1p1p2"),
    ("scorm-edition", FOURTH, "completedByMeasure", "completedbymeasure"),
    ("scorm-edition", FOURTH, "adlcp:completionThreshold", "adlcp:completionthreshold"),
    ("scorm-edition", FOURTH, "imsss:rollupCondition ", "imsss:rollupcondition "),
    ("scorm-edition", FOURTH, "objectiveMeasureWeight", "measureWeight"),
    ("scorm-edition", FOURTH, "adlseq:objectivesGlobalToSystem", "adlseq:objectivesGlobaltoSystem"),
    ("scorm-edition", FOURTH, "adlseq:objectivesGlobalToSystem", "objectivesGlobalToSystem"),
    ("scorm-edition", OLD, "identifierref", "identifierRef"),
    ("scorm-edition", THIRD, "isvisible", "isVisible"),
    ("scorm-edition", FOURTH, "organization", "organisation"),
    ("scorm-edition", FOURTH, "measureSatisfactionIfActive", "measureSatisfactionWhenActive"),
    ("scorm-edition", FOURTH, "adlnav:hideLMSUI", "adlnav:hideLmsUi"),
    ("scorm-edition", FOURTH, "http://ltsc.ieee.org/xsd/LOM", "http://www.imsglobal.org/xsd/imsmd_v1p2"),
    # what is launched first
    ("scorm-launch", FOURTH, 'identifierref="r-t01"', 'identifierref="r-thi"'),
    ("scorm-launch", OLD, 'scormtype="sco" href="t01.html"', 'scormtype="sco" href="t01.html?a=1"'),
    ("scorm-launch", FOURTH, 'scormType="sco" href="t01.html"', 'scormType="sco" href="./t01.html"'),
    ("scorm-launch", FOURTH, "<resources>", '<resources xml:base="a/">'),
    ("scorm-launch", FOURTH, WEB % ("t01", "webcontent"), WEB % ("t01", "web")),
    # items
    ("scorm-item", FOURTH, "<title>T01</title>", ""),
    ("scorm-item", OLD, "<title>T01</title>", "<title> </title>"),
    ("scorm-item", FOURTH, "<title>Lớp</title>", "<title/>"),
    ("scorm-item", OLD, 'identifier="i-t01" isvisible="true"', 'identifier="i-t01"'),
    ("scorm-item", FOURTH, 'identifier="i-t01" isvisible="true"', 'identifier="i-t01" isvisible="1"'),
    ("scorm-item", FOURTH, BRANCH, f'{BRANCH} identifierref="r-t02"'),
    ("scorm-item", FOURTH, ' identifierref="r-t02"', ""),
    ("scorm-item", FOURTH, 'identifierref="r-t02"', 'identifierref="r-t01"'),
    ("scorm-item", OLD, SCO, ASSET),
    # objectives
    ("scorm-objective", FOURTH, 'objectiveID="c-2"', 'objectiveID="c-3"'),
    ("scorm-objective", THIRD, 'objectiveID="c-2"', 'objectiveID="c-1"'),
    ("scorm-objective", FOURTH, 'referencedObjective="i-t02-before"', 'referencedObjective="i-t01-before"'),
    ("scorm-objective", FOURTH, f'{MAPPED}true"', f'{MAPPED}false"'),
    # passed on open
    ("scorm-passed-on-open", FOURTH, 'completionSetByContent="true" ', ""),
    ("scorm-passed-on-open", THIRD, 'objectiveSetByContent="true"', 'objectiveSetByContent="false"'),
    ("scorm-passed-on-open", FOURTH, f'<imsss:deliveryControls tracked="true" {BY_CONTENT}/>', ""),
]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_good_package_passes(version: str) -> None:
    assert found(package(version)) == []


@pytest.mark.parametrize(
    ("rule", "version", "right", "wrong"), CANARIES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CANARIES)]
)
@pytest.mark.pitfall(7)
def test_a_spoilt_manifest_is_found_out(rule: str, version: str, right: str, wrong: str) -> None:
    files = package(version)
    manifest = files["imsmanifest.xml"]
    assert right in manifest
    files["imsmanifest.xml"] = manifest.replace(right, wrong)
    raw = {n: t.encode() for n, t in files.items()}
    assert rule in {d.rule for d in faults(raw, Position)}


def test_every_rule_has_a_canary() -> None:
    assert {rule.__name__.replace("_", "-") for rule in RULES} == {c[0] for c in CANARIES}


@pytest.mark.parametrize("prefixed", ["cp:", "ims:"])
def test_content_packaging_with_a_prefix_is_found_out(prefixed: str) -> None:
    """Valid XML all the same, and nothing in it is launched by Moodle."""
    files = package(FOURTH)
    text = files["imsmanifest.xml"].replace("xmlns=", f"xmlns:{prefixed[:-1]}=")
    for name in ("manifest", "metadata", "schema", "schemaversion", "organizations", "organization", "title", "item"):
        text = text.replace(f"<{name}>", f"<{prefixed}{name}>").replace(f"<{name} ", f"<{prefixed}{name} ")
        text = text.replace(f"</{name}>", f"</{prefixed}{name}>")
    for name in ("resources", "resource", "file"):
        text = text.replace(f"<{name}>", f"<{prefixed}{name}>").replace(f"<{name} ", f"<{prefixed}{name} ")
        text = text.replace(f"</{name}>", f"</{prefixed}{name}>")
    assert found(files | {"imsmanifest.xml": text}) == ["scorm-edition"]


@pytest.mark.parametrize("told", ['{"id":"c-1"},{"id":"c-9"}', '{"id":"i-t01"}'])
def test_a_page_that_reports_on_what_the_manifest_lacks_is_found_out(told: str) -> None:
    assert found(package(FOURTH) | {"t01.html": PAGE % told}) == ["scorm-objective"]


def test_data_that_is_no_lesson_is_left_alone() -> None:
    pages = {"t01.html": PAGE.replace('{"id":"T","objectives":[%s]}', "[1, 2]")}
    assert found(package(FOURTH) | pages) == []


def test_other_packages_are_left_alone() -> None:
    assert not is_package({})
    assert not is_package({"imsmanifest.xml": b"<manifest"})
    assert not is_package({"imsmanifest.xml": written(OLD, *several()).replace(b"ADL SCORM", b"IMS Content")})
    assert is_package({"imsmanifest.xml": written(OLD, *several())})


def test_the_editions_are_spelt_as_their_schemas_say() -> None:
    """The tables here are the schemas' own names, no more and no fewer."""
    assert set(EDITIONS) == set(SCHEMAS)
    for version, edition in EDITIONS.items():
        spaces = NAMESPACES_12 if version == OLD else NAMESPACES_2004
        prefixes = [None, *(p for p in SCHEMAS[version][1] if spaces[p] != edition.metadata)]
        assert {spaces[p] for p in prefixes} == set(edition.vocabularies)
        assert edition.packaging == spaces[None]
        assert edition.scorm_type == f"{{{spaces['adlcp']}}}{'scormtype' if version == OLD else 'scormType'}"
        for prefix in prefixes:
            vocabulary = edition.vocabularies[spaces[prefix]]
            assert (vocabulary.elements, vocabulary.qualified, vocabulary.plain) == defined(version, prefix)
