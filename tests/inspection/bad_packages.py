"""Packages with one fault each, made from good ones: what every rule, and every platform, must name rightly.

``pitfall`` is the number of the pitfall of learning packages (1 to 25) that the fault is, 0 for one beyond that list.
"""

import io
import json
import re
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from generator.inspection.facts import PackageFacts, facts_of
from generator.inspection.opening import read_package
from tests.profiles.parcels import PAGE, changed, html5, scorm_12, scorm_2004, two_lessons, zipped

Files = dict[str, bytes]

CMI5_SCRIPT = b"""
var q = new URLSearchParams(location.search), fetch = q.get("fetch"), endpoint = q.get("endpoint");
send(endpoint, q.get("registration"), "initialized"); send(endpoint, "", "terminated");
"""
TINCAN = """<?xml version="1.0" encoding="UTF-8"?>
<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>
 <activity id="https://example.org/bai" type="http://adlnet.gov/expapi/activities/course">
  <name lang="vi">Gọi điện</name>
  <description lang="vi">Gọi điện</description><launch lang="vi">index.html</launch></activity>
</activities></tincan>
"""
CARTRIDGE = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
 xmlns:lomm="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest">
 <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion><lomm:lom/></metadata>
 <organizations><organization identifier="o1" structure="rooted-hierarchy"><item identifier="i0">
  <item identifier="i1" identifierref="r1"><title>Bài</title></item>
  <item identifier="i2" identifierref="q1"><title>Câu hỏi</title></item></item></organization></organizations>
 <resources><resource identifier="r1" type="webcontent" href="bai.html"><file href="bai.html"/></resource>
  <resource identifier="q1" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment"><file href="q1.xml"/></resource></resources>
</manifest>
"""
QTI_12 = """<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a1" title="Câu hỏi">
 <section ident="s1"><item ident="c1"><presentation><response_lid ident="r" rcardinality="Single"><render_choice>
  <response_label ident="A"/><response_label ident="B"/></render_choice></response_lid></presentation>
  <resprocessing><respcondition><conditionvar><varequal respident="r">A</varequal></conditionvar></respcondition>
  </resprocessing></item></section></assessment></questestinterop>
"""
QUIZ = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1">
 <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata><organizations/>
 <resources><resource identifier="q1" type="imsqti_item_xmlv2p1" href="q1.xml"><file href="q1.xml"/></resource>
 </resources>
</manifest>
"""
QTI_21 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1" title="Số" adaptive="false">
 <responseDeclaration identifier="R" cardinality="single" baseType="identifier">
  <correctResponse><value>A</value></correctResponse></responseDeclaration>
 <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
 <itemBody><choiceInteraction responseIdentifier="R" maxChoices="1">
  <simpleChoice identifier="A">112</simpleChoice><simpleChoice identifier="B">113</simpleChoice></choiceInteraction>
 </itemBody></assessmentItem>
"""
COURSE = """<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
 <course id="https://example.org/c"><title><langstring lang="vi">Khoá</langstring></title>
  <description><langstring lang="vi">Khoá</langstring></description></course>
 <au id="https://example.org/c/1" moveOn="Completed" masteryScore="0.8"><title><langstring lang="vi">Bài</langstring>
  </title><description><langstring lang="vi">Bài</langstring></description><url>index.html</url></au>
