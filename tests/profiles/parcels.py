"""Tiny packages that every platform takes, how to spoil them, and how to ask a profile about them."""

import io
import zipfile
from collections.abc import Callable, Mapping

from generator.diagnostics import Diagnostic, Severity
from generator.inspection.facts import PackageFacts, facts_of
from generator.inspection.opening import read_package
from generator.profiles import Profile

Files = dict[str, bytes]
Spoil = Callable[[], PackageFacts]

SCRIPT_12 = b"""
try { api.LMSInitialize(""); } catch (e) { }
set("cmi.core.lesson_status", "incomplete"); set("cmi.core.score.raw", "80"); set("cmi.core.lesson_status", "passed");
api.LMSSetValue("cmi.suspend_data", "1"); api.LMSCommit(""); api.LMSFinish("");
"""
SCRIPT_2004 = b"""
var api = find("API_1484_11"); api.Initialize("");
set("cmi.score.raw", "80"); set("cmi.score.scaled", "0.8"); set("cmi.completion_status", "completed");
set("cmi.success_status", "passed"); api.Commit(""); api.Terminate("");
"""
PAGE = '<!DOCTYPE html><html lang="vi"><title>Bài</title><script src="player.js"></script><p>Chào</p></html>'.encode()

MANIFEST_12 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
 <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
 <organizations default="o1"><organization identifier="o1"><title>Gọi điện</title>
  <item identifier="i1" identifierref="r1" isvisible="true"><title>Gọi điện</title></item>
 </organization></organizations>
 <resources><resource identifier="r1" type="webcontent" adlcp:scormtype="sco" href="index.html">
  <file href="index.html"/><file href="player.js"/></resource></resources>
</manifest>
"""
MANIFEST_2004 = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
 <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
 <organizations default="o1"><organization identifier="o1"><title>Gọi điện</title>
  <item identifier="i1" identifierref="r1" isvisible="true"><title>Gọi điện</title></item>
 </organization></organizations>
 <resources><resource identifier="r1" type="webcontent" adlcp:scormType="sco" href="index.html">
  <file href="index.html"/><file href="player.js"/></resource></resources>
</manifest>
"""
CARTRIDGE = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1">
 <metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion></metadata>
 <organizations><organization identifier="o1" structure="rooted-hierarchy"><item identifier="i0">
  <item identifier="i1" identifierref="r1"><title>Bài</title></item></item></organization></organizations>
 <resources><resource identifier="r1" type="webcontent" href="bai.html"><file href="bai.html"/></resource></resources>
</manifest>
"""
QUIZ = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="m1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1">
 <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata><organizations/>
 <resources><resource identifier="q1" type="imsqti_item_xmlv2p1" href="q1.xml"><file href="q1.xml"/></resource>
 </resources>
</manifest>
"""
COURSE = """<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
 <course id="https://example.org/c"><title><langstring lang="vi">Khoá</langstring></title>
  <description><langstring lang="vi">Khoá</langstring></description></course>
 <au id="https://example.org/c/1"><title><langstring lang="vi">Bài</langstring></title>
  <description><langstring lang="vi">Bài</langstring></description><url>index.html</url></au>
</courseStructure>
"""


def scorm_12() -> Files:
    return {"imsmanifest.xml": MANIFEST_12.encode(), "index.html": PAGE, "player.js": SCRIPT_12}


def scorm_2004() -> Files:
    return {"imsmanifest.xml": MANIFEST_2004.encode(), "index.html": PAGE, "player.js": SCRIPT_2004}


def cartridge() -> Files:
    return {"imsmanifest.xml": CARTRIDGE.encode(), "bai.html": b"<html lang='vi'><title>B</title></html>"}


def qti() -> Files:
    item = b'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1"/>'
    return {"imsmanifest.xml": QUIZ.encode(), "q1.xml": item}


def cmi5() -> Files:
    return {"cmi5.xml": COURSE.encode(), "index.html": PAGE, "player.js": SCRIPT_2004}


def html5() -> Files:
    return {"index.html": PAGE, "player.js": SCRIPT_12}


def two_lessons(files: Files) -> Files:
    """Return the package with a second lesson on a page of its own."""
    item = '<item identifier="i2" identifierref="r2" isvisible="true"><title>Hai</title></item>\n </organization>'
    more = changed(files, "imsmanifest.xml", "</organization>", item)
    text = more["imsmanifest.xml"].decode()
    start, end = text.index("<resource identifier"), text.index("</resources>")
    second = text[start:end].replace('"r1"', '"r2"').replace("index.html", "b.html")
    return {**more, "imsmanifest.xml": (text[:end] + second + text[end:]).encode(), "b.html": PAGE}


def changed(files: Files, name: str, old: str, new: str) -> Files:
    """Return the package with the first ``old`` in a file replaced."""
    text = files[name].decode()
    assert old in text, f"{name} holds no {old!r}"
    return {**files, name: text.replace(old, new, 1).encode()}


def manifest_with(files: Files, old: str, new: str) -> PackageFacts:
    return facts(changed(files, "imsmanifest.xml", old, new))


def facts(files: Mapping[str, bytes]) -> PackageFacts:
    """Return the facts of a package, its members in the order given."""
    return facts_of(read_package("p.zip", io.BytesIO(zipped(files))))


def zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            information = zipfile.ZipInfo("placeholder")
            information.filename = name  # as it is: the constructor would mend it
            archive.writestr(information, content)
    return target.getvalue()


def asked(profile: Profile, package: PackageFacts) -> list[Diagnostic]:
    """Return what all rules of a profile find, when it reads such packages at all."""
    return [f for rule in profile.rules for f in rule(package)] if package.kind in profile.reads else []


def names(found: list[Diagnostic]) -> set[str]:
    return {f.rule for f in found}


def rules(profile: Profile) -> set[str]:
    return {rule.__name__.replace("_", "-") for rule in profile.rules}


def errors(found: list[Diagnostic]) -> set[str]:
    return {f.rule for f in found if f.severity is Severity.ERROR}
