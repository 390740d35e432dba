"""Pass 3: identifiers to objects, Markdown to HTML, screens to drawings.

Total: the rules made failure impossible, so nothing here reports.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from unicodedata import normalize

from markdown_it.tree import SyntaxTreeNode as Node

from generator.diagnostics import Position
from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
    html_of,
)
from generator.markup import plain
from generator.model import (
    Assessment,
    Asset,
    Audience,
    Competence,
    Curriculum,
    Edition,
    Fact,
    Framework,
    Hotline,
    Lesson,
    Module,
    Picture,
    Pool,
    Role,
    Section,
    Step,
    Task,
    Track,
    Word,
)
from generator.pictures import clean
from generator.screens import draw
from generator.source import Source
from generator.source.lesson import BankSource, LessonSource, SectionSource, TaskSource
from generator.source.markdown import fold
from generator.source.markdown import plain as words_of
from generator.source.quiz import ItemSource, OptionSource
from generator.source.schema import AssessmentEntry, AudienceEntry, HotlineEntry, TrackEntry
from generator.strings import strings
from generator.theme import Theme
from generator.writer import Writer

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD_LINK = re.compile(r'href="word:([^"]*)"')
_FACT_LINK = re.compile(r'href="fact:([^"]*)"')
_ASSETS = re.compile(r'src="asset:([^"]+)"')


def resolve(source: Source, theme: Theme) -> Curriculum:
    """Return the curriculum that ``source`` describes; ``source`` has passed every rule."""
    return _Resolver(source, theme).curriculum()


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The pictures of one file: by the line of a screen, by the source of an image, and their assets."""

    screens: Mapping[int, Picture]
    images: Mapping[str, Picture]
    assets: tuple[Asset, ...]


