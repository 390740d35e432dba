"""What a platform keeps of its learners under a package, and what becomes of it when a newer package takes its place.

Three kinds of learners are asked about: half way, passed, below the mark. A package is safe to put in the place of
another when opening it takes nothing from any of them: no answer that has to be given again, no lower score, no lower
status, whether the player works them out or the platform.
What each format does is written for people in ``docs/nen-tang.md``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

MOST_NAMED = 8  # ids in one reason; the rest are counted

Manner = Literal["resumes", "in-place", "beside", "varies"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as results hang on it.

    ``revision`` changes with all that a stored answer refers to; ``content`` holds the words of the options whatever
    their order, with the right ones told apart, ``options`` their words in their order, right or wrong.
    ``points`` is 0 where nothing is scored.
    """

    identifier: str
    kind: str
    revision: str
    points: int
    content: str = ""
    options: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a learner launches and gets one result for; ``identifier`` is what the platform knows it by.

    ``mastery`` is the pass mark (percent) by which the platform itself judges, nothing where it does not.
    """

    identifier: str
    name: str
    pass_mark: int
    mastery: int | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What hangs on a package.

    ``manner``: how a newer one arrives: ``resumes`` (our player goes on from the state kept), ``in-place`` (the
    server's results hang on the names of questions), ``beside`` (as new questions, the old ones stay), ``varies``.
    ``state`` is the version of the state that the player writes, ``reads`` those that it can go on from;
    ``keep`` which answer counts.
    """

    manner: Manner
    identifier: str = ""
    keep: str = ""
    state: str = ""
    reads: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why learners lose something: a sentence of ``strings/<language>/release.yml`` and what fills it."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    questions: tuple[str, ...] = ()


def reasons(before: Holding, now: Holding, renamed: Mapping[str, Collection[str]]) -> tuple[Reason, ...]:
    """Return what learners of ``before`` lose when ``now``, which resumes, takes its place; nothing when it is safe.

    ``renamed`` gives the former ids of a question by its id.
    """
    if before.identifier != now.identifier:
        return (Reason("redo_identifier"),)
    pairs = [(old, new) for new in now.units for old in before.units if old.identifier == new.identifier]
    found = [*_gone(before, now), *_raised(pairs)]
    if before.state not in now.reads:
        return (Reason("redo_state"), *found)
    found += _changed(pairs)
    found += _asked_again(before, now, renamed)
    found += _reckoned_anew(before.keep, now.keep, pairs)
    return tuple(found)


def verdict(before: Holding, now: Holding, renamed: Mapping[str, Collection[str]], words: Mapping[str, str]) -> str:
    """Return in words what putting ``now`` in the place of ``before`` does; ``words`` is the part ``release``."""
    if before.manner != now.manner or now.manner == "varies":
        return words["varies"]
    if now.manner == "beside":
        return words["beside"]
    if now.manner == "in-place":
        pairs = tuple((old, new) for new in now.units for old in before.units if old.identifier == new.identifier)
        changed = [q for reason in _changed(pairs) for q in reason.questions]
        again = [words["rescore"].format(questions=named(changed, words))] if changed else []
        return "; ".join((words["in_place"], *again))
    found = reasons(before, now, renamed)
    return words["redo"].format(reasons="; ".join(sentence(r, words) for r in found)) if found else words["safe"]


def sentence(reason: Reason, words: Mapping[str, str]) -> str:
    """Return a reason in words."""
    return words[reason.key].format(questions=named(reason.questions, words), **dict(reason.values))


def named(identifiers: Collection[str], words: Mapping[str, str]) -> str:
    """Return ids in a row; of many, the first and how many more there are."""
    shown = list(identifiers)[:MOST_NAMED]
    more = len(identifiers) - len(shown)
    return ", ".join(shown) + (" " + words["more"].format(n=more) if more else "")


# --- one loss each ------------------------------------------------------------------------------------


def _gone(before: Holding, now: Holding) -> Iterator[Reason]:
    """Results of a unit whose identifier is gone: platforms delete them with the unit."""
    kept = {u.identifier for u in now.units}
    gone = [u.name for u in before.units if u.identifier not in kept]
    if gone:
        yield Reason("redo_gone", (("units", ", ".join(gone)),))


