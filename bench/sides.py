"""The two builds that ``bench.site`` compares, each in a process of its own: ``python -m bench.sides ours|stock``.

Each side loads only what it needs, and is given the same resolved lessons (``FOLDER/curriculum``).
"""

import json
import os
import pickle
import sys
from html import escape
from pathlib import Path

from generator.markup import address, plain
from generator.model import Curriculum, Lesson, Module, Role, Section
from generator.strings import strings
from generator.theme import layered


def ours(made: Curriculum, course: Path, folder: Path) -> None:
    """Build our site of ``made`` in ``folder/ours``."""
    from generator.targets import RenderContext
    from generator.targets.site import TARGET, SiteOptions

    job, _ = TARGET.jobs(made, SiteOptions())
    package = job.render(job.subject, RenderContext(layered(course).only(job.theme), made.date))
    for name, content in package.files.items():
        path = folder / "ours" / name.removeprefix("site/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def stock(made: Curriculum, course: Path, folder: Path) -> None:
    """Build the same lessons in ``folder/stock``, as one who only writes Markdown would."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    from generator.web.words import Words

    pages = {f"{x.slug}.md": stock_lesson(x) for x in made.lessons}
    pages |= {f"{m.identifier}.md": _list(m.title, m) for m in made.modules}
    words = Words(strings(layered(course), made.language, "site"), made.lessons[0].you)
    glossary = "".join(f"**{w.word}**: {w.meaning}\n\n" for w in made.words)
    pages["glossary.md"] = f"# {words('glossary')}\n\n{glossary}"
    listed = "".join(f"- [{m.title}]({m.identifier}.md)\n" for m in made.modules)
    pages["index.md"] = f"# {words('home_heading')}\n\n{listed}"
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for lesson in made.lessons:
        for asset in lesson.assets:
            path = folder / "docs/assets/lessons" / asset.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(asset.content)
    menu = [{m.title: [f"{m.identifier}.md", *(f"{x.slug}.md" for x in m.lessons)]} for m in made.modules]
    settings = {
        "site_name": made.title,
        "docs_dir": str(folder / "docs"),
        "site_dir": str(folder / "stock"),
        "use_directory_urls": False,
        "theme": {"name": "material", "language": made.language, "font": False},
        "plugins": ["search"],
        "nav": ["index.md", *menu, "glossary.md"],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    build(load_config(str(folder / "mkdocs.yml")))
    (folder / "stock/404.html").unlink()


def stock_lesson(lesson: Lesson) -> str:
    """Return a lesson as Markdown: its headings, its HTML, its questions as lists."""
    shown = [s for s in lesson.sections if s.role not in (Role.TUTOR, Role.LISTEN)]
    return "\n\n".join([f"# {lesson.title}", _html(lesson.message), *(_section(s) for s in shown)])


def _section(section: Section) -> str:
    parts = [f"## {section.title}", _html(section.html)]
    for task in section.tasks:
        for step in task.steps:
            parts += [f"### {escape(plain(step.title), quote=False)}", _html(step.caution), _html(step.body)]
            if step.picture:
                parts.append(f"![{step.picture.alternative}](assets/lessons/{step.picture.asset})")
    for number, item in enumerate(section.items, 1):
        options = [plain(c.content) for c in getattr(item, "choices", ())]
        parts.append(f"{number}. {plain(item.stem)}\n\n" + "".join(f"    - {words}\n" for words in options))
    parts += [f"**{word.word}**: {word.meaning}" for word in section.words]
    return "\n\n".join(filter(None, parts))


def _html(html: str) -> str:
    return address(html, lambda name: f"assets/lessons/{name}", lambda _scheme, _id: "")


def _list(title: str, module: Module) -> str:
    return f"# {title}\n\n" + "".join(f"- [{x.title}]({x.slug}.md)\n" for x in module.lessons)


if __name__ == "__main__":
    side, course, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    {"ours": ours, "stock": stock}[side](pickle.loads((folder / "curriculum").read_bytes()), course, folder)
