"""Open edX: SCORM through openedx-scorm-xblock, as Tutor installs it.

Evidence: [code] openedx-scorm-xblock 19.0.5 from PyPI, openedxscorm/scormxblock.py unless another file is named, older
releases from overhangio/openedx-scorm-xblock; [#n] its issues; [ran] releases 19 run in a small host.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.behaviour import says, scos
from generator.inspection.facts import SCORM, Kind, PackageFacts
from generator.inspection.manifests import IMS_MANIFEST
from generator.inspection.written import default_namespace
from generator.inspection.xmlreading import Element
from generator.profiles import Profile

_VERSION_12 = re.compile(r"1.2$")  # the block's own dot, which stands for any letter
_SCANNED = (".js", ".mjs", ".htm", ".html", ".xhtml", ".xml", ".json", ".txt")
_SIGNALS = (b"lesson_status", b"completion_status", b"progress_measure")
_SCAN_ENDS = 20 << 20  # bytes
# What a bare Python of 3.11 to 3.13 has no type for; a page loads such files all the same, unless it is strict.
_UNTYPED = frozenset(("webp", "woff", "woff2", "ttf", "otf", "eot", "m4a", "ogg", "oga", "m4v", "ogv", "map"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the block reads in a manifest: the page it opens (None: it looks for an index.html), and the version.

    ``version`` is None where it dies over the manifest.
    """

    href: str | None
    version: Kind | None


# [code] update_package_fields: the default namespace declared first in the file is put before every name, organizations
# are not asked for the launch page, «^1.2$» is 1.2, no schemaversion is 1.2, an empty one raises TypeError. [ran]
def read(root: Element, namespace: str) -> Reading:
    """Return what the block makes of a manifest whose first default namespace is ``namespace``."""
    prefix = f"{{{namespace}}}" if namespace else ""
    page = next(
        (r.get("href") for r in _each(root, prefix, "resources", "resource") if r.get("href") is not None), None
    )
    versions = _each(root, prefix, "metadata", "schemaversion")
    if not versions:
        return Reading(page, Kind.SCORM_12)
    text = _text(versions[0])
    if not text:
        return Reading(page, None)
    return Reading(page, Kind.SCORM_12 if _VERSION_12.match(text) else Kind.SCORM_2004)


def _text(node: Element) -> str:
    """Return an element's text up to its first child, as a reader sees it that drops comments."""
    found = node.text or ""
    for child in node:
        if isinstance(child.tag, str):
            break
        found += child.tail or ""
    return found


def _each(root: Element, prefix: str, *names: str) -> list[Element]:
    """Return the elements at a path of child elements."""
    found = [root]
    for name in names:
        found = [e for node in found for e in node if e.tag == prefix + name]
    return found


def _asked(facts: PackageFacts) -> tuple[Element, str, Reading] | None:
    """Return the manifest of a SCORM package, its first default namespace and what the block reads."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind not in SCORM or root is None:
        return None
    namespace = default_namespace(facts.files[IMS_MANIFEST])
    return root, namespace, read(root, namespace)


# [code] extract_package compares len(os.path.split(name)), which is always 2: the manifest named first in the archive
# says where the package lies, whatever its depth; what is outside of its folder is not unpacked
def another_manifest(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Of several files called imsmanifest.xml the block takes the first in the archive, wherever it lies."""
    named = [e.name for e in facts.entries if e.name.rpartition("/")[2] == IMS_MANIFEST]
    if facts.kind in SCORM and named and named[0] != facts.base + IMS_MANIFEST:
        yield error(
            facts.at(),
            "another-manifest",
            "The SCORM block takes «{name}» for the manifest, since it stands first in the archive",
            "keep one imsmanifest.xml in the package",
            name=named[0],
        )


