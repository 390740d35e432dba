"""What is wrong with an archive whatever it holds: names, doubles, odd members, and whether it is a package at all."""

import posixpath
import re
import unicodedata
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection.facts import H5P, MANIFESTED, SCORM, Kind, PackageFacts
from generator.inspection.manifests import CMI5, IMS_MANIFEST, TINCAN

SUFFIXES = {Kind.COMMON_CARTRIDGE: (".imscc", ".zip"), Kind.OLX: (".tar.gz", ".tgz"), Kind.H5P: (".h5p",)}
LONGEST_PART, LONGEST_NAME = 100, 200
_ODD = re.compile(r"[^A-Za-z0-9._/-]")
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_REPACK = "Ask whoever made it to export it anew; do not put it into an archive by hand."
_RENAME = "Rename the file with Latin letters without marks, digits, «-», «_» and «.», wherever it is used."


def unsafe_name(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A member would be written outside the folder that the package is unpacked into; platforms refuse the whole."""
    message = "«{name}» leads out of the package; it was not read"
    for entry in facts.entries:
        if not entry.path and entry.name.strip("./\\"):
            yield error(facts.at(), "unsafe-name", message, _REPACK, name=entry.name)


def special_member(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A member is a link or a device instead of a file; it could point anywhere on the server."""
    message = "«{name}» is a link or a device ({kind}), not a file; it was not read"
    for entry in facts.entries:
        if entry.special:
            yield error(facts.at(), "special-member", message, _REPACK, name=entry.name, kind=entry.special)


def backslash_name(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Folders are parted by «\\» instead of «/»; servers make one file with a strange name of it."""
    message = "«{name}» has «\\» where «/» belongs; such names: {count}"
    remedy = "Pack it again with another zip program: 7-Zip, or what Windows and macOS have built in."
    odd = [e.name for e in facts.entries if "\\" in e.name and e.path]
    if odd:
        yield error(facts.at(), "backslash-name", message, remedy, name=odd[0], count=len(odd))


def duplicate_name(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Two members have the same name; which of them counts depends on the platform."""
    seen: set[str] = set()
    for entry in facts.entries:
        if entry.path and not entry.folder and entry.path in seen:
            message = "«{name}» is in the archive twice"
            yield error(facts.at(entry.path), "duplicate-name", message, _REPACK, name=entry.path)
        seen.add(entry.path)


def clashing_names(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Two names differ only in capitals or in how marks are composed; on some servers one overwrites the other."""
    seen: dict[str, str] = {}
    message = "«{name}» and «{other}» differ only in capitals or in how marks are composed"
    for name in sorted(facts.sizes):
        other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if other != name:
            yield warning(facts.at(name), "clashing-names", message, _RENAME, name=name, other=other)


def damaged_member(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A member cannot be unpacked, or is not what the archive's checksum says."""
    message = "«{name}» is damaged and cannot be unpacked"
    remedy = "Download or copy the file again; if that does not help, export it anew."
    for entry in facts.entries:
        if not entry.whole:
            yield error(facts.at(), "damaged-member", message, remedy, name=entry.name)


def junk_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The archive holds what an operating system left there: hidden files, thumbnails, «__MACOSX»."""
    names = [e.path for e in facts.entries if e.path and not e.folder and _JUNK.search(e.path)]
    if names:
        message = "«{name}» does not belong to the package; such files: {count}"
        remedy = "Usually harmless; some platforms refuse the archive. Pack again without hidden files."
        yield warning(facts.at(names[0]), "junk-file", message, remedy, name=names[0], count=len(names))


def folder_member(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The archive lists folders as members; some versions of the Open edX SCORM block make empty files of them."""
    folders = [e.name for e in facts.entries if e.folder]
    if folders and facts.opened.packing == "zip":
        message = "the archive lists {count} folders as members, «{name}» for one"
        remedy = "Usually harmless; if the platform cannot start the package, pack it without entries for folders."
        yield warning(facts.at(), "folder-member", message, remedy, name=folders[0], count=len(folders))


def empty_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A file holds nothing; Blackboard has refused whole archives for it."""
    names = [n for n, size in sorted(facts.sizes.items()) if not size and not _JUNK.search(n)]
    if names:
        message = "«{name}» is empty; such files: {count}"
        remedy = "Leave it out, or put something into it; some platforms refuse the whole archive."
        yield warning(facts.at(names[0]), "empty-file", message, remedy, name=names[0], count=len(names))


def odd_name(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A name holds spaces, letters with marks or signs that get lost on some servers."""
    names = [n for n in sorted(facts.sizes) if _ODD.search(n) and not _JUNK.search(n)]
    if names:
        message = "«{name}» holds spaces, marks or signs that some servers change; such names: {count}"
        yield warning(facts.at(names[0]), "odd-name", message, _RENAME, name=names[0], count=len(names))


def undeclared_encoding(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A name with marks does not say in which encoding it is written, so every platform reads it its own way."""
    names = [e.name for e in facts.entries if not e.utf8]
    if names:
        message = "the archive does not say how «{name}» is to be read; letters with marks will come out as others"
        yield error(facts.at(), "undeclared-encoding", message, _RENAME, name=names[0])


def long_name(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A name, or a path, is longer than some servers can keep."""
    for name in sorted(facts.sizes):
        if len(name) > LONGEST_NAME or max(map(len, name.split("/"))) > LONGEST_PART:
            message = "«{name}» is {count} characters long"
            remedy = "Shorten it: at most 100 characters for a name, 200 with its folders."
            yield warning(facts.at(name), "long-name", message, remedy, name=name, count=len(name))


def same_base_name(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Two files of a SCORM package in different folders have the same name; Open edX looks files up by it alone."""
    seen: dict[str, str] = {}
    if facts.kind not in SCORM:
        return
    for name in sorted(facts.sizes):
        other = seen.setdefault(posixpath.basename(name), name)
        if other != name:
            message = "«{name}» and «{other}» have the same name in different folders"
            remedy = "Rename one of them; on Open edX one would be shown in place of the other."
            yield warning(facts.at(name), "same-base-name", message, remedy, name=name, other=other)


def wrong_suffix(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The file's name does not end as platforms expect of this kind of package."""
    expected = SUFFIXES.get(facts.kind, (".zip",))
    if facts.kind is not Kind.UNKNOWN and not facts.opened.name.lower().endswith(expected):
        message = "the file is called «{name}»; the platform's form expects a name that ends in {suffix}"
        remedy = "Rename the file before uploading it; nothing inside has to change."
        yield warning(facts.at(), "wrong-suffix", message, remedy, name=facts.opened.name, suffix=expected[0])


def package_in_folder(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The folder was packed instead of what is in it, so no platform finds the manifest."""
    if facts.base:
        message = "everything lies in the folder «{name}», where platforms do not look"
        remedy = "Open the folder, select all that is in it, and pack that; or ask for the original package."
        yield error(facts.at(), "package-in-folder", message, remedy, name=facts.base.rstrip("/"))


def misspelt_manifest(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The manifest's name is not spelt exactly as the standard wants it, capitals included."""
    for right in (IMS_MANIFEST, CMI5, TINCAN, H5P):
        for name in sorted(facts.sizes):
            if name != right and name.lower() == right and right not in facts.sizes:
                message = "«{name}» must be called «{right}»"
                yield error(facts.at(name), "misspelt-manifest", message, _REPACK, name=name, right=right)


def package_in_package(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The archive is no package but holds packages; each must be uploaded by itself."""
    inside = [n for n in sorted(facts.sizes) if n.lower().endswith((".zip", ".imscc", ".tar.gz", ".h5p"))]
    if facts.kind is Kind.UNKNOWN and inside:
        message = "this is an archive of packages; it holds «{name}»; packages: {count}"
        remedy = "Unpack it once, and upload what is inside, each as it is."
        yield error(facts.at(inside[0]), "package-in-package", message, remedy, name=inside[0], count=len(inside))


def no_package(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Nothing in the archive says what it is: no manifest, no course structure, no first page."""
    lower = {n.lower() for n in facts.sizes}
    spelt = lower & {IMS_MANIFEST, CMI5, TINCAN, H5P}
    inside = any(n.endswith((".zip", ".imscc", ".tar.gz", ".h5p")) for n in lower)
    if facts.kind is Kind.UNKNOWN and not spelt and not inside:
        message = (
            "nothing here says what it is: there is no imsmanifest.xml, cmi5.xml, tincan.xml, h5p.json or index.html"
        )
        yield error(facts.at(), "no-package", message, "Ask whoever made it for a package in SCORM format.")


def nothing_else(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The package holds a manifest and no content."""
    if facts.kind in MANIFESTED and not [n for n in facts.sizes if n != IMS_MANIFEST and not n.endswith(".xsd")]:
        yield error(facts.at(), "nothing-else", "the package holds a manifest and nothing else", _REPACK)


RULES = (
    unsafe_name,
    special_member,
    backslash_name,
    duplicate_name,
    clashing_names,
    damaged_member,
    junk_file,
    folder_member,
    empty_file,
    odd_name,
    undeclared_encoding,
    long_name,
    same_base_name,
    wrong_suffix,
    package_in_folder,
    misspelt_manifest,
    package_in_package,
    no_package,
    nothing_else,
)
