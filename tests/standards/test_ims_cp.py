from dataclasses import FrozenInstanceError

import pytest

from generator.standards.ims_cp import Manifest, Organization, OrganizationItem, Resource

LEAF = OrganizationItem("hv-a-item", "Bài", "hv-a", 60)


def test_a_branch_has_no_resource_and_no_pass_mark() -> None:
    branch = OrganizationItem("hv-b", "Phần", items=(LEAF,))
    assert (branch.resource, branch.mastery, branch.items) == ("", None, (LEAF,))


def test_a_resource_is_an_asset_unless_said_otherwise() -> None:
    assert Resource("hv-a", "index.html", ("index.html",)).scorm_type == "asset"


def test_a_manifest_is_a_value() -> None:
    def made() -> Manifest:
        return Manifest("hv-x", "1.0.0", Organization("hv-x-org", "Khoá", (LEAF,)), ())

    assert made() == made()
    with pytest.raises(FrozenInstanceError):
        made().identifier = "y"  # type: ignore[misc]
