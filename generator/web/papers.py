"""The papers that the site carries: which there are, what each is for, how big it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.web.subject import Site
from generator.web.words import Words

LESSONS = "print/bai"  # single lessons, below dist/
_USES = ("doc", "in-2-mat", "in-mat-le", "in-mat-chan")
_BOOKLET = re.compile(rf"(?P<preset>.+?)(?:-tap-(?P<volume>\d+))?-(?P<use>{'|'.join(_USES)})\.pdf")


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: its address on the site, its set (a preset's name), what is in it, what is said of its size.

    ``use`` is what a booklet is for (``doc`` to read, the others to print), as the end of its file's name says it.
    """

    url: str
    family: str
    title: str
    note: str
    content: bytes
    use: str = ""


def needs(site: Site) -> tuple[str, ...]:
    """Return what other targets may have made for the site, below ``dist/``."""
    return (
        *(_handout(lesson.slug, site.handout) for lesson in site.lessons),
        *(f"print/{track.identifier}/" for track in site.tracks),
    )


def handouts(site: Site, products: Mapping[str, bytes], words: Words) -> Iterator[Paper]:
    """Yield the paper of each lesson that was printed."""
    for lesson in site.lessons:
        content = products.get(_handout(lesson.slug, site.handout))
        if content is not None:
            yield Paper(f"in/{lesson.slug}.pdf", "", lesson.title, _note(content, words), content)


def booklets(track: str, products: Mapping[str, bytes], words: Words) -> list[Paper]:
    """Return the booklets of ``track`` by set, volume and use, each called by what it is for.

    Of a set that is not imposed the same file is read and printed.
    """
    found = []
    for path in sorted(products):
        if path.startswith(f"print/{track}/") and path.endswith(".pdf"):
            name = path.rsplit("/", 1)[1]
            order, paper = _called(name, name.removeprefix(f"{track}-"), products[path], words)
            found.append((order, paper))
    printed = {paper.family for _, paper in found if paper.use != _USES[0]}
    papers = (paper for _, paper in sorted(found, key=lambda pair: pair[0]))
    read, both = words(f"use_{_USES[0]}"), words("use_only")
    return [p if p.family in printed else replace(p, title=p.title.replace(read, both)) for p in papers]


def _called(name: str, kind: str, content: bytes, words: Words) -> tuple[tuple[str, int, int], Paper]:
    """Return the order and the paper of a booklet; its file name says what it is."""
    url, note, parts = f"in/{name}", _note(content, words), _BOOKLET.fullmatch(kind)
    if parts is None:
        return (kind, 0, 0), Paper(url, name, name, note, content)
    preset, use, volume = parts["preset"], parts["use"], int(parts["volume"] or 0)
    title = ", ".join(filter(None, (words("volume", n=volume) if volume else "", words(f"use_{use}"))))
    family = words.or_else(f"preset_{preset}", preset)
    return (preset, volume, _USES.index(use)), Paper(url, family, title, note, content, use)


def _handout(slug: str, preset: str) -> str:
    return f"{LESSONS}/{slug}-{preset}-doc.pdf"


def _note(content: bytes, words: Words) -> str:
    return words("pdf", size=words.size(len(content)))