# [code] extract_package saves «dir\file» under that very name, clean_asset_path looks for «dir/file»; PR 79
def backslashes(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Files that the archive names with backslashes are unpacked under names that no page asks for."""
    named = [e.name for e in facts.entries if "\\" in e.name]
    if facts.kind in SCORM and named:
        yield error(
            facts.at(),
            "backslashes",
            "The SCORM block will not find {count} files whose names hold backslashes («{name}»)",
            "pack with «/» between folders",
            count=len(named),
            name=named[0],
        )


# [code] update_package_fields, see ``read``
def names_not_found(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The block looks for every element in the default namespace declared first; elsewhere it finds nothing."""
    found = _asked(facts)
    if found is None:
        return
    root, namespace, seen = found
    if (etree.QName(root).namespace or "") != namespace and seen.href is None:
        yield error(
            facts.at(IMS_MANIFEST, root.sourceline or 1),
            "names-not-found",
            "The SCORM block finds neither pages nor titles in the manifest and opens any index.html, as SCORM 1.2",
            "make the content packaging namespace the default one, on the first element",
        )


# [code] update_package_fields takes the first <resource href> in the document, xml:base unread; without one it looks
# for an index.html and raises ScormError
def starts_elsewhere(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The block opens the page of the first resource that has one, whatever the organization says."""
    found = _asked(facts)
    if found is None:
        return
    _, _, seen = found
    page = opened(facts, seen)
    wanted = facts.launches[0] if facts.launches else ""
    if page and wanted and page != wanted:
        yield error(
            facts.at(IMS_MANIFEST),
            "starts-elsewhere",
            "The SCORM block opens {page}, not {wanted}",
            "let the lesson's resource be the first one, without xml:base",
            page=page,
            wanted=wanted,
        )
    elif not page:
        yield error(
            facts.at(IMS_MANIFEST),
            "starts-elsewhere",
            "The SCORM block finds no page to open («{page}»)",
            "let the first resource name a page that is in the package",
            page=seen.href or "index.html",
        )


def opened(facts: PackageFacts, seen: Reading) -> str:
    """Return the member that the block serves as launch page; empty when there is none."""
    if seen.href is None:
        return _by_basename(facts, "index.html")
    # [code] clean_asset_path, assets_proxy: the exact path first, else the first file with that basename
    address = posixpath.normpath(unquote(seen.href.partition("#")[0].partition("?")[0]).replace("\\", "/"))
    return address if address in facts.sizes else _by_basename(facts, posixpath.basename(address))


def _by_basename(facts: PackageFacts, name: str) -> str:
    """Return the file that ``get_file_path`` comes to first: those of a folder before those of its folders."""
    found = [m for m in facts.sizes if posixpath.basename(m) == name]
    return min(found, key=lambda m: (m.count("/"), m), default="")


# [code] update_package_fields; static/js/src/scorm.js initScorm offers API or API_1484_11, never both
def wrong_version(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The block reads the schemaversion 1.2 as SCORM 1.2 and anything else as 2004, and offers only that interface."""
    found = _asked(facts)
    if found is None:
        return
    root, _, seen = found
    if seen.version is None:
        yield error(
            facts.at(IMS_MANIFEST, root.sourceline or 1),
            "wrong-version",
            "Uploading to the SCORM block fails over an empty schemaversion",
            "write the version or leave the element out",
        )
    elif seen.version is not facts.kind:
        yield error(
            facts.at(IMS_MANIFEST, root.sourceline or 1),
            "wrong-version",
            "The SCORM block reads this package as SCORM {seen}, which it is not: no score arrives",
            "write the schemaversion exactly, without blanks: 1.2 or 2004 4th Edition",
            seen="1.2" if seen.version is Kind.SCORM_12 else "2004",
        )


# [code] find_titles_recursively: the title of every organization, and of every item that says isvisible="true", is read
# without asking whether it is there, and so is the resource that such an item names; only ScormError is caught. [ran]
def menu_stops_upload(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An organization, or an item that says isvisible="true", without a title or with a wrong reference stops it."""
    found = _asked(facts)
    if found is None:
        return
    root, namespace, _ = found
    prefix = f"{{{namespace}}}" if namespace else ""
    known = {r.get("identifier") for r in _each(root, prefix, "resources", "resource")}
    for organization in _each(root, prefix, "organizations", "organization"):
        for node in _listed(organization, prefix):
            title = node.find(f"{prefix}title")
            reference = node.get("identifierref")
            if title is None or not _text(title):
                problem = "Uploading to the SCORM block fails: «{item}» has no title"
            elif reference and reference not in known:
                problem = "Uploading to the SCORM block fails: «{item}» names a resource that does not exist"
            else:
                continue
            yield error(
                facts.at(IMS_MANIFEST, node.sourceline or 1),
                "menu-stops-upload",
                problem,
                "give every organization and item a title and a resource that exists",
                item=node.get("identifier") or "",
            )


def _listed(node: Element, prefix: str) -> Iterator[Element]:
    """Yield an organization and the items below it that the block reads."""
    yield node
    for child in node:
        if child.tag == f"{prefix}item" and child.get("isvisible") == "true":
            yield from _listed(child, prefix)


# [code] find_titles_recursively: isvisible="true" must be written, although CAM makes it the default
def not_in_the_menu(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The block's menu lists an item only when it says isvisible="true" itself."""
    manifest = facts.manifest
    if facts.kind not in SCORM or manifest is None or len(manifest.items) < 2:
        return
    hidden = [i for i in manifest.items if i.visible != "true" and i.visible != "false"]
    if hidden:
        yield warning(
            facts.at(IMS_MANIFEST, hidden[0].line),
            "not-in-the-menu",
            "The menu of the SCORM block leaves out {count} items («{item}»)",
            'write isvisible="true" at every item',
            count=len(hidden),
            item=hidden[0].title or hidden[0].identifier,
        )


# [code] set_value keeps one lesson_score, one lesson_status and one scorm_data for the whole block; #53
def one_score(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The block keeps one score, one status and one state for a package; several lessons write over each other."""
    if facts.kind in SCORM and facts.manifest is not None and (found := scos(facts.manifest))[1:]:
        yield warning(
            facts.at(IMS_MANIFEST, found[1].line),
            "one-score",
            "The SCORM block opens the first of {count} lessons, and all of them write one score and one state",
            "take one package per lesson",
            count=len(found),
        )


# [#112], [code] find_file_path(os.path.basename(…)) in releases before 19; the exact path comes first since
def same_basename(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Older releases of the block look a file up by its name without the folder: of two, one is served for both."""
    if facts.kind not in SCORM:
        return
    first: dict[str, str] = {}
    for name in sorted(facts.sizes):
        base = posixpath.basename(name)
        other = first.setdefault(base, name)
        alike = other in facts.files and facts.files[other] == facts.files.get(name)
        if other != name and not alike:
            yield warning(
                facts.at(name),
                "same-basename",
                "Older SCORM blocks serve «{other}» or «{name}» for both",
                "give files of one package different names",
                other=other,
                name=name,
            )


# [code] assets_proxy: mimetypes.guess_type alone; where Python knows none, the answer is sent as text/html
def untyped_files(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The block sends a file whose ending Python does not know as text/html; strict browsers refuse such fonts."""
    found = sorted({s for n in facts.sizes if (s := n.rpartition(".")[2].lower()) in _UNTYPED})
    if facts.kind in SCORM and found:
        yield warning(
            facts.at(),
            "untyped-files",
            "The SCORM block may send files with these endings under a wrong type: {endings}",
            "keep to HTML, CSS, JavaScript, PNG, JPEG, GIF, SVG, MP3 and MP4",
            endings=", ".join(found),
        )


# [code] PackageScan: bytes of these files, up to 20 MiB; package_warnings are shown to authors in Studio
def no_completion(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Studio warns about a package none of whose files says lesson_status, completion_status or progress_measure."""
    if facts.kind not in SCORM:
        return
    read = [m for m in facts.files if m.lower().endswith(_SCANNED)]
    total = sum(s for m, s in facts.sizes.items() if m.lower().endswith(_SCANNED))
    if read and total < _SCAN_ENDS and not any(s in facts.files[m] for m in read for s in _SIGNALS):
        yield warning(
            facts.at(),
            "no-completion",
            "Studio warns that nobody can complete this package: no script sets a status",
            "set cmi.core.lesson_status or cmi.completion_status",
        )


# [code] get_grade: lesson_score = 0 if is_failed
def failing_is_zero(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A learner whose lesson reports failed gets the grade 0, whatever the score."""
    marked = facts.manifest is not None and any(i.mastery for i in facts.manifest.items)
    if facts.kind in SCORM and marked and says(facts, "failed"):
        yield warning(
            facts.at(),
            "failing-is-zero",
            "The SCORM block gives 0 to whoever fails, not the score",
            "let a lesson below the pass mark stay incomplete",
        )


PROFILE = Profile(
    title="Open edX (SCORM XBlock 19)",
    reads={
        Kind.SCORM_12: (
            "Add «scorm» to the Advanced Module List, add an Advanced → Scorm module, Edit, choose this file, Save. The"
            " grade appears with the first status; it counts when the subsection is graded."
        ),
        Kind.SCORM_2004: (
            "Add «scorm» to the Advanced Module List, add an Advanced → Scorm module, Edit, choose this file, Save. The"
            " grade appears with the first status; sequencing and objectives are not used."
        ),
        Kind.OLX: "In an empty course of your own open Tools → Import and choose this file; leave it packed.",
    },
    rules=(
        another_manifest,
        backslashes,
        names_not_found,
        starts_elsewhere,
        wrong_version,
        menu_stops_upload,
        not_in_the_menu,
        one_score,
        same_basename,
        untyped_files,
        no_completion,
        failing_is_zero,
    ),
)