class _Resolver:
    def __init__(self, source: Source, theme: Theme) -> None:
        self.source = source
        self.theme = theme
        self.file = source.curriculum.data
        self.frameworks = tuple(self._frameworks())
        self.competences = {c.identifier: c for f in self.frameworks for c in f.competences}
        self.words = self._words()
        self.facts = self._facts()
        self.by_id = {(x.front.id, x.language): x for x in source.lessons}
        self.names = {x.path.rsplit("/", 1)[-1]: x.front.id for x in source.lessons}
        self.drawn = {x.path: self._draw(x, self._prefix(x), _screen_names(x)) for x in source.lessons}
        self.drawn |= {b.path: self._draw(b, b.front.id, _numbered_screens(b)) for b in source.banks}
        self.identity = {w: w for a in self.file.audiences.values() for w in a.address} | {
            w: w for w in source.style(self.file.language).address.words
        }

    def curriculum(self) -> Curriculum:
        file = self.file
        lessons: list[Lesson] = []
        place = self.source.curriculum.document.position
        tracks = tuple(self._track(t, lessons, place(("tracks", n, "id"))) for n, t in enumerate(file.tracks))
        known = {x.identifier: x for x in reversed(lessons)}
        for entry in file.modules:
            for identifier in entry.lessons:
                if identifier not in known:
                    lesson = self._lesson(self._find(identifier, file.language), self.identity, ())
                    known[identifier] = lesson
                    lessons.append(lesson)
        modules = tuple(
            Module(m.id, m.title, tuple(known[i] for i in m.lessons), m.summary, place(("modules", n, "id")))
            for n, m in enumerate(file.modules)
        )
        return Curriculum(
            identifier=file.id,
            title=file.title,
            summary=file.summary,
            language=file.language,
            licence=file.licence,
            version=file.version,
            date=file.date,
            authors=tuple(file.authors),
            site_url=file.site_url,
            pass_mark=file.pass_mark,
            frameworks=self.frameworks,
            modules=modules,
            tracks=tracks,
            lessons=tuple(sorted(lessons, key=lambda x: x.slug)),
            words=tuple(self.words[k] for k in sorted(self.words)),
            facts=tuple(self.facts[k] for k in sorted(self.facts)),
            edition=self._edition(),
        )

    # --- lessons ---------------------------------------------------------------------

    def _find(self, identifier: str, language: str) -> LessonSource:
        return self.by_id.get((identifier, language)) or self.by_id[(identifier, self.file.language)]

    def _track(self, entry: TrackEntry, lessons: list[Lesson], position: Position) -> Track:
        audience = self.file.audiences[entry.audience]
        language = entry.language or self.file.language
        address = self.identity | audience.address
        chosen = []
        for identifier in entry.lessons:
            lesson = self._lesson(self._find(identifier, language), address, (entry.audience, audience.title))
            same = next((x for x in lessons if replace(x, slug=lesson.slug) == lesson), None)
            if same is None:
                if any(x.slug == lesson.slug for x in lessons):
                    lesson = replace(lesson, slug=f"{lesson.slug}--{entry.audience}")
                lessons.append(lesson)
                same = lesson
            chosen.append(same)
        return Track(
            identifier=entry.id,
            title=entry.title,
            summary=entry.summary,
            audience=self._audience(entry.audience, audience),
            lessons=tuple(chosen),
            assessment=self._assessment(entry.assessment, address) if entry.assessment else None,
            language=language,
            position=position,
        )

    def _audience(self, identifier: str, entry: AudienceEntry) -> Audience:
        return Audience(identifier, entry.title, tuple(sorted(entry.address.items())))

    def _lesson(self, authored: LessonSource, address: Mapping[str, str], audience: tuple[str, ...]) -> Lesson:
        drawn = self.drawn[authored.path]
        writer = self._writer(authored.language, address, drawn)
        front = authored.front
        sections = tuple(self._section(s, front.id, writer) for s in _for_audience(authored.sections, audience))
        message = writer.blocks(authored.message)
        html = message + "".join(_all_html(s) for s in sections)
        used = tuple(dict.fromkeys(_WORD_LINK.findall(html)))
        facts = tuple(dict.fromkeys((*front.facts, *_FACT_LINK.findall(html))))
        words = tuple(self.words[w] for w in used)
        sections = tuple(replace(s, words=words) if s.role is Role.WORDS else s for s in sections)
        names = set(_ASSETS.findall(html)) | {
            t.picture.asset for s in sections for k in s.tasks for t in k.steps if t.picture
        }
        return Lesson(
            identifier=front.id,
            slug=self._prefix(authored),
            title=writer.text(words_of(authored.title)),
            short_title=writer.text(front.short_title),
            language=authored.language,
            minutes=front.minutes,
            message=message,
            sections=sections,
            assets=tuple(a for a in drawn.assets if a.name in names),
            competences=tuple(self.competences[c] for c in front.competences),
            facts=tuple(self.facts[f] for f in facts),
            devices=tuple(front.devices),
            version=front.version,
            authors=tuple(front.authors),
            reviewers=tuple(front.reviewers),
            reviewed=front.reviewed,
            formerly=tuple(front.formerly),
            you=next(iter(address.values()), ""),
            position=authored.title_position,
        )

    def _writer(self, language: str, address: Mapping[str, str], drawn: _Drawn) -> Writer:
        style = self.source.style(language)
        return Writer(address, drawn.screens, drawn.images, self.names, tuple(style.units), tuple(style.numbered))

    def _section(self, authored: SectionSource, lesson: str, writer: Writer) -> Section:
        title = writer.text(words_of(authored.heading))
        if authored.audience:
            title = title[: title.rindex("(")].strip()
        name = authored.role.value if authored.role is not Role.OTHER else authored.block or slug(title)
        return Section(
            identifier=f"{lesson}/{name}",
            role=authored.role,
            title=title,
            html=writer.blocks(authored.nodes),
            tasks=tuple(self._task(t, n, len(authored.tasks), lesson, writer) for n, t in enumerate(authored.tasks, 1)),
            items=tuple(item(i, writer) for i in authored.items if not i.meta.retired),
            position=authored.position,
        )

    def _task(self, authored: TaskSource, number: int, of: int, lesson: str, writer: Writer) -> Task:
        prefix = f"{lesson}-b" if of == 1 else f"{lesson}-p{number}-b"
        steps = tuple(
            Step(
                identifier=f"{prefix}{s.number}",
                number=s.number,
                title=writer.inline(s.title),
                body=writer.blocks(s.body),
                caution="\n".join(writer.alert(c) for c in s.caution),
                picture=writer.picture(s.picture) if s.picture else None,
                position=s.position,
            )
            for s in authored.steps
        )
        return Task(writer.text(words_of(authored.heading)), steps, authored.device)

    def _prefix(self, authored: LessonSource) -> str:
        own = "" if authored.language == self.file.language else f"-{authored.language}"
        return authored.front.id.lower() + own

    def _draw(self, authored: LessonSource | BankSource, prefix: str, names: Mapping[int, str]) -> _Drawn:
        """Draw every screen and clean every picture of a file, once for all forms of address."""
        assets: dict[str, Asset] = {}
        screens: dict[int, Picture] = {}
        vocabulary = strings(self.theme, authored.language, "screen")
        for line, authored_screen in sorted(authored.screens.items()):
            drawing = draw(authored_screen.screen, vocabulary)
            name = f"{prefix}-{names[line]}.svg"
            assets[name] = Asset(name, "image/svg+xml", drawing.svg)
            screens[line] = Picture(
                name, drawing.alternative, drawing.width, drawing.height, True, authored_screen.screen.caption
            )
        images: dict[str, Picture] = {}
        folder = (self.source.root / authored.path).parent
        for authored_image in authored.images:
            if authored_image.source in images:
                continue
            cleaned = clean(folder / authored_image.source)
            name = _free_name(f"{prefix}-h-{_stem(authored_image.source)}", cleaned.suffix, assets)
            assets[name] = Asset(name, cleaned.media_type, cleaned.content)
            images[authored_image.source] = Picture(name, authored_image.alternative, cleaned.width, cleaned.height)
        return _Drawn(screens, images, tuple(assets[n] for n in sorted(assets)))

    # --- assessments -------------------------------------------------------------------

    def _assessment(self, identifier: str, address: Mapping[str, str]) -> Assessment:
        entry = self.file.assessments[identifier]
        banks = [b for b in self.source.banks if b.front.id in entry.banks]
        items: dict[str, Item] = {}
        for bank in banks:
            writer = self._writer(bank.language, address, self.drawn[bank.path])
            items |= {name: item(i, writer) for name, i in _asked(bank).items()}
        known = {a.name: a for b in banks for a in self.drawn[b.path].assets}
        chosen = tuple(items[i.meta.id] for i in draw_items(identifier, entry, banks) if i.meta.id)
        secret = "exam" in (entry.visibility, *(b.front.visibility for b in banks))
        return Assessment(
            identifier=identifier,
            title=entry.title,
            items=chosen,
            pass_mark=entry.pass_mark if entry.pass_mark is not None else self.file.pass_mark,
            attempts=entry.attempts,
            shuffle=entry.shuffle,
            form=entry.form,
            visibility="exam" if secret else "practice",
            draw=entry.draw,
            assets=_shown(chosen, known),
            pools=tuple(_pool(c, n, tuple(items.values()), known) for c, n in entry.blueprint.items()),
        )

    # --- data ----------------------------------------------------------------------------

    def _frameworks(self) -> Iterator[Framework]:
        language = self.file.language
        for sheet in self.source.frameworks:
            data = sheet.data
            if data.id not in self.file.frameworks:
                continue
            competences = tuple(
                Competence(f"{data.id}:{c.code}", data.id, c.code, _in(c.title, language), _in(a.title, language))
                for a in data.areas
                for c in a.competences
            )
            verified = data.verified if isinstance(data.verified, str) else str(data.verified).lower()
            yield Framework(
                data.id,
                _in(data.title, language),
                data.issuer,
                data.instrument,
                data.licence,
                verified,
                data.note,
                tuple(data.source),
                competences,
            )

    def _words(self) -> dict[str, Word]:
        if self.source.glossary is None:
            return {}
        return {k: Word(k, w.word, w.meaning, w.say) for k, w in self.source.glossary.data.words.items()}

    def _facts(self) -> dict[str, Fact]:
        if self.source.facts is None:
            return {}
        return {
            k: Fact(k, f.text, f.value, f.source, f.seen, f.level, f.class_, f.verify_by)
            for k, f in self.source.facts.data.facts.items()
        }

    def _edition(self) -> Edition:
        entry = self.file.edition

        def hotlines(entries: Iterable[HotlineEntry]) -> tuple[Hotline, ...]:
            return tuple(
                Hotline(h.label, h.number or (self.facts[h.fact].value if h.fact else ""), h.icon) for h in entries
            )

        return Edition(entry.id, entry.place, hotlines(entry.emergency), hotlines(entry.help), entry.report_to)


