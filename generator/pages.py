"""HTML from the theme's templates: one sandboxed Jinja environment for every target, everything escaped."""

from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from generator.theme import Theme


def environment(theme: Theme, part: str) -> Environment:
    """Return an environment whose templates are the files below ``theme/<part>/``, a course's own first.

    Text is escaped unless it is ``Markup``; a name that is not given is an error;
    a template, which may come with a course, reaches nothing but what it is given.
    """
    return ImmutableSandboxedEnvironment(
        loader=_Loader(theme, part),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=64,
        auto_reload=False,
    )


def page(theme: Theme, part: str, template: str, **values: Any) -> str:
    """Return the template ``theme/<part>/<template>`` filled with ``values``."""
    return environment(theme, part).get_template(template).render(**values)


def markup(html: str) -> Markup:
    """Mark ``html``, which our own code made from the model, as not to be escaped again."""
    return Markup(html)


class _Loader(BaseLoader):
    """Templates found through the theme; includes stay below the same folder."""

    def __init__(self, theme: Theme, part: str) -> None:
        self.theme = theme
        self.part = part

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        if ".." in template.split("/"):
            raise TemplateNotFound(template)
        try:
            path: Path = self.theme.find(f"{self.part}/{template}")
        except FileNotFoundError as missing:
            raise TemplateNotFound(template) from missing
        return path.read_text(encoding="utf-8"), None, None
