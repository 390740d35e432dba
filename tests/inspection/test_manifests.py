"""Manifests become values as written, whatever their namespaces."""

from lxml import etree

from generator.inspection.manifests import (
    CMI5,
    TINCAN,
    Manifest,
    read_manifest,
    read_structure,
    resolved,
)
from tests.inspection.bad_packages import COURSE
from tests.inspection.bad_packages import TINCAN as ACTIVITIES
from tests.profiles.parcels import MANIFEST_12

SEQUENCED = """<manifest identifier="m" version="2" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xml:base="a/">
<organizations default="o2"><organization identifier="o1"/><organization identifier="o2"><title>Khoá</title>
<item identifier="i1"><title>Mô-đun</title><item identifier="i2" identifierref="r" isvisible="false" parameters="?a=1">
<title>Bài</title><adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.9"/>
<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure></imsss:primaryObjective>
<imsss:objective objectiveID="q"/></imsss:objectives></imsss:sequencing></item></item></organization></organizations>
<resources xml:base="b/"><resource identifier="r" type="webcontent" adlcp:scormType="sco" href="c.html" xml:base="c/">
<file href="c.html"/><dependency identifierref="s"/></resource><resource identifier="s" type="webcontent"/></resources>
</manifest>"""


def manifest(text: str) -> Manifest:
    return read_manifest(etree.fromstring(text.encode()))


def test_a_manifest_of_12_is_read() -> None:
    read = manifest(MANIFEST_12)
    assert (read.identifier, read.schema, read.schema_version) == ("m1", "ADL SCORM", "1.2")
    assert read.namespace == "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    assert not read.prefix
    (item,) = read.items
    assert (item.title, item.reference, item.visible, item.line) == ("Gọi điện", "r1", "true", 6)
    resource = read.resource("r1")
    assert resource is not None
    assert (resource.scorm_type, resource.scorm_spelling, resource.member) == ("sco", "scormtype", "index.html")
    assert [f.href for f in resource.files] == ["index.html", "player.js"]


def test_sequencing_pass_marks_and_bases_are_read() -> None:
    read = manifest(SEQUENCED)
    assert read.organization is not None
    assert read.organization.identifier == "o2"
    module, lesson = read.organization.walk()
    assert (module.visible, module.mastery, lesson.visible, lesson.parameters) == (None, "", "false", "?a=1")
    assert (lesson.mastery, lesson.objectives) == ("0.6", ("p", "q"))
    assert lesson.completion == "completedByMeasure=true minProgressMeasure=0.9"
    assert "minNormalizedMeasure" in lesson.sequencing
    first, second = read.resources
    assert (first.base, first.member, first.dependencies) == ("a/b/c/", "a/b/c/c.html", ("s",))
    assert (second.href, second.member, second.scorm_type) == (None, "", "")


def test_an_empty_manifest_is_empty() -> None:
    read = manifest("<manifest/>")
    assert (read.organizations, read.resources, read.items, read.organization) == ((), (), (), None)


def test_a_course_structure_is_read() -> None:
    read = read_structure(CMI5, etree.fromstring(COURSE.encode()))
    assert (read.identifier, read.titles) == ("https://example.org/c", {"vi": "Khoá"})
    (unit,) = read.units
    assert (unit.identifier, unit.titles, unit.url) == ("https://example.org/c/1", {"vi": "Bài"}, "index.html")
    assert (unit.move_on, unit.mastery, unit.launch_method, unit.line) == ("Completed", "0.8", "", 5)
    blocked = COURSE.replace("<au ", '<block id="https://example.org/b"><au ').replace("</au>", "</au></block>")
    assert read_structure(CMI5, etree.fromstring(blocked.encode())).blocks == ("https://example.org/b",)


def test_activities_are_read() -> None:
    read = read_structure(TINCAN, etree.fromstring(ACTIVITIES.encode()))
    (unit,) = read.units
    assert (unit.identifier, unit.titles, unit.url) == ("https://example.org/bai", {"vi": "Gọi điện"}, "index.html")


def test_addresses_become_names_of_members() -> None:
    assert resolved("a/b.html", "c.png?x=1#y") == "a/c.png"
    assert resolved("a/b.html", "../b%C3%A0i%201.png") == "bài 1.png"
    for url in (
        "https://a.example/",
        "//a.example",
        "data:,x",
        "mailto:a@b.example",
        "/a.png",
        "../../a.png",
        "#a",
        "",
    ):
        assert resolved("a/b.html", url) == ""
