"""Printable booklets and handouts: tagged PDF/UA-1 to read, imposed sheets to print."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from generator.diagnostics import Diagnostic, Position
from generator.imprint import Imprint, imprint
from generator.items import ITEM_TYPES, Item
from generator.model import Curriculum, Hotline, Lesson, Role, Track
from generator.pages import markup, page
from generator.paper.fit import art_width, fitting_messages
from generator.paper.lesson import Layout, checked, lesson_view
from generator.paper.plan import Edges, Part, PartKind, Piece, Signs, findings, lesson_parts
from generator.paper.presets import PRESETS, Preset, Settings
from generator.paper.prose import unlinked
from generator.paper.typeset import balanced, closed, measure
from generator.paper.views import Checked, LessonView
from generator.paper.volumes import split, words_of
from generator.press import LayOut, code, press, written
from generator.strings import strings
from generator.targets import Job, Package, RenderContext
from generator.theme import Theme

if TYPE_CHECKING:
    from generator.printed.plan import PagePlan

NAME = "booklet"
LONGEST_NAME = 60  # of a file in dist/
IMPOSED = "in-2-mat"  # what ends the name of a file to print on both sides
PRODUCER = "hocvuso"  # versions of tools stand in build.json and nowhere else
SPARE = 3  # note pages laid out beyond the least, from which the number is chosen
NOTE_LINES = {True: 14, False: 20}  # of a note page: imposed or not
CODE_GAP = 12  # points between a lesson's code and its name in the contents
FOOT = 10  # small lines that the foot of the back cover may take
_STRINGS = ("booklet", "imprint", "printed")
_UNPRINTED = (Role.TUTOR, Role.LISTEN)  # never on a learner's paper
_LOOSE = re.compile(r" (?=\d)")  # a line does not begin with a number
_PX = 0.75  # points in a CSS pixel


class BookletOptions(BaseModel):
    """What is printed (``targets: booklet:`` of curriculum.yml)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    presets: tuple[Literal["so-tay-a5", "chu-lon-a4"], ...] = Field(
        default=("so-tay-a5", "chu-lon-a4"),
        min_length=1,
        description="The papers: so-tay-a5, a sewn A5 booklet; chu-lon-a4, A4 sheets in large print.",
    )
    lessons: bool = Field(default=True, description="Also each lesson alone, as a handout.")
    answers: bool = Field(default=True, description="Answers with reasons at the end.")
    story: bool = Field(default=True, description="The stories of the lessons.")
    hints: bool = Field(default=False, description="The hint of a question under it.")
    one_sided: bool = Field(
        default=False, description="Also the two halves of the printed booklet, for one-sided printers."
    )
    notes: int = Field(
        default=1, ge=0, le=8, description="At least so many pages for notes at the end of a track's booklet."
    )
    longest: int = Field(
        default=48,
        ge=12,
        le=96,
        multiple_of=4,
        description="Pages that two staples hold; a longer A5 booklet becomes volumes.",
    )

    def settings(self) -> Settings:
        """Return what shapes the pages."""
        return Settings(self.answers, self.story, self.hints, self.notes, self.longest, self.one_sided)


