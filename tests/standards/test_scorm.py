"""The manifests of SCORM 1.2 and 2004: their schemas, the names they must use, titles that must survive."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.model import Competence, Framework
from generator.standards.ims_cp import Manifest, Organization, OrganizationItem, Resource
from generator.standards.lom import LOM_10, Metadata
from generator.standards.scorm import EDITIONS, NAMESPACES_12, NAMESPACES_2004, Activity, manifest_12, manifest_2004
from tests.schemas_of_scorm import findings

COMPETENCE = Competence("khung:1.1", "khung", "1.1", "Năng lực một", "Miền một")
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm", "QĐ 1", "CC0-1.0", "true", "", (), (COMPETENCE,))
ABOUT = Metadata("nho/T01", "Gọi", "Mô tả", "vi", "1.0.0", 8, "CC BY 4.0", (COMPETENCE,), (FRAMEWORK,))
NAMES = {k or "cp": v for k, v in NAMESPACES_2004.items()}
VERSIONS = ("1.2", "2004 3rd Edition", "2004 4th Edition")


def one(title: str = "Gọi cấp cứu", mastery: int | None = 60) -> Manifest:
    item = OrganizationItem("hv-nho-t01-item", title, "hv-nho-t01-sco", mastery)
    resource = Resource("hv-nho-t01-sco", "index.html", ("index.html", "player.js"), "sco")
    return Manifest("hv-nho-t01", "1.0.0", Organization("hv-nho-t01-org", title, (item,)), (resource,))


def several(mastery: int | None = None) -> tuple[Manifest, dict[str, Activity]]:
    """Return a branch with two lessons and a test after it, to be done in order."""
    names = ("t01", "t02", "thi")
    t01, t02, test = (OrganizationItem(f"i-{n}", n.upper(), f"r-{n}", mastery) for n in names)
    resources = tuple(Resource(f"r-{n}", f"{n}.html", (f"{n}.html",), "sco") for n in names)
    branch = OrganizationItem("i-mot", "Phần một", items=(t01, t02))
    made = Manifest("m", "1.0.0", Organization("o", "Lớp", (branch, test)), resources)
    return made, {
        "i-mot": Activity(),
        "i-t01": Activity(weight=Fraction(1, 3), objectives=("c-1", "c-2"), opens="g-1", metadata=ABOUT),
        "i-t02": Activity(scored=False, waits="g-1", opens="g-2", progress=Fraction(1, 2)),
        "i-thi": Activity(objectives=("c-1",), waits="g-2"),
    }


def written(version: str, manifest: Manifest, activities: dict[str, Activity] | None = None) -> bytes:
    if version == "1.2":
        return manifest_12(manifest, ABOUT)
    edition = next(e for e in EDITIONS.values() if e.schema_version == version)
    return manifest_2004(manifest, ABOUT, edition, activities)


def tree(manifest: Manifest, activities: dict[str, Activity] | None = None, edition: str = "4") -> etree._Element:
    return etree.fromstring(manifest_2004(manifest, ABOUT, EDITIONS[edition], activities))


def item(root: etree._Element, identifier: str) -> etree._Element:
    (found,) = root.xpath(f"//*[@identifier='{identifier}']")
    assert isinstance(found, etree._Element)
    return found


# --- every version ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("mastery", [60, None])
def test_manifests_are_valid_against_the_schemas(version: str, mastery: int | None) -> None:
    assert findings(written(version, one(mastery=mastery)), version) == []
    assert findings(written(version, *several(mastery)), version) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schemas_notice_a_resource_without_type(version: str) -> None:
    """Canary: the schemas are really applied."""
    assert findings(written(version, one()).replace(b' type="webcontent"', b""), version)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b'rollupCondition condition="completed"', b'rollupCondition condition="done"'),
        (b'objectiveMeasureWeight="0.3333"', b'objectiveMeasureWeight="33"'),
        (b'measureSatisfactionIfActive="false"', b'measureSatisfactionIfActive="no"'),
        (b"hideLMSUI>abandon<", b"hideLMSUI>quit<"),
        (b'progressWeight="0.5000"', b'progressWeight="50"'),
        (b"minNormalizedMeasure>0.6000", b"minNormalizedMeasure>60"),
        (b"<lom:value>yes", b"<lom:value>Yes"),
    ],
)
def test_the_schemas_look_into_what_sequencing_adds(right: bytes, wrong: bytes) -> None:
    manifest = written("2004 4th Edition", *several(60))
    assert right in manifest
    assert findings(manifest.replace(right, wrong), "2004 4th Edition")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.pitfall(7)
def test_content_packaging_is_the_default_namespace(version: str) -> None:
    """With a prefix Moodle finds nothing to launch."""
    names = NAMESPACES_12 if version == "1.2" else NAMESPACES_2004
    assert f'<manifest xmlns="{names[None]}"'.encode() in written(version, one())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.pitfall(7)
def test_a_version_is_spelt_in_its_own_way(version: str) -> None:
    text = written(version, one()).decode()
    assert f"<schemaversion>{version}</schemaversion>" in text
    assert ('adlcp:scormtype="sco"' in text) is (version == "1.2")
    assert ('adlcp:scormType="sco"' in text) is (version != "1.2")
    assert 'isvisible="true"' in text
    assert ("<adlcp:masteryscore>60</adlcp:masteryscore>" in text) is (version == "1.2")
    assert ("<imsss:minNormalizedMeasure>0.6000</imsss:minNormalizedMeasure>" in text) is (version != "1.2")


nasty = st.sampled_from(
    ["<", "&", ">", '"', "'", "]]>", "&amp;", "<![CDATA[", "<!--", "\U0001f9d3", "\u2028", "ế", "\t", "\n"]
)
allowed = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")


@given(st.lists(nasty | allowed, min_size=1).map("".join))
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.pitfall(6)
def test_any_title_survives_the_file(version: str, title: str) -> None:
    """Every sign that XML can hold; the others never come so far, since no text of a course may have them."""
    root = etree.fromstring(written(version, one(title)))
    assert root.findtext(".//{*}organization/{*}title") == title
    assert root.findtext(".//{*}item/{*}title") == title


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ufffe", "\ud800"])
@pytest.mark.pitfall(6)
def test_a_title_that_xml_cannot_hold_is_never_written(sign: str) -> None:
    with pytest.raises(ValueError, match=r"XML|surrogates"):
        written("2004 4th Edition", one(f"Gọi{sign}"))


# --- 2004 -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_content_alone_says_when_it_is_complete_and_passed(edition: str) -> None:
    """Otherwise the platform does when the learner leaves (SN UP.4)."""
    for made, activities in ((one(), None), several()):
        root = tree(made, activities, edition)
        leaves = root.findall(".//cp:item[@identifierref]", NAMES)
        controls = root.findall(".//cp:item[@identifierref]/imsss:sequencing/imsss:deliveryControls", NAMES)
        assert len(leaves) == len(controls)
        for control in controls:
            assert dict(control.attrib) == dict.fromkeys(
                ("tracked", "completionSetByContent", "objectiveSetByContent"), "true"
            )


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_measure_makes_anything_complete(edition: str) -> None:
    """Of the 3rd Edition any threshold would; of the 4th only one that says so."""
    thresholds = tree(*several(), edition).findall(".//adlcp:completionThreshold", NAMES)
    assert {t.get("completedByMeasure") for t in thresholds} <= {"false"}
    assert bool(thresholds) is (edition == "4")
    assert tree(one(), None, edition).find(".//adlcp:completionThreshold", NAMES) is None


def test_the_platform_judges_only_where_it_may() -> None:
    judged = tree(one(mastery=60)).find(".//imsss:primaryObjective", NAMES)
    assert judged is not None
    assert judged.get("satisfiedByMeasure") == "true"
    assert tree(one(mastery=60)).find(".//adlseq:rollupConsiderations", NAMES) is not None
    free = tree(one(mastery=None))
    assert free.find(".//imsss:primaryObjective", NAMES) is None
    assert free.find(".//adlseq:rollupConsiderations", NAMES) is None
    assert "notSatisfied" not in [a.get("action") for a in free.iterfind(".//imsss:rollupAction", NAMES)]


def test_objectives_stay_with_their_activity() -> None:
    """A global one would keep the last result alone: only what order needs is mapped, and never a measure."""
    root = tree(*several())
    assert root.find(".//cp:organization", NAMES).get(f"{{{NAMES['adlseq']}}}objectivesGlobalToSystem") == "false"  # type: ignore[union-attr]
    mapped = root.findall(".//imsss:mapInfo/..", NAMES)
    assert [o.get("objectiveID") for o in mapped] == ["i-t01-result", "i-t02-result", "i-t02-before", "i-thi-before"]
    for info in root.iterfind(".//imsss:mapInfo", NAMES):
        assert info.get("readNormalizedMeasure") == info.get("writeNormalizedMeasure") == "false"
    own = item(root, "i-t01").findall("imsss:sequencing/imsss:objectives/imsss:objective", NAMES)
    assert [o.get("objectiveID") for o in own] == ["c-1", "c-2"]


def test_what_has_no_score_counts_in_nobodys() -> None:
    root = tree(*several())
    rollup = {i: item(root, i).find("imsss:sequencing/imsss:rollupRules", NAMES) for i in ("i-t01", "i-t02")}
    said = {i: (r.get("objectiveMeasureWeight"), r.get("rollupObjectiveSatisfied")) for i, r in rollup.items()}  # type: ignore[union-attr]
    assert said == {"i-t01": ("0.3333", "true"), "i-t02": ("0.0000", "false")}


def test_buttons_that_lead_nowhere_or_lose_work_are_hidden() -> None:
    alone = [e.text for e in tree(one()).iterfind(".//adlnav:hideLMSUI", NAMES)]
    among = [e.text for e in item(tree(*several()), "i-t01").iterfind(".//adlnav:hideLMSUI", NAMES)]
    assert (alone, among) == (["previous", "continue", "abandon", "abandonAll"], ["abandon", "abandonAll"])


def test_an_item_is_described_where_it_is_given() -> None:
    root = tree(*several())
    titles = root.findall(f".//cp:item/cp:metadata/{{{LOM_10.namespace}}}lom", NAMES)
    assert len(titles) == 1


def test_nodes_without_an_activity_are_ordinary() -> None:
    made, activities = several()
    bare = tree(made, {k: replace(Activity(), metadata=None) for k in activities})
    assert etree.tostring(tree(made)) == etree.tostring(bare)
