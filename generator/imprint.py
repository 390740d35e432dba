"""What every product says of itself: version, date, authors, licence, that it is not official, where to report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.model import Curriculum


@dataclass(frozen=True, slots=True)
class Imprint:
    """The course's own data behind the imprint; ``report_to`` is empty when the edition names nobody."""

    title: str
    version: str
    licence: str
    authors: tuple[str, ...]
    report_to: str


def imprint(curriculum: Curriculum) -> Imprint:
    """Return the imprint of ``curriculum``."""
    return Imprint(
        curriculum.title,
        curriculum.version,
        curriculum.licence,
        curriculum.authors,
        curriculum.edition.report_to,
    )


def lines(about: Imprint, day: date, strings: Mapping[str, str]) -> tuple[str, ...]:
    """Return the imprint as plain sentences; ``strings`` is the part ``imprint`` of a language."""
    written = strings["date"].format(day=day.day, month=day.month, year=day.year)
    said = [
        f"{about.title}. {strings['version'].format(version=about.version, date=written)}",
        f"{strings['authors'].format(authors=', '.join(about.authors))} "
        f"{strings['licence'].format(licence=about.licence)} {strings['unofficial']}",
    ]
    if about.report_to:
        said.append(strings["report"].format(to=about.report_to))
    return tuple(said)
