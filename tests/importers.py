"""How two importers tell which SCORM a package is and what it launches, written anew from how they behave."""

import io
import re
from collections.abc import Mapping
from xml.etree import ElementTree

from generator.archive import pack
from generator.integrity import verify
from generator.targets import Package
from tests.schemas_of_scorm import findings


def wrong(packages: Mapping[str, Package], version: str) -> list[str]:
    """Return what the schemas, integrity and the importers say against SCORM packages of ``version``, a line each."""
    found = []
    for name, package in packages.items():
        manifest = package.files["imsmanifest.xml"]
        found += [f"{name}: {finding}" for finding in findings(manifest, version)]
        found += [f"{name}: {fault}" for fault in verify(package.path, package.files, pack(package.files))]
        launched, told = moodle_launches(manifest), {moodle_version(manifest), xblock_version(manifest)}
        if told != {version[:4].strip()} or launched[:1] != [xblock_launch(manifest)]:
            found.append(f"{name}: taken for {told}, launches {launched}")
        if len(xblock_menu(manifest)) < len(launched):
            found.append(f"{name}: items are missing in the menu")
    return found


def moodle_version(manifest: bytes) -> str:
    """Return «1.2» or «2004» as Moodle takes a package; whatever it does not know is 1.2 to it."""
    root = ElementTree.fromstring(manifest)
    said = next((e.text or "" for e in root.iter() if e.tag.rpartition("}")[2] == "schemaversion"), "")
    return "2004" if re.fullmatch(r"(CAM )?1\.3|2004 (3rd|4th) Edition", said, re.IGNORECASE) else "1.2"


def moodle_launches(manifest: bytes) -> list[str]:
    """Return the pages that Moodle offers: items in their order, with resources whose type it can read.

    It looks for elements without prefix, and for the attribute in the spelling ``adlcp:scormtype``, case aside.
    """
    text = manifest.decode()
    pages = {}
    for resource in re.findall(r"<resource\s[^>]*>", text):
        said = {k.lower(): v for k, v in re.findall(r"([\w:]+)=\"([^\"]*)\"", resource)}
        if said.get("adlcp:scormtype") == "sco":
            pages[said["identifier"]] = said["href"]
    references = re.findall(r"<item\s[^>]*identifierref=\"([^\"]*)\"", text)
    return [pages[r] for r in references if r in pages]


def xblock_version(manifest: bytes) -> str:
    """Return «1.2» or «2004» as the Open edX block takes a package: 2004 unless the version is exactly 1.2."""
    root, space = _xblock_read(manifest)
    said = root.find(f"{space}metadata/{space}schemaversion")
    return "1.2" if said is not None and re.fullmatch(r"1\.2", said.text or "") else "2004"


def xblock_launch(manifest: bytes) -> str:
    """Return the one page that the Open edX block opens: the first resource with an address."""
    root, space = _xblock_read(manifest)
    return next(r.get("href", "") for r in root.iter(f"{space}resource") if r.get("href"))


def xblock_menu(manifest: bytes) -> list[str]:
    """Return the titles in the menu of the Open edX block: items that say that they are visible."""
    root, space = _xblock_read(manifest)
    shown = root.iterfind(f"{space}organizations/{space}organization//{space}item[@isvisible='true']")
    return [i.find(f"{space}title").text or "" for i in shown]  # type: ignore[union-attr]


def _xblock_read(manifest: bytes) -> tuple[ElementTree.Element, str]:
    """Return the root and the namespace that was declared without a prefix; there must be one."""
    spaces = dict(pair for _, pair in ElementTree.iterparse(io.BytesIO(manifest), ("start-ns",)))
    return ElementTree.fromstring(manifest), f"{{{spaces['']}}}"