def draw_items(identifier: str, entry: AssessmentEntry, banks: Iterable[BankSource]) -> list[ItemSource]:
    """Return the items of a form: per competence, the first n of a seeded order; none twice.

    The seed is the assessment's id, its form and the item's id, so adding an item moves no other.
    """
    pool = {name: i for b in banks for name, i in _asked(b).items()}
    drawn: dict[str, ItemSource] = {}
    for competence, number in entry.blueprint.items():
        fitting = [k for k, i in pool.items() if competence in i.meta.competences and k not in drawn]
        fitting.sort(key=lambda k: hashlib.sha256(f"{identifier}/{entry.form}/{k}".encode()).digest())
        drawn |= {k: pool[k] for k in fitting[:number]}
    return list(drawn.values())


def _asked(bank: BankSource) -> dict[str, ItemSource]:
    return {i.meta.id: i for i in bank.items if i.meta.id and not i.meta.retired}


def _pool(competence: str, count: int, items: tuple[Item, ...], known: Mapping[str, Asset]) -> Pool:
    fitting = tuple(i for i in items if competence in i.competences)
    return Pool(competence, count, fitting, _shown(fitting, known))


def _shown(items: Iterable[Item], known: Mapping[str, Asset]) -> tuple[Asset, ...]:
    """Return the pictures that ``items`` show, by name."""
    names = {name for i in items for name in _ASSETS.findall("\n".join(html_of(i)))}
    return tuple(known[n] for n in sorted(names))


