"""All that the tool says has a Vietnamese translation, with the same blanks to fill, and nothing is left over."""

import ast
import errno
import io
import os
from collections.abc import Iterator, Sequence
from inspect import getdoc
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from generator import documentation, profiles
from generator.diagnostics import Severity
from generator.documentation import OPENING, PARTS, TITLE, inspect_manual, manual
from generator.inspection.report import WORDS as VERDICTS
from generator.inspection.rules import PARTS as INSPECTED
from generator.messages import LANGUAGES, LOCALE, translate
from generator.printed.rules import RULES as PRINTED
from generator.targets import discover
from tests.sayings import modules, rules, sayings

SOURCE = LOCALE / "vi" / "LC_MESSAGES" / "hocvuso.po"


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def used() -> set[str]:
    """Return every message in the code, the titles of targets and the manuals of rules with them."""
    said = {s.text for file in modules() for s in sayings(file)} | {s.value for s in Severity}
    manuals = {(getdoc(rule.check) or "").splitlines()[0] for rule in PRINTED}
    said |= manuals | packages() | {TITLE, OPENING, *PARTS, *manual().values()}
    return said | {t.title for t in discover().values()} | options()


def options() -> set[str]:
    """Return what ``hocvuso targets`` says of every option of every target."""
    described = {f.description for t in discover().values() for f in t.Options.model_fields.values()}
    assert None not in described
    return {text for text in described if text}


def packages() -> set[str]:
    """Return what the manual of packages says, and what profiles and the report of an inspection say besides."""
    steps = {text for p in profiles.discover().values() for text in p.reads.values()}
    sentences = {text for rules in inspect_manual().values() for text in rules.values()}
    pages = {documentation.INSPECT_TITLE, *documentation.INSPECT_OPENING, documentation.INSPECT_DATA}
    return steps | sentences | pages | {*documentation.INSPECT_PARTS, *INSPECTED, *VERDICTS.values()}


def of_click() -> set[str]:
    """Return every text in the command line's library: what it says by itself, it lets us translate."""
    return literals(sorted(Path(click.__file__).parent.glob("*.py")))


def of_the_system() -> set[str]:
    """Return what the operating system says when a file cannot be written."""
    return {os.strerror(number) for number in errno.errorcode}


def literals(files: Sequence[Path]) -> set[str]:
    """Return every text in ``files``, wherever it stands."""
    nodes = [n for file in files for n in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def catalogue() -> list[Message]:
    read = read_po(io.BytesIO(SOURCE.read_bytes()), locale="vi", abort_invalid=True)
    return [m for m in read if m.id]


def translated() -> dict[str, str]:
    """Return every message with its translation; of one with a plural, the singular."""
    return {_first(m.id): _first(m.string) for m in catalogue()}


def _first(text: object) -> str:
    return str(text[0]) if isinstance(text, tuple | list) else str(text or "")


def test_everything_said_is_translated() -> None:
    assert sorted(used() - {k for k, v in translated().items() if v}) == []


def test_no_translation_is_left_over() -> None:
    assert sorted(set(translated()) - used() - of_click() - of_the_system() - literals(modules())) == []


def test_a_translation_has_the_blanks_of_its_message() -> None:
    # a manual's sentence fills nothing; of a plural click fills what it has
    free = {*manual().values(), *packages(), *of_click()}
    exact = {text: words for text, words in translated().items() if text not in free}
    assert [text for text, words in exact.items() if blanks(text) != blanks(words)] == []


@pytest.mark.parametrize("file", modules(), ids=lambda p: p.stem)
def test_every_blank_is_filled(file: Path) -> None:
    assert [(s.place, s.text) for s in sayings(file) if s.given is not None and blanks(s.text) - s.given] == []


def test_every_rule_is_in_the_manual_and_in_use() -> None:
    from_code = {rule for file in modules() for rule in rules(file)}
    assert sorted(set(manual()) - from_code) == []
    of_packages = {rule for rules in inspect_manual().values() for rule in rules}
    assert sorted(of_packages - from_code) == []
    assert sorted(from_code - set(manual()) - of_packages - internal()) == []


INTERNAL = ("integrity", "pdf", "build")


def internal() -> set[str]:
    """Return the rules that no author can break: they find mistakes of a target."""
    return {rule for file in modules() if file.stem.startswith(INTERNAL) for rule in rules(file)}


PLURAL = "nplurals=1; plural=0;"


class Bare(Catalog):
    """A catalogue whose header holds neither a date nor the version of Babel."""

    def __iter__(self) -> Iterator[Message]:
        yield Message("", f"Language: vi\nContent-Type: text/plain; charset=utf-8\nPlural-Forms: {PLURAL}\n")
        yield from (m for m in super().__iter__() if m.id)


def test_the_compiled_catalogue_is_current(request: pytest.FixtureRequest) -> None:
    bare = Bare("vi")
    for message in catalogue():
        bare.add(message.id, message.string)
    made = io.BytesIO()
    write_mo(made, bare)
    compiled = SOURCE.with_suffix(".mo")
    if request.config.getoption("--update-golden"):
        compiled.write_bytes(made.getvalue())
    assert compiled.read_bytes() == made.getvalue()


def test_messages_come_in_the_language_asked_for() -> None:
    assert translate("error", "vi") == "lỗi"
    assert translate("error", "en") == "error"
    assert translate("never said", "vi") == "never said"
    assert translate("", "vi") == ""
    assert LANGUAGES == ("vi", "en")
