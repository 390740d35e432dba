"""What a package is, what it starts, what that reaches, what its scripts say."""

import io

import pytest

from generator.inspection.facts import SIGNS, Kind, PackageFacts, facts_of, without_comments
from generator.inspection.opening import read_package
from tests.inspection.bad_packages import GOOD, olx, tarred
from tests.profiles.parcels import changed, facts, scorm_12, scorm_2004, zipped

KINDS = {
    "scorm12": (Kind.SCORM_12, "1.2"),
    "scorm2004": (Kind.SCORM_2004, "2004 4th Edition"),
    "cmi5": (Kind.CMI5, ""),
    "tincan": (Kind.TINCAN, ""),
    "cartridge": (Kind.COMMON_CARTRIDGE, "1.1"),
    "qti": (Kind.QTI, "2.1"),
    "olx": (Kind.OLX, ""),
    "h5p": (Kind.H5P, ""),
    "html5": (Kind.HTML5, ""),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_known(name: str) -> None:
    package = facts(GOOD[name]())
    assert (package.kind, package.edition) == KINDS[name]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>", "", Kind.SCORM_12),  # by its namespaces
        (">1.2<", ">2004 3rd Edition<", Kind.SCORM_2004),
        (">1.2<", ">CAM 1.3<", Kind.SCORM_2004),
        (">1.2<", ">1.2.1<", Kind.SCORM_12),
    ],
)
def test_what_the_manifest_says_counts_before_its_namespaces(old: str, new: str, kind: Kind) -> None:
    assert facts(changed(scorm_12(), "imsmanifest.xml", old, new)).kind is kind


def test_a_manifest_that_cannot_be_read_is_still_a_content_package() -> None:
    assert facts({**scorm_12(), "imsmanifest.xml": b"<manifest>"}).kind is Kind.IMS_CP


def test_a_folder_that_was_zipped_is_looked_into() -> None:
    package = facts({f"khoa/{n}": c for n, c in scorm_12().items()} | {"__MACOSX/._khoa": b"x"})
    assert (package.base, package.kind, package.launches) == ("khoa/", Kind.SCORM_12, ("index.html",))
    assert str(package.at("index.html", 3)) == "khoa/index.html:3:1"


def test_a_course_of_open_edx_is_known_in_a_tar_and_in_a_zip() -> None:
    for content, name in ((tarred(olx()), "a.tar.gz"), (zipped(olx()), "a.zip")):
        package = facts_of(read_package(name, io.BytesIO(content)))
        assert (package.kind, package.course) == (Kind.OLX, "course/")


PAGE = b"""<!DOCTYPE html><html lang="vi"><head><title>B</title><link rel="stylesheet" href="a.css">
<script src="main.js"></script></head><body onload="LMSInitialize('')"><a href="two.html#x">2</a>
<script type="application/json">{"html": "<img src=\\"pic.png\\">"}</script></body></html>"""


def linked() -> PackageFacts:
    return facts(
        {
            **scorm_12(),
            "index.html": PAGE,
            "a.css": b"@font-face { src: url(font.otf) }",
            "font.otf": b"x",
            "main.js": b'// no.png\nload("lib/" + "more.js"); load("lib/deep.js");',
            "lib/deep.js": b'var s = "sound.mp3", t = cmi.core.lesson_status;',
            "lib/sound.mp3": b"x",
            "pic.png": b"x",
            "two.html": b"<p>2</p>",
            "no.png": b"x",
            "lonely.js": b"LMSFinish('')",
        }
    )


def test_what_the_first_page_reaches_is_found_through_pages_styles_scripts_and_data() -> None:
    package = linked()
    reached = {"index.html", "a.css", "font.otf", "main.js", "lib/deep.js", "lib/sound.mp3", "pic.png", "two.html"}
    assert package.reachable == reached | {"no.png"}  # a comment could be a name that is put together
    assert package.reached(["two.html", "none.html"]) == {"two.html"}


def test_scripts_are_known_with_their_places() -> None:
    package = linked()
    assert [(p.member, p.line) for p in package.mentions("LMSInitialize")] == [("index.html", 2)]
    assert [p.member for p in package.mentions("cmi.core.lesson_status")] == ["lib/deep.js"]
    assert not package.mentions("LMSFinish")  # nothing loads that script
    assert [p.member for p in package.mentions("LMSFinish", reachable_only=False)] == ["lonely.js", "player.js"]
    assert not package.mentions("Initialize")  # only as a part of a word


DONE = {
    "unload": "window.onunload = f; addEventListener('beforeunload', f)",
    "storage": "localStorage.a; indexedDB.open()",
    "cookie": "document.cookie = 'a'",
    "fetch": "fetch('a'); window.fetch('a'); new XMLHttpRequest()",
    "worker": "new Worker('a'); new SharedWorker('a'); navigator.serviceWorker; importScripts('a')",
    "module": "import a from 'a'\nimport {b} from 'b'\nexport default 1",
    "close": "window.close(); top.close()",
    "alert": "alert(1); confirm(1); window.prompt(1)",
}
INNOCENT = "sessionStorage.a; var unloaded = a.fetch(1), prefetch = b.close(), important, exported = alertness;"


@pytest.mark.parametrize("sign", SIGNS)
def test_habits_are_seen_and_their_like_is_not(sign: str) -> None:
    count = len([p for p in DONE[sign].replace(";", "\n").split("\n") if p])
    assert len(SIGNS[sign].findall(DONE[sign].replace("; ", "\n"))) == count
    assert not SIGNS[sign].search(INNOCENT)


def test_comments_are_taken_out_and_addresses_are_not() -> None:
    text = 'a = "https://x.example/a"; // one\n/* two\nthree */ b = 1; /* open'
    assert without_comments(text) == 'a = "https://x.example/a"; \n\n b = 1; '


def test_2004_starts_what_its_organization_says() -> None:
    assert facts(scorm_2004()).launches == ("index.html",)