@dataclass(frozen=True, slots=True)
class Course:
    """What every paper says of the course and of the place it is printed for."""

    language: str
    imprint: Imprint
    site_url: str
    place: str
    emergency: tuple[Hotline, ...]
    help: tuple[Hotline, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A track by name."""

    identifier: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class VolumeSubject:
    """All that a volume of a track is made of; ``number`` counts from 1, ``of`` is how many there are."""

    course: Course
    preset: Preset
    settings: Settings
    track: Title
    number: int
    of: int
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class LessonSubject:
    """All that the handout of one lesson is made of."""

    course: Course
    preset: Preset
    settings: Settings
    lesson: Lesson


Subject: TypeAlias = VolumeSubject | LessonSubject


@dataclass(frozen=True)
class Booklet:
    """One set of files per volume of a track and per lesson, on each paper."""

    title: str = "Booklets"
    engines: tuple[str, ...] = ("fontconfig", "harfbuzz", "pango", "weasyprint")
    item_types: frozenset[type[Item]] = ITEM_TYPES
    Options: type[BaseModel] = BookletOptions

    def jobs(self, curriculum: Curriculum, options: BookletOptions) -> Iterable[Job]:
        """Yield a job per volume of each track and per lesson, for each paper."""
        settings = options.settings()
        for preset in (PRESETS[name] for name in options.presets):
            for track in curriculum.tracks:
                yield from _track_jobs(curriculum, track, preset, settings)
            for lesson in curriculum.lessons if options.lessons else ():
                yield Job(
                    name=f"bai/{lesson.slug}/{preset.name}",
                    render=render,
                    subject=LessonSubject(_course(curriculum, lesson.language), preset, settings, _printable(lesson)),
                    theme=_theme(lesson.language),
                    makes=lesson_paths(lesson.slug, preset),
                    about=(lesson.identifier,),
                )


def lesson_paths(slug: str, preset: Preset) -> tuple[str, ...]:
    """Return the files of a lesson alone, below ``dist/``: to read, then, for an imposed paper, to print."""
    return _paths("print/bai", slug, preset)


def volume_paths(track: str, preset: Preset, number: int, of: int) -> tuple[str, ...]:
    """Return the files of a volume, below ``dist/``: to read, then, for an imposed paper, to print."""
    return _paths(f"print/{track}", track, preset, f"-tap-{number}" if of > 1 else "")


def render(subject: Subject, context: RenderContext) -> Package:
    """Return the files of ``subject``: one to read (PDF/UA-1) and, for an imposed paper, one to print."""
    from generator.pdf import impose, margin_boxes_to_artifacts, one_sided

    preset = subject.preset
    match subject:
        case VolumeSubject():
            paths = volume_paths(subject.track.identifier, preset, subject.number, subject.of)
        case LessonSubject():
            paths = lesson_paths(subject.lesson.slug, preset)
    with press(context.theme, _pictures(subject), paths[0]) as lay_out:
        document = _document(subject, context, lay_out)
        made = {paths[0]: margin_boxes_to_artifacts(written(document, tagged=True))}
        if preset.imposed:
            sheets = len(document.pages) // 4
            guide = lay_out(_guide(subject, context, sheets), ("paper", "print-guide"))
            made[paths[1]] = impose(written(document), written(guide))
            if subject.settings.one_sided:
                made |= zip(_halves(paths[1]), one_sided(made[paths[1]]), strict=True)
    return Package(made)


def page_plan(subject: Subject, context: RenderContext) -> tuple["PagePlan", tuple[Diagnostic, ...]]:
    """Return where the layout of ``subject`` puts everything, and what its authors should know of that.

    The plan is what ``printed.measure`` takes; positions are the authors'.
    """
    from generator.printed.pages import Box
    from generator.printed.plan import Kind, PagePlan, Placed, words

    known: dict[str, list[Part]] = {}
    for part in _parts(subject, context):
        known.setdefault(part.identifier, []).append(part)
    with press(context.theme, _pictures(subject), "plan") as lay_out:
        pages = [page._page_box for page in _document(subject, context, lay_out).pages]
        pieces = [piece for number, page in enumerate(pages, 1) for piece in _survey(page, number, known)]
    placed = tuple(
        Placed(
            Kind(p.part.kind.value),
            p.part.identifier,
            p.page,
            Box(p.box.left, p.box.top, p.box.right, p.box.bottom),
            p.part.of,
            p.part.label,
            p.part.position,
        )
        for p in pieces
        if p.part.kind is not PartKind.SECTION
    )
    plan = PagePlan(
        placed,
        covers=(1, len(pages)) if isinstance(subject, VolumeSubject) else (len(pages),),
        volatile=tuple(dict.fromkeys(p.of for p in placed if p.kind is Kind.STAMP)),
        words=words(strings(context.theme, subject.course.language, "printed")),
    )
    return plan, findings(pieces)


# --- jobs ------------------------------------------------------------------------------


def _track_jobs(curriculum: Curriculum, track: Track, preset: Preset, settings: Settings) -> Iterator[Job]:
    volumes = split(track.lessons, preset, settings, len(curriculum.edition.help), bool(curriculum.site_url))
    for number, lessons in enumerate(volumes, 1):
        title = Title(track.identifier, track.title, track.summary)
        course = _course(curriculum, track.language)
        yield Job(
            name=f"{track.identifier}/{preset.name}/{number}",
            render=render,
            subject=VolumeSubject(
                course, preset, settings, title, number, len(volumes), tuple(map(_printable, lessons))
            ),
            theme=_theme(track.language),
            makes=volume_paths(track.identifier, preset, number, len(volumes)),
            about=(track.identifier, *(x.identifier for x in lessons)),
        )


def _printable(lesson: Lesson) -> Lesson:
    """Return the lesson without what no learner's paper may show, so that no change of it prints anything anew."""
    sections = tuple(s for s in lesson.sections if s.role not in _UNPRINTED)
    return replace(lesson, sections=sections, competences=(), reviewers=(), reviewed=None, formerly=())


def _theme(language: str) -> tuple[str, ...]:
    """Return what is read of the theme for papers in ``language``."""
    languages = dict.fromkeys((language, "en"))
    return (NAME, "fonts", *(f"strings/{spoken}/{part}.yml" for spoken in languages for part in _STRINGS))


def _course(curriculum: Curriculum, language: str) -> Course:
    edition = curriculum.edition
    return Course(language, imprint(curriculum), curriculum.site_url, edition.place, edition.emergency, edition.help)


def _paths(folder: str, stem: str, preset: Preset, volume: str = "") -> tuple[str, ...]:
    endings = ("doc", IMPOSED) if preset.imposed else ("doc",)
    tails = [f"-{preset.name}{volume}-{ending}.pdf" for ending in endings]
    room = LONGEST_NAME - max(map(len, tails))
    if len(stem) > room:
        stem = f"{stem[: room - 7]}-{sha256(stem.encode()).hexdigest()[:6]}"
    return tuple(f"{folder}/{stem}{tail}" for tail in tails)


# --- pages -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of the paper in its language, with the form of address filled in."""

    table: Mapping[str, str]
    you: str

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of ``key``, their braces filled."""
        said = self.table[key].format(you=self.you, You=self.you[:1].upper() + self.you[1:], **values)
        return _LOOSE.sub("\u00a0", said)

    def day(self, day: date) -> str:
        return self("date", day=day.day, month=day.month, year=day.year)

    def month(self, day: date) -> str:
        return self("month", month=day.month, year=day.year)


def _halves(imposed: str) -> tuple[str, str]:
    stem = imposed.removesuffix(f"-{IMPOSED}.pdf")
    return f"{stem}-in-mat-le.pdf", f"{stem}-in-mat-chan.pdf"


def _lessons(subject: Subject) -> tuple[Lesson, ...]:
    return subject.lessons if isinstance(subject, VolumeSubject) else (subject.lesson,)


def _words(subject: Subject, theme: Theme) -> _Words:
    language = subject.course.language
    table = {**strings(theme, language, "imprint"), **strings(theme, language, NAME)}
    return _Words(table, next((x.you for x in _lessons(subject)), ""))


def _views(subject: Subject, context: RenderContext) -> tuple[LessonView, ...]:
    words = _words(subject, context.theme)
    slugs = {x.identifier: x.slug for x in _lessons(subject)}
    layout = Layout(
        words.table,
        lambda lesson: f"#{slugs[lesson]}" if lesson in slugs else "",
        subject.preset,
        subject.settings.story,
        len(subject.course.help),
        bool(subject.course.site_url),
        subject.settings.hints,
    )
    return tuple(lesson_view(x, layout) for x in _lessons(subject))


def _values(subject: Subject, context: RenderContext) -> dict[str, Any]:
    """Return what the templates of a paper may name."""
    course, settings, words = subject.course, subject.settings, _words(subject, context.theme)
    icons = {Path(name).stem for name in context.theme.files("booklet/icons")}
    least = settings.notes if isinstance(subject, VolumeSubject) else 0
    return {
        "language": course.language,
        "imprint": course.imprint,
        "place": course.place,
        "emergency": course.emergency,
        "help": course.help,
        "answers_follow": settings.answers and any(x.items for x in _lessons(subject)),
        "hints": settings.hints,
        "notes": least,
        "spare": least + (SPARE if subject.preset.imposed else 0),
        "note_lines": NOTE_LINES[subject.preset.imposed],
        "addresses": {x.slug: _address(course, x).split("://")[-1] for x in _lessons(subject)},
        "today": context.date,
        "t": words,
        "day": words.day,
        "month": words.month,
        "html": markup,
        "unlinked": unlinked,
        "closed": closed,
        "icon": lambda name: name if name in icons else "phone",
    }


def _html(subject: Subject, context: RenderContext) -> str:
    views, words, values = _views(subject, context), _words(subject, context.theme), _values(subject, context)
    about = subject.course.imprint.title
    match subject:
        case VolumeSubject():
            name, preset = subject.track.title, subject.preset
            heading = balanced(escape(name, quote=False), preset.cover, preset.measure)
            if subject.of > 1:
                name = words("title_volume", track=name, n=subject.number)
            values |= {
                "title": f"{about}: {name}",
                "track": subject.track,
                "heading": heading,
                "code": round(_widest(views, preset) + CODE_GAP, 2),
                "art": art_width(heading, subject.track.summary, subject.of > 1, subject.preset),
                "messages": fitting_messages(views, FOOT * subject.preset.small.lead, subject.preset),
                "number": subject.number,
                "volumes": subject.of,
                "lessons": views,
                "checked": _checked(subject),
                "glossary": words_of(subject.lessons),
            }
            return page(context.theme, NAME, "volume.html", **values)
        case LessonSubject():
            name = words("title_lesson", code=views[0].code, title=views[0].title)
            values |= {"title": f"{about}: {name}", "lesson": views[0]}
            return page(context.theme, NAME, "single.html", **values)


def _widest(views: tuple[LessonView, ...], preset: Preset) -> float:
    """Return the width of the widest code of a lesson."""
    return max((measure(v.code, preset.body.size, bold=True) for v in views), default=0.0)


def _checked(subject: VolumeSubject) -> Checked | None:
    return checked(tuple(f for x in subject.lessons for f in x.facts))


def _guide(subject: Subject, context: RenderContext, sheets: int) -> str:
    return page(context.theme, NAME, "print-guide.html", **_values(subject, context), sheets=sheets)


def _address(course: Course, lesson: Lesson) -> str:
    return f"{course.site_url}{lesson.slug}.html"


def _pictures(subject: Subject) -> dict[str, tuple[str, bytes]]:
    """Return every picture a page may show, by its address: media type and bytes."""
    found = {f"asset:{a.name}": (a.media_type, a.content) for x in _lessons(subject) for a in x.assets}
    if subject.course.site_url:
        for lesson in _lessons(subject):
            found[f"code:{lesson.slug}"] = ("image/svg+xml", code(_address(subject.course, lesson)))
    return found


# --- the layout --------------------------------------------------------------------------


def _document(subject: Subject, context: RenderContext, lay_out: LayOut) -> Any:
    """Return the laid-out pages, with as many for notes as make sheets of four.

    Three more are laid out than are wanted at least, and the last of them left out again: only the back cover
    follows, which has no number. That saves a second layout of the whole.
    """
    document = lay_out(_html(subject, context), ("paper", subject.preset.name))
    if not subject.preset.imposed:
        return document
    spare = [p for p in document.pages if any(a.startswith("notes-") for a in p.anchors)]
    least = len(spare) - SPARE
    rest = len(document.pages) - len(spare)
    keep = least + -(rest + least) % 4
    dropped = spare[keep:]
    return document.copy([p for p in document.pages if p not in dropped])


# --- the plan ----------------------------------------------------------------------------------


def _parts(subject: Subject, context: RenderContext) -> Iterator[Part]:
    words = _words(subject, context.theme)
    signs = Signs(words("caution"), words("pictures"))
    for lesson, view in zip(_lessons(subject), _views(subject, context), strict=True):
        yield from lesson_parts(view, signs, subject.preset.imposed)
        if subject.course.site_url:
            address = _address(subject.course, lesson)
            yield Part(PartKind.CODE, f"code-{view.slug}", view.position, view.slug, address, view.code, view.code)
    if isinstance(subject, VolumeSubject) and _checked(subject):
        yield Part(PartKind.STAMP, "stamp-use", Position(""), "use")


def _survey(page: Any, number: int, known: Mapping[str, list[Part]]) -> Iterator[Piece]:
    """Yield the known parts that a page shows; its boxes are the engine's, CSS pixels from the top left.

    What is inside a known part is reckoned to the innermost one.
    """
    x, y = page.content_box_x(), page.content_box_y()
    area = _points(x, y, x + page.width, y + page.height)
    boxes: dict[str, Edges] = {}
    reach: dict[str, Edges] = {}
    for box, owner in _walk(page.children[0], "", known):
        edges = _edges(box)
        if box.element is not None and box.element.get("id") == owner:
            boxes[owner] = boxes[owner].joined(edges) if owner in boxes else edges
        if owner and not getattr(box, "children", ()):
            reach[owner] = reach[owner].joined(edges) if owner in reach else edges
    for identifier, edges in boxes.items():
        for part in known[identifier]:
            yield Piece(part, number, edges, reach.get(identifier, edges), area)


def _walk(box: Any, owner: str, known: Mapping[str, list[Part]]) -> Iterator[tuple[Any, str]]:
    """Yield every box with the identifier of the innermost known part that it belongs to."""
    box = getattr(box, "_box", box)  # a placeholder of an absolutely placed box
    own = box.element.get("id", "") if box.element is not None else ""
    owner = own if own in known else owner
    yield box, owner
    for child in getattr(box, "children", ()):
        yield from _walk(child, owner, known)


def _edges(box: Any) -> Edges:
    x, y = box.border_box_x(), box.border_box_y()
    return _points(x, y, x + box.border_width(), y + box.border_height())


def _points(left: float, top: float, right: float, bottom: float) -> Edges:
    return Edges(*(round(pixels * _PX, 2) for pixels in (left, top, right, bottom)))


TARGET = Booklet()