</courseStructure>
"""


# --- good ones --------------------------------------------------------------------------------------------------------


def cmi5() -> Files:
    return {"cmi5.xml": COURSE.encode(), "index.html": PAGE, "player.js": CMI5_SCRIPT}


def tincan() -> Files:
    return {"tincan.xml": TINCAN.encode(), "index.html": PAGE, "player.js": CMI5_SCRIPT}


def cartridge() -> Files:
    return {"imsmanifest.xml": CARTRIDGE.encode(), "bai.html": PAGE, "q1.xml": QTI_12.encode()}


def qti() -> Files:
    return {"imsmanifest.xml": QUIZ.encode(), "q1.xml": QTI_21.encode()}


def olx() -> Files:
    return {
        "course/course.xml": b'<course url_name="run" org="x" course="y"/>',
        "course/course/run.xml": b'<course><chapter url_name="c1"/></course>',
        "course/chapter/c1.xml": b'<chapter><sequential><vertical><html url_name="h1"/></vertical></sequential>'
        b"</chapter>",
        "course/html/h1.xml": b'<html filename="h1"/>',
        "course/html/h1.html": b'<p><img src="/static/a.png" alt=""></p>',
        "course/static/a.png": b"png",
    }


def h5p() -> Files:
    return {
        "h5p.json": json.dumps({"title": "Thẻ", "mainLibrary": "H5P.Dialogcards"}).encode(),
        "content/content.json": b"{}",
        "H5P.Dialogcards-1.9/library.json": b"{}",
    }


GOOD: Mapping[str, Callable[[], Files]] = {
    "scorm12": scorm_12,
    "scorm2004": scorm_2004,
    "cmi5": cmi5,
    "tincan": tincan,
    "cartridge": cartridge,
    "qti": qti,
    "olx": olx,
    "h5p": h5p,
    "html5": html5,
}


# --- how to spoil them ------------------------------------------------------------------------------------------------

MANIFEST = "imsmanifest.xml"
Make = Callable[[], bytes]


def but(files: Files, name: str, *pairs: tuple[str, str]) -> Make:
    """Return a package with texts of one file replaced."""
    spoilt = files
    for old, new in pairs:
        spoilt = changed(spoilt, name, old, new)
    return lambda: zipped(spoilt)


def without(files: Files, name: str) -> Make:
    return lambda: zipped({n: c for n, c in files.items() if n != name})


def below(files: Files, folder: str) -> Make:
    return lambda: zipped({f"{folder}/{n}": c for n, c in files.items()})


def renamed(files: Files, old: str, new: str) -> Make:
    """Return a package with a member called otherwise, also wherever it is named."""
    return lambda: zipped({(new if n == old else n): c.replace(old.encode(), new.encode()) for n, c in files.items()})


def holding(*names: str, content: bytes = b"x", shown: bool = True) -> Files:
    """Return a package of SCORM 1.2 with more files, which the manifest lists; ``shown``: the page links to them."""
    more = scorm_12()
    for name in names:
        more = changed(more, MANIFEST, "<file ", f'<file href="{name}"/><file ')
        if shown:
            more = changed(more, "index.html", "<p>Chào</p>", f'<a href="{name}">Chào</a><p>Chào</p>')
    return more | dict.fromkeys(names, content)


def page(text: str) -> Make:
    """Return a package of SCORM 1.2 with ``text`` in its page."""
    return but(scorm_12(), "index.html", ("<p>Chào</p>", f"<p>Chào</p>{text}"))


def script(text: str, files: Files | None = None) -> Make:
    files = files or scorm_12()
    return lambda: zipped({**files, "player.js": files["player.js"] + text.encode()})


def manifest(*pairs: tuple[str, str]) -> Make:
    return but(scorm_12(), MANIFEST, *pairs)


def appended(name: str, content: bytes, mode: int = 0o100644, files: Files | None = None) -> Make:
    """Return a package with a member that is added to the finished archive."""

    def made() -> bytes:
        target = io.BytesIO(zipped(files or scorm_12()))
        with zipfile.ZipFile(target, "a") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there is one of this name
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, mode << 16
            archive.writestr(entry, content)
        return target.getvalue()

    return made


def rotten() -> bytes:
    """A member whose bytes are not those that its checksum was made of."""
    content = zipped(holding("a.txt", content=b"x" * 50))
    at = content.index(b"a.txt") + len("a.txt")
    return content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]


def unflagged() -> bytes:
    """A name in code page 1258 and no word of it, as old zip programs write."""
    return zipped({**scorm_12(), "b@i.txt": b"x"}).replace(b"b@i.txt", b"b\xe0i.txt")


def tarred(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def course(name: str, old: str, new: str) -> Make:
    return lambda: tarred(changed(olx(), name, old, new))


# --- bad ones ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    """A package with one fault, the rules that name it, and no others."""

    name: str
    pitfall: int
    rules: frozenset[str]
    make: Make
    file: str = "goi.zip"

    def facts(self) -> PackageFacts:
        return facts_of(read_package(self.file, io.BytesIO(self.make())))


_MANY = "<a>" * 300 + "</a>" * 300
_ENTITY = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<manifest'
_TITLE = "<title>Gọi điện</title></item>"
_NO_TITLE = ('isvisible="true"><title>Gọi điện</title>', 'isvisible="true">')
_PAGE = "<p>Chào</p>"

_TABLE: tuple[tuple[str, int, str, Make], ...] = (
    # the archive
    ("the folder was zipped", 1, "package-in-folder", below(scorm_12(), "khoa-hoc")),
    ("the manifest in capitals", 1, "misspelt-manifest", renamed(html5(), "index.html", "IMSManifest.xml")),
    ("a package of packages", 1, "package-in-package", lambda: zipped({"b01.zip": zipped(scorm_12())})),
    ("holiday pictures", 1, "no-package", lambda: zipped({"a.jpg": b"x", "b.jpg": b"y"})),
    ("a manifest alone", 5, "nothing-else", lambda: zipped({MANIFEST: b"<manifest/>"})),
    ("a climbing name", 2, "unsafe-name", appended("../../etc/cron.d/x", b"x")),
    ("an absolute name", 2, "unsafe-name", appended("/etc/x", b"x")),
    ("a name with a drive", 2, "unsafe-name", appended("C:/x.txt", b"x")),
    ("a symbolic link", 2, "special-member", appended("doc.txt", b"/etc/passwd", 0o120777)),
    (
        "back-slashes",
        2,
        "backslash-name",
        lambda: zipped({n.replace("/", "\\"): c for n, c in holding("a/b.txt").items()}),
    ),
    ("a folder as a member", 2, "folder-member", appended("css/", b"", 0o040755)),
    ("an empty file", 2, "empty-file", lambda: zipped(holding("a.txt", content=b""))),
    ("what macOS leaves", 2, "junk-file", appended("__MACOSX/._index.html", b"x")),
    ("the same name twice", 2, "duplicate-name", appended("player.js", scorm_12()["player.js"])),
    ("capitals alone differ", 2, "clashing-names", lambda: zipped(holding("a.txt", "A.txt"))),
    ("marks in a name", 2, "odd-name", lambda: zipped(holding("bài_1.txt"))),
    ("spaces in a name", 2, "odd-name odd-address", lambda: zipped(holding("a 1.txt"))),
    ("a name in an unknown encoding", 2, "undeclared-encoding odd-name unlisted-file", unflagged),
    ("a very long name", 2, "long-name", lambda: zipped(holding("a" * 120 + ".txt"))),
    ("bytes that rotted", 2, "damaged-member", rotten),
    ("one name in two folders", 3, "same-base-name", lambda: zipped(holding("a/x.txt", "b/x.txt"))),
    # the manifest
    ("an ampersand in a title", 6, "not-well-formed", manifest((_TITLE, "<title>Gọi & điện</title></item>"))),
    ("an entity that reads a file", 0, "xml-entity", manifest(("<manifest", _ENTITY))),
    ("elements nested 300 deep", 0, "overgrown-xml", manifest((_TITLE, _TITLE + _MANY))),
    ("a manifest of 5 MB", 0, "unread-text", manifest(("<metadata>", "<!--" + "x" * 5_000_000 + "--><metadata>"))),
    ("an unknown version", 7, "unknown-edition", manifest((">1.2<", ">1.2.1<"))),
    (
        "the spelling of 1.2 in 2004",
        7,
        "mixed-editions",
        but(scorm_2004(), MANIFEST, ("adlcp:scormType", "adlcp:scormtype")),
    ),
    (
        "a namespace of 1.2 in 2004",
        7,
        "mixed-editions",
        but(scorm_2004(), MANIFEST, ("www.adlnet.org/xsd/adlcp_v1p3", "www.adlnet.org/xsd/adlcp_rootv1p2")),
    ),
    ("a cartridge of 1.1 that says 1.3", 25, "mixed-editions", but(cartridge(), MANIFEST, (">1.1.0<", ">1.3.0<"))),
    (
        "a misspelt pass mark",
        7,
        "misspelt-extension schema-fault",
        manifest((_TITLE, _TITLE.replace("</item>", "<adlcp:masteryScore>60</adlcp:masteryScore></item>"))),
    ),
    (
        "an attribute that no edition has",
        7,
        "misspelt-extension",
        but(scorm_2004(), MANIFEST, ("adlcp:scormType", 'adlcp:masteryScore="60" adlcp:scormType')),
    ),
    (
        "a resource of no type of SCORM",
        7,
        "unmarked-resource nothing-reports",
        manifest((' adlcp:scormtype="sco"', "")),
    ),
    ("a resource without a type", 7, "schema-fault", manifest((' type="webcontent"', ""))),
    ("prefixes on everything", 7, "prefixed-manifest", lambda: zipped(prefixed(scorm_12()))),
    (
        "a reference to no resource",
        5,
        "dangling-identifier nothing-to-start",
        manifest(('identifierref="r1"', 'identifierref="r9"')),
    ),
    ("a listed file that is missing", 5, "missing-file", manifest(("<file ", '<file href="a.png"/><file '))),
    ("a file that is not listed", 5, "unlisted-file", appended("readme.txt", b"x")),
    ("a query on the launch page", 4, "odd-address", manifest(('href="index.html">', 'href="index.html?id=1">'))),
    ("addresses below xml:base", 4, "odd-address", lambda: zipped(based(scorm_12()))),
    (
        "a launch page on the internet",
        4,
        "address-outside",
        but(scorm_12(), MANIFEST, ('href="index.html">', 'href="https://example.org/bai.html">')),
    ),
    (
        "an identifier with a space",
        5,
        "illegal-identifier schema-fault",
        manifest(('identifier="m1"', 'identifier="bài 1"')),
    ),
    (
        "one identifier for two things",
        5,
        "duplicate-identifier schema-fault",
        manifest(('identifier="i1"', 'identifier="m1"')),
    ),
    (
        "the identifier of a sample",
        5,
        "sample-identifier",
        manifest(('identifier="m1"', 'identifier="ptx-scorm-test"')),
    ),
    ("an item without a title", 8, "missing-title", manifest(_NO_TITLE)),
    (
        "a title read as Latin-1",
        6,
        "garbled-title",
        manifest((_TITLE, "<title>Gá»\u008di Ä\u0091iá»\u0087n</title></item>")),
    ),
    ("an item that opens nothing", 8, "nothing-to-start", manifest((' identifierref="r1"', ""))),
    ("two lessons in one package", 8, "several-lessons", lambda: zipped(two_lessons(scorm_12()))),
    ("an invisible lesson", 8, "hidden-item", manifest(('isvisible="true"', 'isvisible="false"'))),
    (
        "a pass mark with a comma",
        14,
        "odd-pass-mark schema-fault",
        but(cmi5(), "cmi5.xml", ('masteryScore="0.8"', 'masteryScore="0,8"')),
    ),
    (
        "a pass mark beyond 100",
        14,
        "odd-pass-mark",
        manifest((_TITLE, _TITLE.replace("</item>", "<adlcp:masteryscore>600</adlcp:masteryscore></item>"))),
    ),
    # pages and scripts
    ("a picture that is missing", 5, "missing-target", page('<img src="a.png" alt="">')),
    (
        "a picture in other capitals",
        5,
        "missing-target",
        lambda: zipped(changed(holding("a.png"), "index.html", "<p>Chào</p>", '<img src="A.png" alt="">')),
    ),
    ("a file of the maker's disk", 20, "address-of-a-server", page('<img src="file:///C:/a.png" alt="">')),
    (
        "a script from the internet",
        20,
        "external-request",
        page('<script src="https://cdn.example.org/a.js"></script>'),
    ),
    ("an address fetched by a script", 20, "external-request fetched-file", script('fetch("https://a.example/x")')),
    ("results sent on unload", 15, "unload-handler", page("<script>window.onunload = end;</script>")),
    ("files fetched by scripts", 20, "fetched-file", script("var x = new XMLHttpRequest();")),
    (
        "a module of ECMAScript",
        20,
        "module-script",
        but(scorm_12(), "index.html", ("<script ", '<script type="module" ')),
    ),
    ("a worker", 20, "worker-script", script('new Worker("player.js");')),
    ("memory in the browser", 20, "browser-storage", script('localStorage.setItem("a", "b");')),
    ("a window that closes itself", 15, "closing-window", script("window.close();")),
    ("a font of no known type", 20, "rare-type", lambda: zipped(holding("a.woff2"))),
    (
        "a page in windows-1258",
        23,
        "other-encoding",
        lambda: zipped(
            {**scorm_12(), "index.html": PAGE.decode().replace("Chào", "Ch\x00o").encode().replace(b"\x00", b"\xe0")}
        ),
    ),
    ("a page of no language", 0, "unnamed-page", but(scorm_12(), "index.html", (' lang="vi"', ""))),
    ("a file that nothing shows", 5, "unused-file", lambda: zipped(holding("a.png", shown=False))),
    # the path of the score
    ("a lesson that never speaks", 9, "silent-lesson", lambda: zipped({**scorm_12(), "player.js": b"var x = 1;"})),
    (
        "a lesson of the other edition",
        7,
        "silent-lesson",
        lambda: zipped({**scorm_12(), "player.js": scorm_2004()["player.js"]}),
    ),
    ("nothing but assets", 8, "nothing-reports", manifest(('scormtype="sco"', 'scormtype="asset"'))),
    (
        "a lesson that is never complete",
        13,
        "no-status",
        lambda: zipped(
            {**scorm_12(), "player.js": scorm_12()["player.js"].replace(b"lesson_status", b"lesson_location")}
        ),
    ),
    (
        "a lesson that sends no score",
        12,
        "no-score",
        lambda: zipped({**scorm_12(), "player.js": scorm_12()["player.js"].replace(b"score.raw", b"comments")}),
    ),
    (
        "a session that never ends",
        10,
        "no-end",
        lambda: zipped({**scorm_12(), "player.js": scorm_12()["player.js"].replace(b"LMSFinish", b"LMSGetLastError")}),
    ),
    (
        "a unit that forgets «terminated»",
        10,
        "silent-unit",
        lambda: zipped({**cmi5(), "player.js": CMI5_SCRIPT.replace(b"terminated", b"completed")}),
    ),
    ("a unit that knows no endpoint", 9, "silent-unit", lambda: zipped({**cmi5(), "player.js": b"var x = 1;"})),
    # questions and courses
    ("a right answer that is no option", 21, "unknown-choice", but(qti(), "q1.xml", ("<value>A<", "<value>C<"))),
    ("the same in QTI 1.2", 21, "unknown-choice", but(cartridge(), "q1.xml", ('"r">A<', '"r">C<'))),
    (
        "a question without SCORE",
        21,
        "unscored-question",
        but(qti(), "q1.xml", ('identifier="SCORE"', 'identifier="MARK"')),
    ),
)
_COURSES: tuple[tuple[str, int, str, Make], ...] = (
    ("a pointer to no file", 25, "lost-block", course("course/course/run.xml", '"c1"', '"c9"')),
    ("one url_name for two blocks", 25, "repeated-block", course(
        "course/course/run.xml", "</course>", '<chapter url_name="c1"/></course>')),
    ("a picture not in «static»", 25, "lost-picture", course("course/html/h1.html", "a.png", "b.png")),
)  # fmt: skip


def prefixed(files: Files) -> Files:
    """Return a package whose manifest writes a prefix before every element."""
    text = files[MANIFEST].decode().replace("xmlns=", "xmlns:ims=")
    return {**files, MANIFEST: re.sub(r"<(/?)(?=[a-z])(?!adlcp)", r"<\1ims:", text).encode()}


def based(files: Files) -> Files:
    """Return a package whose content lies in a folder that only ``xml:base`` names."""
    text = changed(files, MANIFEST, "<resource ", '<resource xml:base="bai/" ')[MANIFEST]
    return {MANIFEST: text} | {f"bai/{n}": c for n, c in files.items() if n != MANIFEST}


BAD = (
    *(Bad(name, pitfall, frozenset(rules.split()), make) for name, pitfall, rules, make in _TABLE),
    *(Bad(name, pitfall, frozenset(rules.split()), make, "khoa.tar.gz") for name, pitfall, rules, make in _COURSES),
    Bad("half an H5P", 5, frozenset({"incomplete-h5p"}), without(h5p(), "content/content.json"), "the.h5p"),
    Bad("a package called .rar", 1, frozenset({"wrong-suffix"}), lambda: zipped(scorm_12()), "goi.rar"),
)
BY_NAME = {bad.name: bad for bad in BAD}


def named_by(rules: Iterable[Callable[..., object]]) -> list[Bad]:
    """Return the bad packages that one of ``rules`` must name."""
    names = {rule.__name__.replace("_", "-") for rule in rules}
    return [bad for bad in BAD if bad.rules & names]
