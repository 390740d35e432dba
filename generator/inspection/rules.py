"""What is wrong with a package on any platform: one generator function per rule, its docstring the manual.

An error means that no platform can work with it rightly; a warning, that some platform or learner will stumble.
"""

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic
from generator.inspection import banks, manifested, members, scored, shown
from generator.inspection.facts import PackageFacts

Rule = Callable[[PackageFacts], Iterator[Diagnostic]]

PARTS: dict[str, tuple[Rule, ...]] = {
    "The archive": members.RULES,
    "The manifest": manifested.RULES,
    "Pages and scripts": shown.RULES,
    "The path of the score": scored.RULES,
    "Questions and courses": banks.RULES,
}
RULES: tuple[Rule, ...] = tuple(rule for rules in PARTS.values() for rule in rules)


def judged(facts: PackageFacts) -> tuple[Diagnostic, ...]:
    """Return all that is wrong with a package on any platform."""
    return tuple(finding for rule in RULES for finding in rule(facts))
