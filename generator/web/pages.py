"""Every page of the site: its title, its place in the menu, its HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from generator.imprint import lines
from generator.markup import plain
from generator.model import Assessment, Lesson, Role
from generator.player import assessment_data, files, lesson_data
from generator.strings import strings
from generator.theme import Theme
from generator.web.papers import Paper, booklets, handouts
from generator.web.subject import Listing, Site, former_names, name_of_test
from generator.web.templates import asset_url, environment, tidy
from generator.web.words import Words

ADAPTER = "browser"
FIXED = ("index", "search", "glossary", "print", "help", "about", "accessibility", "privacy", "404")
LASTING = "T0"  # the class of facts that do not go stale
_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go: an address, a name, a word or two about it, and the sign before it."""

    url: str
    title: str
    note: str = ""
    symbol: str = "print"


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson in a list."""

    identifier: str
    slug: str
    title: str
    minutes: int

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self.slug}.html"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A track or a module as pages show it."""

    identifier: str
    title: str
    summary: str
    lessons: tuple[Row, ...]

    @property
    def url(self) -> str:
        """Its page."""
        return f"{self.identifier}.html"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file name without ending, its kind (the template), and what the template is told."""

    name: str
    kind: str
    title: str
    language: str
    you: str
    heading: str = ""
    lead: str = ""
    description: str = ""
    up: Link | None = None
    wide: bool = False
    indexed: bool = True
    quiz: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Linker:
    """Addresses of what a text refers to; a fact keeps its words only, its source stands at the lesson's end."""

    lessons: Mapping[str, str]
    words: Mapping[str, str]

    def __call__(self, scheme: str, identifier: str) -> str:
        """Return an address, or nothing."""
        return {"lesson": self.lessons, "word": self.words}.get(scheme, {}).get(identifier, "")


