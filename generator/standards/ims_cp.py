"""IMS Content Packaging 1.1.2: the manifest's parts, as values (information model, section 4)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing the package holds: its launch file first, then every file it needs (IMS CP 4.5)."""

    identifier: str
    href: str
    files: tuple[str, ...]
    scorm_type: str = "asset"


@dataclass(frozen=True, slots=True)
class OrganizationItem:
    """A node of the organization (IMS CP 4.4.2); ``mastery`` is the pass mark in percent, none on a branch."""

    identifier: str
    title: str
    resource: str = ""
    mastery: int | None = None
    items: tuple["OrganizationItem", ...] = ()


@dataclass(frozen=True, slots=True)
class Organization:
    """One way through the package (IMS CP 4.4.1)."""

    identifier: str
    title: str
    items: tuple[OrganizationItem, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """``imsmanifest.xml`` (IMS CP 4.2): one organization, resources in launch order."""

    identifier: str
    version: str
    organization: Organization
    resources: tuple[Resource, ...]
