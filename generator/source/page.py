"""A Markdown file while it is read: its path, its words of the format, what was found wrong so far."""

from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode as Node

from generator.diagnostics import Diagnostic, Position, error, warning
from generator.source.locale import Words
from generator.source.markdown import place


@dataclass(frozen=True, slots=True)
class Page:
    """What the readers of lessons and questions share; ``found`` grows."""

    path: str
    words: Words
    lines: tuple[str, ...] = ()
    found: list[Diagnostic] = field(default_factory=list)

    def at(self, node: Node) -> Position:
        """Return where ``node`` begins."""
        return Position(self.path, *place(node))

    def error(self, where: Node | Position, rule: str, message: str, remedy: str, /, **values: object) -> None:
        """Report what stops the build."""
        self.found.append(error(self._where(where), rule, message, remedy, "", **values))

    def warning(self, where: Node | Position, rule: str, message: str, remedy: str, /, **values: object) -> None:
        """Report what does not."""
        self.found.append(warning(self._where(where), rule, message, remedy, "", **values))

    def _where(self, where: Node | Position) -> Position:
        return where if isinstance(where, Position) else self.at(where)