class Pages:
    """All pages of one site, and the files that belong to them."""

    def __init__(self, site: Site, theme: Theme, day: date, products: Mapping[str, bytes]) -> None:
        """``day`` is the course's; ``products`` are the files that other targets made, by path below ``dist/``."""
        self.site = site
        self.theme = theme
        self.date = day
        self.products = products
        self._read: dict[tuple[str, str], Mapping[str, str]] = {}
        self.lessons = {x.slug: x for x in site.lessons}
        self.tracks = tuple(self._shelf(x) for x in site.tracks)
        self.modules = tuple(self._shelf(x) for x in site.modules)
        self.held: dict[str, list[tuple[Shelf, int]]] = {x.slug: [] for x in site.lessons}
        for shelf in self._shelves():
            for place, row in enumerate(shelf.lessons):
                self.held[row.slug].append((shelf, place))
        self._urls: dict[str, Mapping[str, str]] = {}
        spoken = {x.you for x in site.lessons}
        self.you = spoken.pop() if len(spoken) == 1 else ""
        self.words = self._words(site.language, self.you)
        self.environment = environment(theme)
        self.handouts = {p.url: p for p in handouts(site, products, self.words)}
        self.booklets = {t.identifier: booklets(t.identifier, products, self.words) for t in site.tracks}
        self.all = tuple(self._pages())

    def html(self, page: Page) -> str:
        """Return the HTML of ``page`` below the header: one element, with marks for what a search should not know."""
        template = self.environment.get_template(f"pages/{page.kind}.html")
        words = self._words(page.language, page.you)
        return tidy(template.render(page=page, site=self.site, t=words, **page.values))

    def imprint(self) -> list[str]:
        """Return what the site says of itself, a line each."""
        return list(lines(self.site.imprint, self.date, self._strings(self.site.language, "imprint")))

    def beside(self) -> dict[str, bytes]:
        """Return the files that pages refer to: pictures, the player, papers; and the pages that only lead on."""
        assets = [a for lesson in self.site.lessons for a in lesson.assets]
        assets += [a for track in self.site.tracks if track.test is not None for a in track.test.assets]
        made = {asset_url(a.name): a.content for a in assets}
        made |= {f"assets/player/{name}": content for name, content in files(self.theme, ADAPTER).items()}
        made |= {p.url: p.content for papers in (self.handouts.values(), *self.booklets.values()) for p in papers}
        for lesson in self.site.lessons:
            made |= {f"{old}.html": self._moved(lesson) for old in former_names(lesson)}
        return made

    def _moved(self, lesson: Lesson) -> bytes:
        template = self.environment.get_template("pages/moved.html")
        return template.render(site=self.site, t=self.words, to=Link(f"{lesson.slug}.html", lesson.title)).encode()

    def _words(self, language: str, you: str) -> Words:
        return Words(self._strings(language, "site"), you)

    def _strings(self, language: str, part: str) -> Mapping[str, str]:
        """Return the words of a part, read once for all pages."""
        if (language, part) not in self._read:
            self._read[language, part] = strings(self.theme, language, part)
        return self._read[language, part]

    def _shelf(self, listing: Listing) -> Shelf:
        rows = (Row(x.identifier, x.slug, x.title, x.minutes) for x in (self.lessons[s] for s in listing.lessons))
        return Shelf(listing.identifier, listing.title, listing.summary, tuple(rows))

    # --- the menu -------------------------------------------------------------------------

    def _pages(self) -> Iterator[Page]:
        """Yield every page in the order of the menu; a lesson stands under the first list that holds it."""
        yield self._home()
        told: set[str] = set()
        for track in self.site.tracks:
            yield self._track_page(track)
            yield from self._lesson_pages(track.lessons, told)
            if track.test is not None:
                yield self._test_page(track, track.test)
        for module in self.site.modules:
            yield self._module_page(module)
            yield from self._lesson_pages(module.lessons, told)
        yield from self._fixed_pages()

    def _lesson_pages(self, slugs: Sequence[str], told: set[str]) -> Iterator[Page]:
        for slug in slugs:
            if slug not in told:
                told.add(slug)
                yield self._lesson_page(self.lessons[slug])

    # --- home and the fixed pages ---------------------------------------------------------

    def _fixed(self, name: str, **more: Any) -> Page:
        words = self.words
        told: dict[str, Any] = {
            "kind": name,
            "title": words.or_else(name, ""),
            "lead": words.or_else(f"{name}_lead", ""),
            "up": self._home_link(),
        }
        return Page(name=name, language=self.site.language, you=self.you, **(told | more))

    def _home_link(self) -> Link:
        return Link("index.html", self.words("home"))

    def _home(self) -> Page:
        tests = [(t.test, t) for t in self.site.tracks if t.test is not None]
        places = {row.identifier: (row.title, row.url) for shelf in reversed(self._shelves()) for row in shelf.lessons}
        places |= {test.identifier: (test.title, f"{name_of_test(t.identifier, test)}.html") for test, t in tests}
        return self._fixed(
            "index",
            kind="home",
            title=self.site.title,
            heading=self.words("home_heading"),
            lead=self.site.summary,
            description=self.site.summary,
            up=None,
            wide=True,
            indexed=False,
            values={
                "tracks": self.tracks,
                "modules": self.modules,
                "index": [{"id": k, "title": places[k][0], "url": places[k][1]} for k in sorted(places)],
                "example": ", ".join(f"«{words}»" for words in self._examples()),
            },
        )

    def _examples(self) -> list[str]:
        """Return a few words to try the search with: the shortest lesson titles of more than one word."""
        openings = {x.short_title.split(",")[0].split(":")[0].strip() for x in self.site.lessons}
        return sorted((o.lower() for o in openings if " " in o), key=lambda o: (len(o), o))[:_EXAMPLES]

    def _fixed_pages(self) -> Iterator[Page]:
        words, everything = self.words, {"modules": self._everything()}
        yield self._fixed("search", indexed=False, values=everything)
        count = len(self.site.words)
        yield self._fixed("glossary", lead=words("glossary_lead", n=count), values={"words": self.site.words})
        yield self._fixed("print", indexed=False, wide=True, values=self._print_values())
        yield self._fixed("help")
        yield self._fixed("about", values={"imprint": self.imprint()})
        yield self._fixed("accessibility")
        yield self._fixed("privacy")
        missing = {"title": words("missing_title"), "lead": words("missing_lead")}
        yield self._fixed("404", kind="missing", indexed=False, values=everything, **missing)

    def _shelves(self) -> tuple[Shelf, ...]:
        return (*self.tracks, *self.modules)

    def _everything(self) -> tuple[Shelf, ...]:
        """Return shelves that together hold every lesson: the modules, then tracks for what they lack."""
        shown = {row.slug for shelf in self.modules for row in shelf.lessons}
        rest = (replace(s, lessons=tuple(r for r in s.lessons if r.slug not in shown)) for s in self.tracks)
        return (*self.modules, *(s for s in rest if s.lessons))

    def _print_values(self) -> Mapping[str, Any]:
        shelves = []
        for track in self.tracks:
            groups = [
                {"title": family, "id": anchor, "links": [_link(paper) for paper in papers]}
                for family, anchor, papers in self._sets(track.identifier)
            ]
            if groups:
                shelves.append({"identifier": track.identifier, "title": track.title, "groups": groups})
        uses = {paper.use for papers in self.booklets.values() for paper in papers}
        order = list(dict.fromkeys(row.slug for shelf in self._shelves() for row in shelf.lessons))
        found = (self.handouts.get(f"in/{slug}.pdf") for slug in order)
        return {
            "shelves": shelves,
            "imposed": "in-2-mat" in uses,
            "one_sided": "in-mat-le" in uses,
            "handouts": [Link(p.url, p.title, p.note) for p in found if p is not None],
        }

    def _sets(self, track: str) -> Iterator[tuple[str, str, list[Paper]]]:
        """Yield the sets of booklets of a track: name, place on the page of papers, papers."""
        groups: dict[str, list[Paper]] = {}
        for paper in self.booklets[track]:
            groups.setdefault(paper.family, []).append(paper)
        for number, (family, papers) in enumerate(groups.items(), 1):
            yield family, f"class-{track}-{number}", papers

    def _paper_links(self, track: str, words: Words) -> Iterator[Link]:
        """Yield a link per set: to its paper, or to where its papers are listed when there are several."""
        for family, anchor, papers in self._sets(track):
            if len(papers) == 1:
                yield Link(papers[0].url, family, papers[0].note)
            else:
                yield Link(f"print.html#{anchor}", family, words("files", n=len(papers)))

    # --- tracks and modules ---------------------------------------------------------------

    def _lead(self, shelf: Shelf, words: Words) -> str:
        count = len(shelf.lessons)
        minutes = round(sum(row.minutes for row in shelf.lessons) / max(count, 1))
        return " ".join(filter(None, (shelf.summary, words("module_lead", n=count, minutes=minutes))))

    def _you(self, track: Listing) -> str:
        return next((self.lessons[slug].you for slug in track.lessons), self.you)

    def _track_page(self, track: Listing) -> Page:
        you = self._you(track)
        words, shelf, test = self._words(track.language, you), self._shelf(track), None
        if track.test is not None:
            about = words("test_what", n=len(track.test.items))
            test = Link(f"{name_of_test(track.identifier, track.test)}.html", track.test.title, about)
        return Page(
            name=track.identifier,
            kind="track",
            title=track.title,
            language=track.language,
            you=you,
            lead=self._lead(shelf, words),
            description=track.summary,
            up=self._home_link(),
            wide=True,
            values={
                "lessons": shelf.lessons,
                "test": test,
                "downloads": list(self._paper_links(track.identifier, words)),
            },
        )

    def _module_page(self, module: Listing) -> Page:
        shelf = self._shelf(module)
        return Page(
            name=module.identifier,
            kind="module",
            title=module.title,
            language=module.language,
            you=self.you,
            lead=self._lead(shelf, self.words),
            description=module.summary,
            up=self._home_link(),
            wide=True,
            values={"lessons": shelf.lessons},
        )

    def _test_page(self, track: Listing, test: Assessment) -> Page:
        you, link = self._you(track), self._linker(self._shelf(track))
        data = assessment_data(
            test,
            language=track.language,
            you=you,
            embedded=True,
            asset=asset_url,
            strings=self._strings(track.language, "player"),
            link=link,
        )
        return Page(
            name=name_of_test(track.identifier, test),
            kind="test",
            title=test.title,
            language=track.language,
            you=you,
            lead=self._words(track.language, you)("test_lead", n=len(test.items)),
            up=Link(f"{track.identifier}.html", track.title),
            quiz=True,
            values={"items": test.items, "data": data, "link": link},
        )

    # --- lessons --------------------------------------------------------------------------

    def _lesson_page(self, lesson: Lesson) -> Page:
        words = self._words(lesson.language, lesson.you)
        (first, at), *rest = self.held[lesson.slug]
        number = [words("lesson_no", n=at + 1)] if first in self.tracks else []
        goal = lesson.section(Role.GOAL)
        link = self._linker(first, lesson)
        data = lesson_data(
            lesson,
            self.site.pass_mark,
            embedded=True,
            asset=asset_url,
            strings=self._strings(lesson.language, "player"),
            link=link,
        )
        volatile = [fact.seen for fact in lesson.facts if fact.staleness != LASTING]
        handout = self.handouts.get(f"in/{lesson.slug}.pdf")
        return Page(
            name=lesson.slug,
            kind="lesson",
            title=lesson.title,
            language=lesson.language,
            you=lesson.you,
            lead=" · ".join((*number, words("minutes", n=lesson.minutes))),
            description=plain(goal.html if goal else lesson.message),
            up=Link(first.url, first.title),
            quiz=bool(lesson.items),
            values={
                "lesson": lesson,
                "data": data,
                "link": link,
                "handout": Link(handout.url, words("handout"), handout.note) if handout else None,
                "checked": words.day(min(volatile)) if volatile else "",
                "module": next((s for s, _ in rest if s in self.modules), None),
                "others": [s for s, _ in rest if s in self.tracks],
                "previous": Link(first.lessons[at - 1].url, first.lessons[at - 1].title) if at else None,
                "next": self._next(first, at + 1, words),
            },
        )

    def _next(self, shelf: Shelf, at: int, words: Words) -> Link:
        """Return where to go after a lesson: the next one, the test, or back to the list; the note says which."""
        if at < len(shelf.lessons):
            return Link(shelf.lessons[at].url, shelf.lessons[at].title, words("next"))
        for track in self.site.tracks:
            if track.identifier == shelf.identifier and track.test is not None and shelf in self.tracks:
                return Link(f"{name_of_test(track.identifier, track.test)}.html", track.test.title, words("next_test"))
        return Link(shelf.url, shelf.title, words("back_to_track"))

    def _linker(self, shelf: Shelf, lesson: Lesson | None = None) -> Linker:
        """Return where references lead: lessons of the same shelf come first, words of the page before the glossary."""
        if shelf.url not in self._urls:
            shelves = (shelf, *self._shelves())
            self._urls[shelf.url] = {row.identifier: row.url for s in reversed(shelves) for row in reversed(s.lessons)}
        words = {w.identifier: f"glossary.html#w-{w.identifier}" for w in self.site.words}
        here = [w for section in (lesson.sections if lesson else ()) for w in section.words]
        return Linker(self._urls[shelf.url], words | {w.identifier: f"#w-{w.identifier}" for w in here})


def _link(paper: Paper) -> Link:
    title = paper.title[:1].upper() + paper.title[1:]
    return Link(paper.url, title, paper.note, "book" if paper.use == "doc" else "print")
