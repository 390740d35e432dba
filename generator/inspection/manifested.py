"""What is wrong with a manifest or a course structure: XML, schema, edition, references both ways, ids, titles."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from generator.diagnostics import Diagnostic, error, warning
from generator.inspection import schemas
from generator.inspection.facts import MANIFESTED, SCORM, Kind, PackageFacts
from generator.inspection.manifests import CMI5, IMS_MANIFEST, TINCAN, Item, Manifest, resolved
from generator.inspection.opening import TEXTS
from generator.inspection.xmlreading import DEEPEST, MOST, XmlFault, local

PACKAGING = {
    Kind.SCORM_12: "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    Kind.SCORM_2004: "http://www.imsglobal.org/xsd/imscp_v1p1",
}
ADL = {
    Kind.SCORM_12: "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    Kind.SCORM_2004: "http://www.adlnet.org/xsd/adlcp_v1p3",
}
SPELLING = {Kind.SCORM_12: "scormtype", Kind.SCORM_2004: "scormType"}
EDITIONS = {
    Kind.SCORM_12: ("1.2",),
    Kind.SCORM_2004: ("2004 4th Edition", "2004 3rd Edition", "CAM 1.3"),
}
STRUCTURES = {
    CMI5: "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd",
    TINCAN: "http://projecttincan.com/tincan.xsd",
}
SAMPLES = (
    "ptx-scorm-test",
    "com.scorm.golfsamples",
    "com.scorm.manifesttemplates",
    "SingleCourseManifest",
    "MANIFEST01",
)
_EXTRA = (".xsd", ".dtd")  # schemas that packages carry and manifests do not list
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
_GARBLED = re.compile(
    "[\u00c2\u00c3\u00c4\u00c6][\u0080-\u00bf\u2018-\u201d\u2020-\u2122\u0152-\u0192]|\u00e1[\u00ba\u00bb]|\ufffd"
)
_ANEW = "Ask whoever made it to export it anew; this cannot be mended on the platform."
_EDITOR = "Correct it in the program that made the package, and export anew."


def not_well_formed(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An XML file breaks the rules of XML, so that no program reads it."""
    for member, fault in _faults(facts, "not-well-formed"):
        message = "«{name}» is no well-formed XML: {problem}"
        yield error(facts.at(member, fault.line), "not-well-formed", message, _ANEW, name=member, problem=fault.problem)


