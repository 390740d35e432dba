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

    ``revision`` changes with all that a stored answer refers to, and is nothing for a question of an exam: of the few
    answers that a question may have, a hash would tell the right one.
    ``content`` holds the words of the options whatever their order, with the right ones told apart, ``options`` their
    words in their order, right or wrong. ``points`` is 0 where nothing is scored.
    """

    identifier: str
    kind: str
    revision: str
    points: int
    content: str = ""
    options: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """``count`` of ``questions`` (ids) are asked in an attempt; the player draws them for each learner."""

    count: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a learner launches and gets one result for; ``identifier`` is what the platform knows it by.

    ``mastery`` is the pass mark (percent) by which the platform itself judges, nothing where it does not.
    ``draws`` share no question; without any every question is asked.
    """

    identifier: str
    name: str
    pass_mark: int
    mastery: int | None
    questions: tuple[Question, ...]
    draws: tuple[Draw, ...] = ()


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
        exam = [words["rescore_exam"]] if any(not q.revision for u in now.units for q in u.questions) else []
        return "; ".join((words["in_place"], *again, *exam))
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
        if old.mastery is None or _newly_graded(old, new):
            seen.setdefault(Reason("redo_judged", (("now", str(new.mastery)),)))
        elif new.mastery > old.mastery:
            values = (("before", str(old.mastery)), ("now", str(new.mastery)))
            seen.setdefault(Reason("redo_raised", values))
    yield from seen


def _newly_graded(old: Unit, new: Unit) -> bool:
    """Whether an answer that is kept counts from now on: it may be the only one, and the platform judges by it."""
    had = {q.identifier: q.revision for q in old.questions if not q.points}
    return any(q.points and had.get(q.identifier) == q.revision for q in new.questions)


def _changed(pairs: Iterable[tuple[Unit, Unit]]) -> Iterator[Reason]:
    """Questions whose stored answers mean nothing any more; the player forgets them and asks anew."""
    causes: dict[str, dict[str, None]] = {}
    for old, new in pairs:
        known = {q.identifier: q for q in old.questions}
        for question in new.questions:
            former = known.get(question.identifier)
            if former is not None and former.revision and question.revision not in ("", former.revision):
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
    touched: dict[str, None] = {}
    drawn: dict[Reason, None] = {}
    for old, new in pairs:
        was, asked = _most_asked(old), sum(_fewest_asked(new))
        if not _falls(old, new):
            continue
        if (old.draws or new.draws) and asked < was:
            drawn[Reason("redo_drawn", (("before", str(was)), ("now", str(asked))))] = None
        else:
            touched |= dict.fromkeys(_touched(old, new))
    yield from drawn
    if touched:
        yield Reason("redo_score", questions=tuple(touched))


def _falls(old: Unit, new: Unit) -> bool:
    """Whether a score that is reckoned anew may be lower than the recorded one.

    It is reckoned anew once every graded question that is asked has an answer. What was answered is asked again before
    anything else of its pool, so that needs a new unit which asks nothing but questions that keep their answers.
    Then it can be lower when something that weighed is not asked any more (who had that one right and the others
    wrong; who passed in one attempt at a test and did worse, half way, in the next), or when a question weighs less.
    """
    weight, came = ({q.identifier: q.points for q in u.questions} for u in (old, new))
    known = {q.identifier: q.revision for q in old.questions}
    kept = {q.identifier for q in new.questions if q.revision == known.get(q.identifier)}
    draws = _draws(old)
    fewest = _fewest_asked(new)
    for draw, least in zip(_draws(new), fewest, strict=True):
        still = kept.intersection(draw.questions)
        if least > sum(min(d.count, len(still.intersection(d.questions))) for d in draws):
            return False
    scored = [i for i in kept if came[i]]
    if not scored or not any(weight.values()) or (weight == came and draws == _draws(new)):
        return False
    gained = any(not weight[i] for i in scored)
    uneven = any(weight[i] * came[scored[0]] != weight[scored[0]] * came[i] for i in scored)
    return gained or uneven or sum(fewest) < _most_asked(old)


def _draws(unit: Unit) -> tuple[Draw, ...]:
    return unit.draws or (Draw(len(unit.questions), tuple(q.identifier for q in unit.questions)),)


def _fewest_asked(unit: Unit) -> tuple[int, ...]:
    """Return how many questions with points each draw of ``unit`` asks at least."""
    free = {q.identifier for q in unit.questions if not q.points}
    return tuple(max(0, min(d.count, len(d.questions)) - len(free.intersection(d.questions))) for d in _draws(unit))


def _most_asked(unit: Unit) -> int:
    """Return how many questions with points are asked at most."""
    graded = {q.identifier for q in unit.questions if q.points}
    return sum(min(d.count, len(graded.intersection(d.questions))) for d in _draws(unit))


def _touched(old: Unit, new: Unit) -> list[str]:
    """Return the graded questions that came, went or have other points."""
    weight, came = ({q.identifier: q.points for q in u.questions if q.points} for u in (old, new))
    return [i for i in dict.fromkeys((*weight, *came)) if weight.get(i) != came.get(i)]
