"""What the site may show, and under which addresses."""

from dataclasses import replace

from generator.fingerprint import fingerprint
from generator.model import Role
from generator.web.subject import addresses, former_names, name_of_test, site_of
from tests.web.small import LESSON, SECRET, curriculum, final


def test_tutors_pages_and_exams_are_not_in_the_subject() -> None:
    site = site_of(curriculum("exam"), "so-tay-a5", ())
    assert SECRET not in repr(site)
    assert SECRET in repr(curriculum("exam"))
    assert site.tracks[0].test is None


def test_what_learners_do_not_see_does_not_change_the_key() -> None:
    tutor = next(s for s in LESSON.sections if s.role is Role.TUTOR)
    others = tuple(s for s in LESSON.sections if s is not tutor)
    reworded = replace(LESSON, sections=(*others, replace(tutor, html="<p>khác</p>")))
    shown = replace(LESSON, sections=(replace(others[0], html="<p>khác</p>"), *others[1:]))
    keys = {
        name: fingerprint(site_of(replace(curriculum(), lessons=(lesson,)), "so-tay-a5", ()))
        for name, lesson in {"as it is": LESSON, "tutor": reworded, "shown": shown}.items()
    }
    assert keys["as it is"] == keys["tutor"] != keys["shown"]


def test_the_listening_section_belongs_to_the_tracks_that_are_named() -> None:
    for listen, expected in (((), False), (("lop",), True)):
        site = site_of(curriculum(), "so-tay-a5", listen)
        lesson = next(x for x in site.lessons if x.slug == LESSON.slug)
        assert (lesson.section(Role.LISTEN) is not None) is expected


def test_a_practice_test_has_a_page_an_exam_has_none() -> None:
    tracks = {name: curriculum(name).tracks[0] for name in ("practice", "exam")}
    assert tracks["practice"].public_test == final("practice")
    assert tracks["exam"].public_test is None
    assert name_of_test("lop", replace(final("practice"), form="B")) == "lop-thi-b"


def test_every_page_that_authors_name_has_an_address() -> None:
    names = [name for name, _, _ in addresses(curriculum())]
    assert names == ["may1", "qr1", "qr0", "lop", "lop-thi", "tien", "may"]


def test_only_the_default_form_of_a_lesson_keeps_its_old_addresses() -> None:
    assert former_names(LESSON) == ("qr0",)
    assert former_names(replace(LESSON, slug="qr1--khac")) == ()