def xml_entity(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An XML file declares entities: a text that multiplies when it is read, or reaches for files of the server."""
    for member, fault in _faults(facts, "xml-entity"):
        message = "«{name}» declares the entity «{entity}»; it was not read"
        remedy = "Do not upload the package: honest course tools have no use for this."
        yield error(facts.at(member), "xml-entity", message, remedy, name=member, entity=fault.problem)


def overgrown_xml(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An XML file nests its elements deeper, or has more of them, than any course needs; servers choke on it."""
    for member, _ in (*_faults(facts, "deep-xml"), *_faults(facts, "huge-xml")):
        message = "«{name}» has more than {most} elements or nests them more than {deepest} deep; it was not read"
        remedy = "Do not upload the package; ask whoever made it."
        yield error(facts.at(member), "overgrown-xml", message, remedy, name=member, most=MOST, deepest=DEEPEST)


def _faults(facts: PackageFacts, kind: str) -> list[tuple[str, XmlFault]]:
    return [(n, d) for n, d in facts.documents.items() if isinstance(d, XmlFault) and d.kind == kind]


def unread_text(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A text was too large to look into; what it holds is not judged, and without the manifest nothing is."""
    whole = {e.path for e in facts.entries if e.whole}
    for name in sorted(facts.sizes):
        if name.lower().endswith(TEXTS) and name not in facts.files and facts.base + name in whole:
            message = "«{name}» ({size} kB) was not looked into: it is too large, or the texts together are"
            size = facts.sizes[name] // 1000
            if name in (IMS_MANIFEST, CMI5, TINCAN):
                yield error(facts.at(name), "unread-text", message, _TRY, name=name, size=size)
            else:
                yield warning(facts.at(name), "unread-text", message, _TRY, name=name, size=size)


_TRY = "Try it on the platform, as a learner, before the course begins."


def unknown_edition(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The manifest says «ADL SCORM» with a version that no platform knows; most then take it for SCORM 1.2."""
    manifest, known = facts.manifest, EDITIONS.get(facts.kind)
    if manifest is not None and known and manifest.schema_version not in known:
        message = "the manifest calls its version «{version}»; platforms know «{known}»"
        where = facts.at(IMS_MANIFEST, manifest.line)
        version = manifest.schema_version
        yield error(where, "unknown-edition", message, _EDITOR, version=version, known="», «".join(known))


def mixed_editions(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The version, the namespaces and the spellings of one manifest belong to different editions of its standard."""
    manifest = facts.manifest
    if manifest is None:
        return
    said = facts.edition or manifest.schema
    message = "«{name}» belongs to another edition than «{edition}», which the manifest says it is"
    for name, line in _strangers(facts, manifest):
        yield error(facts.at(IMS_MANIFEST, line), "mixed-editions", message, _EDITOR, name=name, edition=said)


def _strangers(facts: PackageFacts, manifest: Manifest) -> Iterator[tuple[str, int]]:
    """Yield what belongs to another edition than the manifest says, and its line."""
    if facts.kind in SCORM:
        if manifest.namespace != PACKAGING[facts.kind]:
            yield manifest.namespace or 'xmlns=""', manifest.line
        for namespace in sorted(n for n in manifest.namespaces if "/adlcp_" in n and n != ADL[facts.kind]):
            yield namespace, manifest.line
        for resource in manifest.resources:
            if resource.scorm_spelling in set(SPELLING.values()) - {SPELLING[facts.kind]}:
                yield f"adlcp:{resource.scorm_spelling}", resource.line
    if facts.kind is Kind.COMMON_CARTRIDGE:
        part = facts.edition.replace(".", "p")
        if part and f"imsccv{part}/" not in manifest.namespace and part != "1p0":
            yield manifest.namespace, manifest.line
        for resource in manifest.resources:
            found = re.search(
                r"xmlv(1p[0-9])", resource.type.replace("imsqti_xmlv1p2", "").replace("imslti_xmlv1p0", "")
            )
            if found and part and found[1] != part and "imscc" in resource.type:
                yield resource.type, resource.line


def misspelt_extension(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A name of ADL's extensions («adlcp:…») is not spelt as its edition spells it; schemas let that pass."""
    root = facts.tree(IMS_MANIFEST)
    if facts.kind not in SCORM or root is None:
        return
    message = "there is no «adlcp:{name}» in this edition of SCORM; platforms will not see it"
    elements, attributes = schemas.names(_set(facts), ADL[facts.kind])
    attributes |= {*SPELLING.values(), "persistState"}  # the latter of the 2nd edition, whose schemas are not here
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        own = etree.QName(node)
        wrong = [own.localname] if own.namespace == ADL[facts.kind] and own.localname not in elements else []
        for key in map(etree.QName, map(str, node.attrib)):
            if key.namespace == ADL[facts.kind] and key.localname not in attributes:
                wrong.append(key.localname)
        for name in wrong:
            where = facts.at(IMS_MANIFEST, node.sourceline or 1)
            yield error(where, "misspelt-extension", message, _EDITOR, name=name)


def unmarked_resource(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A resource that an item opens does not say whether it reports to the platform (sco) or not (asset)."""
    if facts.kind not in SCORM or facts.manifest is None:
        return
    opened = {i.reference for i in facts.manifest.items}
    for resource in facts.manifest.resources:
        if resource.identifier in opened and resource.scorm_type not in ("sco", "asset"):
            message = "the resource «{id}» does not say whether it is a «sco» or an «asset»; it may not be graded"
            where = facts.at(IMS_MANIFEST, resource.line)
            yield error(where, "unmarked-resource", message, _EDITOR, id=resource.identifier)


def schema_fault(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The manifest or course structure breaks the schema of its standard."""
    member = CMI5 if facts.kind is Kind.CMI5 else IMS_MANIFEST
    root, name = facts.tree(member), _set(facts)
    if root is None or not name or etree.QName(root).namespace != (STRUCTURES[CMI5] if member == CMI5 else _home(name)):
        return
    for line, reason in schemas.faults(name, root):
        message = "the schema of the standard objects: {problem}"
        yield warning(facts.at(member, line), "schema-fault", message, _EDITOR, problem=reason)


def _set(facts: PackageFacts) -> str:
    """Return the schemas that a package is held against, nothing when there are none."""
    if facts.kind is Kind.SCORM_2004:
        return "scorm2004-4" if "4th" in facts.edition else "scorm2004-3"
    if facts.kind is Kind.COMMON_CARTRIDGE:
        return "cc11" if facts.edition == "1.1" else ""
    return {Kind.SCORM_12: "scorm12", Kind.CMI5: "cmi5"}.get(facts.kind, "")


def _home(name: str) -> str:
    if name == "cc11":
        return "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
    return PACKAGING[Kind.SCORM_12 if name == "scorm12" else Kind.SCORM_2004]


def prefixed_manifest(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The manifest's own namespace has a prefix; XML allows it, Moodle and Open edX then find nothing."""
    if facts.manifest is not None and facts.manifest.prefix:
        message = (
            "the elements of the manifest are written «{prefix}:…»; Moodle and Open edX then find nothing to start"
        )
        where = facts.at(IMS_MANIFEST, facts.manifest.line)
        yield warning(where, "prefixed-manifest", message, _EDITOR, prefix=facts.manifest.prefix)


def dangling_identifier(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An item or a dependency refers to a resource, or «default» to an organization, that the manifest lacks."""
    manifest = facts.manifest
    if manifest is None or facts.kind not in MANIFESTED:
        return
    asked = [(i.reference, i.line) for i in manifest.items if i.reference]
    asked += [(d, r.line) for r in manifest.resources for d in r.dependencies]
    known = {r.identifier for r in manifest.resources}
    if manifest.default and manifest.default not in {o.identifier for o in manifest.organizations}:
        asked.append((manifest.default, manifest.line))
        known.discard(manifest.default)
    for identifier, line in asked:
        if identifier not in known:
            message = "«{id}» is referred to and not there"
            yield error(facts.at(IMS_MANIFEST, line), "dangling-identifier", message, _EDITOR, id=identifier)


def missing_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A file that the manifest lists, or a page that it starts, is missing, or is spelt in other capitals."""
    seen: set[str] = set()
    folded = {n.casefold(): n for n in facts.sizes}
    for member, url, name, line in _listed(facts):
        if name and name not in facts.sizes and name not in seen:
            seen.add(name)
            near = folded.get(name.casefold(), "")
            message = "«{url}» is listed and not in the package"
            spelt = "«{url}» is listed; in the package it is spelt «{name}»"
            where = facts.at(member, line)
            yield error(where, "missing-file", spelt if near else message, _ANEW, url=url, name=near)


def _listed(facts: PackageFacts) -> Iterator[tuple[str, str, str, int]]:
    """Yield every address that manifest or course structure lists: where, as written, the member it names, the line."""
    if facts.manifest is not None and facts.kind in MANIFESTED:
        for resource in facts.manifest.resources:
            pairs = [(resource.href, resource.line)] if resource.href else []
            pairs += [(f.href, f.line) for f in resource.files]
            for url, line in pairs:
                yield IMS_MANIFEST, url, resolved("", resource.base + url), line
    if facts.structure is not None and facts.kind in (Kind.CMI5, Kind.TINCAN):
        for unit in facts.structure.units:
            yield facts.structure.member, unit.url, resolved("", unit.url), unit.line


def unlisted_file(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Files are in the package and not in the manifest; some platforms do not keep those."""
    if facts.manifest is None or facts.kind not in MANIFESTED:
        return
    listed = {name for _, _, name, _ in _listed(facts)} | {IMS_MANIFEST}
    names = [n for n in sorted(facts.sizes) if n not in listed and not n.lower().endswith(_EXTRA) and not _hidden(n)]
    if names:
        message = "«{name}» is in the package and not in the manifest; such files: {count}"
        remedy = "It works on most platforms; for the others, export anew with a program that lists every file."
        yield warning(facts.at(names[0]), "unlisted-file", message, remedy, name=names[0], count=len(names))


def _hidden(name: str) -> bool:
    return any(p.startswith((".", "__MACOSX")) for p in name.split("/"))


def odd_address(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An address in the manifest is not a plain relative path: it has a query, «xml:base», «\\» or spaces."""
    seen: set[str] = set()
    for member, url, _, line in _listed(facts):
        reasons = [sign for sign in ("?", "#", "\\", " ") if sign in url]
        if reasons and url not in seen and not re.match(r"[a-zA-Z]+://", url):
            seen.add(url)
            message = "«{url}» holds «{sign}», which some platforms do not understand"
            yield warning(facts.at(member, line), "odd-address", message, _EDITOR, url=url, sign=reasons[0])
    for resource in facts.manifest.resources if facts.manifest is not None else ():
        if resource.base:
            based = "addresses begin at xml:base «{base}», which some platforms do not know"
            yield warning(facts.at(IMS_MANIFEST, resource.line), "odd-address", based, _EDITOR, base=resource.base)
            return


def address_outside(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The manifest starts or lists something outside the package: on the internet, or on the maker's own machine."""
    for member, url, name, line in _listed(facts):
        weblink = facts.kind in (Kind.CMI5, Kind.TINCAN) and re.match(r"https?://", url)  # both allow it
        if url and not name and not weblink and unquote(url) not in (".", "./") and url[0] not in "?#":
            message = "«{url}» lies outside the package; offline, or on another server, there is nothing"
            yield error(facts.at(member, line), "address-outside", message, _ANEW, url=url)


def illegal_identifier(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An identifier is not legal: letters, digits, «.», «_», «-», no digit first; in cmi5 and xAPI it is an IRI."""
    for member, identifier, line in _identifiers(facts):
        rule = _IDENTIFIER if member == IMS_MANIFEST else _IRI
        if not rule.fullmatch(identifier):
            message = "«{id}» is no legal identifier"
            yield warning(facts.at(member, line), "illegal-identifier", message, _EDITOR, id=identifier)


def duplicate_identifier(facts: PackageFacts) -> Iterator[Diagnostic]:
    """Two things in a manifest have one identifier; results of one are kept under the other."""
    counted = Counter(i for _, i, _ in _identifiers(facts))
    seen: set[str] = set()
    for member, identifier, line in _identifiers(facts):
        if counted[identifier] > 1 and identifier in seen:
            message = "the identifier «{id}» is given twice"
            yield error(facts.at(member, line), "duplicate-identifier", message, _EDITOR, id=identifier)
        seen.add(identifier)


def _identifiers(facts: PackageFacts) -> Iterator[tuple[str, str, int]]:
    """Yield every identifier, with where it stands."""
    root = facts.tree(IMS_MANIFEST) if facts.kind in MANIFESTED else None
    for node in root.iter() if root is not None else ():
        if isinstance(node.tag, str) and "identifier" in node.attrib and local(node) in _IDENTIFIED:
            yield IMS_MANIFEST, str(node.get("identifier")), node.sourceline or 1
    if facts.structure is not None and facts.kind in (Kind.CMI5, Kind.TINCAN):
        member = facts.structure.member
        if facts.kind is Kind.CMI5:
            yield member, facts.structure.identifier, 1
            yield from ((member, b, 1) for b in facts.structure.blocks)
        yield from ((member, u.identifier, u.line) for u in facts.structure.units)


_IDENTIFIED = ("manifest", "organization", "item", "resource")


def sample_identifier(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The manifest has the identifier of a sample; two such packages are one for some platforms."""
    manifest = facts.manifest
    if manifest is not None and manifest.identifier.startswith(SAMPLES):
        message = "the package is called «{id}», as are all that were made from the same sample"
        remedy = "Give it an identifier of its own, or results of different courses may be mixed."
        where = facts.at(IMS_MANIFEST, manifest.line)
        yield warning(where, "sample-identifier", message, remedy, id=manifest.identifier)


def missing_title(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An item, an organization or a unit has no title; platforms show a blank line, Open edX refuses the upload."""
    for member, title, identifier, line in _titles(facts):
        if not (title or "").strip():
            message = "«{id}» has no title"
            yield warning(facts.at(member, line), "missing-title", message, _EDITOR, id=identifier)


def garbled_title(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A title was read in the wrong encoding when the package was made: «BÃ i» for «Bài»."""
    for member, title, _, line in _titles(facts):
        if _GARBLED.search(title or ""):
            message = "the title «{title}» was garbled when the package was made"
            remedy = "Correct the title in the program that made it, save as UTF-8, and export anew."
            yield error(facts.at(member, line), "garbled-title", message, remedy, title=title)


def _titles(facts: PackageFacts) -> Iterator[tuple[str, str | None, str, int]]:
    """Yield every title that must be there."""
    if facts.kind in SCORM and facts.manifest is not None:
        for organization in facts.manifest.organizations:
            yield IMS_MANIFEST, organization.title, organization.identifier, organization.line
        yield from ((IMS_MANIFEST, i.title, i.identifier, i.line) for i in facts.manifest.items)
    if facts.kind is Kind.COMMON_CARTRIDGE and facts.manifest is not None:
        shown = (i for i in facts.manifest.items if i.reference)
        yield from ((IMS_MANIFEST, i.title, i.identifier, i.line) for i in shown)
    if facts.structure is not None and facts.kind in (Kind.CMI5, Kind.TINCAN):
        member = facts.structure.member
        for unit in facts.structure.units:
            yield member, "".join(unit.titles.values()), unit.identifier, unit.line


def nothing_to_start(facts: PackageFacts) -> Iterator[Diagnostic]:
    """No item of the organization opens a page, so that learners see an empty course."""
    if facts.kind in SCORM and facts.manifest is not None:
        shown = facts.manifest.organization
        opened = [r for i in (shown.walk() if shown else ()) if (r := facts.manifest.resource(i.reference)) and r.href]
        if not opened:
            message = "no item of the course opens a page: learners would see nothing"
            where = facts.at(IMS_MANIFEST, facts.manifest.line)
            yield error(where, "nothing-to-start", message, _ANEW)
    if facts.kind in (Kind.CMI5, Kind.TINCAN) and facts.structure is not None and not facts.structure.units:
        message = "no unit of the course opens a page: learners would see nothing"
        yield error(facts.at(facts.structure.member), "nothing-to-start", message, _ANEW)


def several_lessons(facts: PackageFacts) -> Iterator[Diagnostic]:
    """The package holds several lessons that report; most platforms make one grade of them, each in its own way."""
    if facts.kind in SCORM and facts.manifest is not None and facts.manifest.organization is not None:
        scos = [i for i in facts.manifest.organization.walk() if _reports(facts.manifest, i)]
        if len(scos) > 1:
            message = (
                "the package holds {count} lessons that report; platforms make one grade of them, each its own way"
            )
            remedy = "Take one package for each lesson, or look up how your platform adds them up."
            where = facts.at(IMS_MANIFEST, scos[1].line)
            yield warning(where, "several-lessons", message, remedy, count=len(scos))


def _reports(manifest: Manifest, item: Item) -> bool:
    resource = manifest.resource(item.reference)
    return resource is not None and resource.scorm_type == "sco"


def hidden_item(facts: PackageFacts) -> Iterator[Diagnostic]:
    """An item that opens a page is marked invisible; platforms leave it out of their menu."""
    for item in facts.manifest.items if facts.manifest is not None and facts.kind in SCORM else ():
        if item.reference and item.visible == "false":
            message = "«{title}» is marked invisible; platforms leave it out of their menu"
            where = facts.at(IMS_MANIFEST, item.line)
            yield warning(where, "hidden-item", message, _EDITOR, title=item.title or item.identifier)


def odd_pass_mark(facts: PackageFacts) -> Iterator[Diagnostic]:
    """A pass mark is no number of its standard: 0 to 100 in SCORM 1.2, −1 to 1 in SCORM 2004, 0 to 1 in cmi5."""
    marks: list[tuple[str, str, int]] = []
    if facts.kind in SCORM and facts.manifest is not None:
        marks = [(IMS_MANIFEST, i.mastery, i.line) for i in facts.manifest.items]
    if facts.kind is Kind.CMI5 and facts.structure is not None:
        marks = [(CMI5, u.mastery, u.line) for u in facts.structure.units]
    low, high = {Kind.SCORM_12: (0, 100), Kind.SCORM_2004: (-1, 1)}.get(facts.kind, (0, 1))
    for member, mark, line in marks:
        if mark and not (_NUMBER.fullmatch(mark) and low <= float(mark) <= high):
            message = "the pass mark «{mark}» is no number from {low} to {high}"
            remedy = (
                "Write it with a point, not a comma, and without «%»; the platform would ignore it or fail everyone."
            )
            yield error(facts.at(member, line), "odd-pass-mark", message, remedy, mark=mark, low=low, high=high)


RULES = (
    not_well_formed,
    xml_entity,
    overgrown_xml,
    unread_text,
    unknown_edition,
    mixed_editions,
    misspelt_extension,
    unmarked_resource,
    schema_fault,
    prefixed_manifest,
    dangling_identifier,
    missing_file,
    unlisted_file,
    odd_address,
    address_outside,
    illegal_identifier,
    duplicate_identifier,
    sample_identifier,
    missing_title,
    garbled_title,
    nothing_to_start,
    several_lessons,
    hidden_item,
    odd_pass_mark,
)