def item(authored: ItemSource, writer: Writer) -> Item:
    """Return the resolved question."""
    stem, material = writer.inline(authored.heading), writer.blocks(authored.stem)
    meta = authored.meta
    identifier, competences = meta.id or "", tuple(meta.competences)
    feedback = _feedback(authored, writer)
    rest = (meta.points, competences, feedback, material, authored.position)
    match authored.kind:
        case "choice":
            return ChoiceItem(identifier, stem, _choices(authored.options, writer), *rest)
        case "multiple":
            return MultipleResponseItem(identifier, stem, _choices(authored.options, writer), *rest)
        case "true-false":
            return TrueFalseItem(identifier, stem, _choices(authored.options, writer), *rest)
        case "survey":
            return SurveyItem(identifier, stem, _choices(authored.options, writer), 0, *rest[1:])
        case "text":
            return TextEntryItem(identifier, stem, authored.answers, meta.tone_marks, *rest)
        case "numeric":
            ranges = tuple(NumericRange(low, high) for low, high in authored.ranges)
            return NumericItem(identifier, stem, ranges, meta.unit, *rest)
        case "match":
            sides = [(writer.inline(left), writer.inline(right)) for left, right in authored.pairs]
            pairs = tuple(Pair(left, right) for left, right in sides if left)
            return MatchItem(identifier, stem, pairs, tuple(right for left, right in sides if not left), *rest)
        case "order":
            return OrderItem(identifier, stem, tuple(writer.inline(e) for e in authored.entries), *rest)
        case _:
            raise AssertionError(authored.kind)


def _choices(options: Iterable[OptionSource], writer: Writer) -> tuple[Choice, ...]:
    return tuple(
        Choice(letter, writer.inline(o.content), o.correct, _paragraphs(o.feedback, writer))
        for letter, o in zip(LETTERS, options, strict=False)
    )


def _paragraphs(nodes: tuple[Node, ...], writer: Writer) -> str:
    """Return feedback as inline HTML when it is one paragraph, as blocks otherwise."""
    html = writer.blocks(nodes)
    one = re.fullmatch(r"<p>((?:(?!<p>).)*)</p>", html, re.DOTALL)
    return one[1] if one else html


def _feedback(authored: ItemSource, writer: Writer) -> Feedback:
    parts = {label: "<br>".join(writer.inline(line) for line in lines) for label, lines in authored.closing}
    return Feedback(**parts)


def _for_audience(sections: tuple[SectionSource, ...], audience: tuple[str, ...]) -> list[SectionSource]:
    """Return one section per role: this audience's own where there is one, the general one otherwise."""
    mine = {fold(a) for a in audience}
    own = {s.role for s in sections if s.audience and fold(s.audience) in mine and s.role is not Role.OTHER}
    return [s for s in sections if (fold(s.audience) in mine if s.audience else s.role not in own)]


def _screen_names(authored: LessonSource) -> dict[int, str]:
    """Name screens after their step; any other by its number in the file."""
    names: dict[int, str] = {}
    for section in authored.sections:
        for number, task in enumerate(section.tasks, 1):
            for step in task.steps:
                line = step.picture.map[0] + 1 if step.picture is not None and step.picture.map else 0
                if line in authored.screens:
                    names[line] = f"b{step.number}" if len(section.tasks) == 1 else f"p{number}-b{step.number}"
    others = [line for line in sorted(authored.screens) if line not in names]
    return names | {line: f"s{n}" for n, line in enumerate(others, 1)}


def _numbered_screens(bank: BankSource) -> dict[int, str]:
    return {line: f"s{n}" for n, line in enumerate(sorted(bank.screens), 1)}


def _stem(source: str) -> str:
    return slug(source.rsplit("/", 1)[-1].rsplit(".", 1)[0])[:40].strip("-")


def _free_name(start: str, suffix: str, taken: Mapping[str, Asset]) -> str:
    """Return a name nobody has: two folders may hold a picture of the same name."""
    names = (f"{start}{'' if n == 1 else f'-{n}'}.{suffix}" for n in count(1))
    return next(name for name in names if name not in taken)


def _all_html(section: Section) -> str:
    parts = [section.html]
    for task in section.tasks:
        parts += [part for s in task.steps for part in (s.title, s.caution, s.body)]
    for question in section.items:
        parts += html_of(question)
    return "\n".join(parts)


def _in(titles: Mapping[str, str], language: str) -> str:
    return titles.get(language) or titles.get("en") or next(iter(titles.values()))


def slug(text: str) -> str:
    """Return ``text`` as a lower-case ASCII name."""
    bare = normalize("NFD", plain(text).replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-") or "x"
