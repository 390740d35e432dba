"""What the website shows: the curriculum without what only tutors and examiners see."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from generator.diagnostics import Position
from generator.imprint import Imprint, imprint
from generator.model import (
    Assessment,
    Curriculum,
    Fact,
    Framework,
    Hotline,
    Lesson,
    Module,
    Role,
    Track,
    Word,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A module or a track: lessons, by slug, in order, and the name of their page."""

    identifier: str
    title: str
    summary: str
    language: str
    lessons: tuple[str, ...]
    test: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """All that the website shows; whatever is not in here cannot change a page."""

    title: str
    summary: str
    language: str
    site_url: str
    pass_mark: int
    imprint: Imprint
    modules: tuple[Listing, ...]
    tracks: tuple[Listing, ...]
    lessons: tuple[Lesson, ...]
    words: tuple[Word, ...]
    facts: tuple[Fact, ...]
    frameworks: tuple[Framework, ...]
    emergency: tuple[Hotline, ...]
    help: tuple[Hotline, ...]
    handout: str


def site_of(curriculum: Curriculum, handout: str, listen: Collection[str]) -> Site:
    """Return the site of ``curriculum``.

    ``handout`` is the preset of the papers that lessons link to;
    ``listen`` holds the tracks whose lessons show the section for screen readers.
    """
    listening = {x.slug for t in curriculum.tracks if t.identifier in listen for x in t.lessons}
    edition = curriculum.edition
    return Site(
        title=curriculum.title,
        summary=curriculum.summary,
        language=curriculum.language,
        site_url=curriculum.site_url,
        pass_mark=curriculum.pass_mark,
        imprint=imprint(curriculum),
        modules=tuple(_module(m, curriculum.language) for m in curriculum.modules),
        tracks=tuple(_track(t) for t in curriculum.tracks),
        lessons=tuple(_for_learners(x, x.slug in listening) for x in curriculum.lessons),
        words=curriculum.words,
        facts=curriculum.facts,
        frameworks=tuple(replace(f, competences=()) for f in curriculum.frameworks),
        emergency=edition.emergency,
        help=edition.help,
        handout=handout,
    )


def addresses(curriculum: Curriculum) -> Iterator[tuple[str, Position, str]]:
    """Yield the name of every page that authors name, where it is given, and what it belongs to."""
    for lesson in curriculum.lessons:
        yield lesson.slug, lesson.position, lesson.identifier
    for lesson in curriculum.lessons:
        yield from ((old, lesson.position, lesson.identifier) for old in former_names(lesson))
    for track in curriculum.tracks:
        yield track.identifier, track.position, track.identifier
        test = track.public_test
        if test is not None:
            yield name_of_test(track.identifier, test), track.position, test.identifier
    for module in curriculum.modules:
        yield module.identifier, module.position, module.identifier


def former_names(lesson: Lesson) -> tuple[str, ...]:
    """Return the page names that a lesson had before; its form in the default address keeps them."""
    return tuple(old.lower() for old in lesson.formerly) if lesson.slug == lesson.identifier.lower() else ()


def name_of_test(track: str, test: Assessment) -> str:
    """Return the page name of a track's test."""
    return "-".join(filter(None, (track, test.identifier, test.form.lower())))


def _module(module: Module, language: str) -> Listing:
    return Listing(module.identifier, module.title, module.summary, language, tuple(x.slug for x in module.lessons))


def _track(track: Track) -> Listing:
    slugs = tuple(x.slug for x in track.lessons)
    return Listing(track.identifier, track.title, track.summary, track.language, slugs, track.public_test)


def _for_learners(lesson: Lesson, listens: bool) -> Lesson:
    hidden = (Role.TUTOR,) if listens else (Role.TUTOR, Role.LISTEN)
    shown = tuple(s for s in lesson.sections if s.role not in hidden)
    return replace(lesson, sections=shown, competences=())