def _raised(pairs: Iterable[tuple[Unit, Unit]]) -> Iterator[Reason]:
    """The platform compares the score it holds with its own mark whenever a session ends, of those who passed too."""
    seen: dict[Reason, None] = {}
    for old, new in pairs:
        if new.mastery is None:
            continue
        if old.mastery is None:
            seen.setdefault(Reason("redo_judged", (("now", str(new.mastery)),)))
        elif new.mastery > old.mastery:
            values = (("before", str(old.mastery)), ("now", str(new.mastery)))
            seen.setdefault(Reason("redo_raised", values))
    yield from seen


def _changed(pairs: Iterable[tuple[Unit, Unit]]) -> Iterator[Reason]:
    """Questions whose stored answers mean nothing any more; the player forgets them and asks anew."""
    causes: dict[str, dict[str, None]] = {}
    for old, new in pairs:
        known = {q.identifier: q for q in old.questions}
        for question in new.questions:
            former = known.get(question.identifier)
            if former is not None and former.revision != question.revision:
                causes.setdefault(_cause(former, question), {})[question.identifier] = None
    for key in ("redo_kind", "redo_key", "redo_order", "redo_options"):
        if key in causes:
            yield Reason(key, questions=tuple(causes[key]))


def _cause(old: Question, new: Question) -> str:
    if old.kind != new.kind:
        return "redo_kind"
    if old.options and old.options == new.options:
        return "redo_key"
    if old.content and old.content == new.content:
        return "redo_order"
    return "redo_options" if new.options else "redo_key"


def _asked_again(before: Holding, now: Holding, renamed: Mapping[str, Collection[str]]) -> Iterator[Reason]:
    """Questions that stand in the place of one that is gone: under a new id, or in another unit of the package."""
    left = {(u.identifier, q.identifier) for u in now.units for q in u.questions}
    gone = {q.identifier for u in before.units for q in u.questions if (u.identifier, q.identifier) not in left}
    had = {(u.identifier, q.identifier) for u in before.units for q in u.questions}
    moved: dict[str, None] = {}
    for unit in now.units:
        for question in unit.questions:
            if (unit.identifier, question.identifier) in had:
                continue
            for former in sorted(gone & set(renamed.get(question.identifier, ()))):
                yield Reason("redo_renamed", (("new", question.identifier), ("old", former)))
            if question.identifier in gone:
                moved[question.identifier] = None
    if moved:
        yield Reason("redo_moved", questions=tuple(moved))


def _reckoned_anew(before: str, now: str, pairs: Iterable[tuple[Unit, Unit]]) -> Iterator[Reason]:
    """Where the last answer counts the score is worked out anew on opening, and may be lower than the recorded one."""
    if now != "last":
        return
    if before != now:
        yield Reason("redo_last")
        return
    falling: dict[str, None] = {}
    for old, new in pairs:
        falling |= _falling(old, new)
    if falling:
        yield Reason("redo_score", questions=tuple(falling))


def _falling(old: Unit, new: Unit) -> dict[str, None]:
    """Return the graded questions that came, went or weigh otherwise, if that can lower anybody's score.

    It can when a question that keeps its answers weighs less than it did (who had only that one right), or when a
    question that weighed something is gone (who had that one right and one that stays wrong). Without a question that
    keeps its answers nothing is reckoned before the learner answers again.
    """
    weight = {q.identifier: q for q in old.questions if q.points}
    came = {q.identifier: q for q in new.questions if q.points}
    known = {q.identifier: q.revision for q in old.questions}
    kept = [i for i, q in came.items() if known.get(i) == q.revision]
    whole, now = sum(q.points for q in weight.values()), sum(q.points for q in came.values())

    def falls(identifier: str) -> bool:
        """Whether a kept question is worth less of the whole than before."""
        return identifier in weight and weight[identifier].points * now > came[identifier].points * whole

    lighter = [i for i in kept if falls(i)]
    lost = [i for i in weight if i not in kept]
    if not kept or not (lighter or lost):
        return {}
    touched = [i for i in (*weight, *came) if i not in weight or i not in came or weight[i].points != came[i].points]
    return dict.fromkeys(touched)  # none: what is lost was changed, which is said already
