"""The SCORM 1.2 manifest: its schema, the names it must use, titles that must survive."""

from pathlib import Path

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.model import Competence, Framework
from generator.standards.ims_cp import Manifest, Organization, OrganizationItem, Resource
from generator.standards.lom import Metadata, duration
from generator.standards.scorm import NAMESPACES_12, manifest_12

SCHEMAS = Path(__file__).parents[2] / "generator" / "schemas" / "scorm12"
COMPETENCE = Competence("khung:1.1", "khung", "1.1", "Năng lực một", "Miền một")
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm", "QĐ 1", "CC0-1.0", "true", "", (), (COMPETENCE,))


def made(title: str = "Gọi cấp cứu", mastery: int | None = 60) -> bytes:
    item = OrganizationItem("hv-nho-t01-item", title, "hv-nho-t01-sco", mastery)
    resource = Resource("hv-nho-t01-sco", "index.html", ("index.html", "player.js"), "sco")
    manifest = Manifest("hv-nho-t01", "1.0.0", Organization("hv-nho-t01-org", title, (item,)), (resource,))
    about = Metadata("nho/T01", title, "Mô tả", "vi", "1.0.0", 8, "CC BY 4.0", (COMPETENCE,), (FRAMEWORK,))
    return manifest_12(manifest, about)


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    # lax: the IMS files bind the xml namespace in a way only strict processors refuse
    return xmlschema.XMLSchema(
        str(SCHEMAS / "imscp_rootv1p1p2.xsd"),
        validation="lax",
        allow="local",
        locations={
            NAMESPACES_12["adlcp"]: str(SCHEMAS / "adlcp_rootv1p2.xsd"),
            NAMESPACES_12["imsmd"]: str(SCHEMAS / "imsmd_rootv1p2p1.xsd"),
        },
    )


def test_manifest_is_valid_against_the_schemas(schema: xmlschema.XMLSchema) -> None:
    assert [e.reason for e in schema.iter_errors(made().decode())] == []


def test_schema_notices_a_resource_without_type(schema: xmlschema.XMLSchema) -> None:
    """Canary: the schemas are really applied."""
    spoiled = made().replace(b' type="webcontent"', b"")
    assert list(schema.iter_errors(spoiled.decode()))


def test_content_packaging_is_the_default_namespace() -> None:
    assert b'<manifest xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"' in made() or (
        etree.fromstring(made()).nsmap[None] == "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    )


def test_edition_is_spelt_for_version_12() -> None:
    text = made().decode()
    assert "<schemaversion>1.2</schemaversion>" in text
    assert 'adlcp:scormtype="sco"' in text
    assert 'isvisible="true"' in text
    assert "<adlcp:masteryscore>60</adlcp:masteryscore>" in text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_title_survives_the_file(title: str) -> None:
    tree = etree.fromstring(made(title))
    assert tree.findtext(".//{*}organization/{*}title") == title


@pytest.mark.parametrize(("minutes", "expected"), [(8, "PT8M"), (60, "PT1H0M"), (135, "PT2H15M")])
def test_duration_is_iso_8601(minutes: int, expected: str) -> None:
    assert duration(minutes) == expected
