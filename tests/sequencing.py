"""Sequencing as an LMS does it, over a manifest: those rules of SN 4th Edition that our manifests use, and no others.

Written from the book, to prove which lesson may be launched after which result; what it does not know, it refuses.
Numbers such as SB.2.9 are those of the book's pseudo code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree import ElementTree

Element = ElementTree.Element
Known: TypeAlias = bool | None  # None: nothing is known
NAMES = {
    "cp": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "ss": "http://www.imsglobal.org/xsd/imsss",
    "seq": "http://www.adlnet.org/xsd/adlseq_v1p3",
}
KNOWN = {"controlMode", "sequencingRules", "rollupRules", "objectives", "deliveryControls", "rollupConsiderations"}


@dataclass
class Objective:
    """A result of an activity, and the shared one that it reads or writes."""

    name: str
    threshold: float | None
    shared: str = ""
    reads: bool = False
    writes: bool = False
    satisfied: Known = None
    measure: float | None = None


@dataclass
class Activity:
    """A node of the tree with what is tracked of it (SN 4.2)."""

    name: str
    title: str
    leaf: bool
    sequencing: Element
    parent: "Activity | None" = None
    children: list["Activity"] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    completed: Known = None
    attempted: bool = False
    active: bool = False
    visit: int = 0  # the attempt on the root in which it was attempted last

    def said(self, element: str, attribute: str, default: str) -> str:
        """Return what the manifest says, or what the standard supposes."""
        found = self.sequencing.find(f"ss:{element}", NAMES)
        return default if found is None else found.get(attribute, default)

    @property
    def primary(self) -> Objective:
        """The objective that counts above."""
        return self.objectives[0]

    @property
    def path(self) -> "list[Activity]":
        """The activities from the root to this one."""
        return [*(self.parent.path if self.parent else []), self]


class Session:
    """A learner in a course: what may be launched, and what the course makes of the results."""

    def __init__(self, manifest: bytes) -> None:
        """Read the organization of ``manifest``."""
        organization = ElementTree.fromstring(manifest).find("cp:organizations/cp:organization", NAMES)
        assert organization is not None
        self.shared: dict[str, Known] = {}
        self.root = _activity(organization, None)
        self.current: Activity | None = None
        self.visit = 1

    @property
    def leaves(self) -> list[Activity]:
        """What can be launched, in order."""
        return [a for a in _walk(self.root) if a.leaf]

    # --- what may be launched ---

    def choosable(self) -> list[str]:
        """Return the titles that a learner may choose now (SB.2.9, DB.1.1)."""
        return [a.title for a in self.leaves if self._may_choose(a)]

    def choose(self, title: str) -> bool:
        """Launch the one titled so, if it may be (SB.2.9)."""
        target = next(a for a in self.leaves if a.title == title)
        return self._may_choose(target) and self._deliver(target)

    def go_on(self) -> bool:
        """Launch what follows the current one, or the first (SB.2.5, SB.2.7, SB.2.1 to 2.3 forwards)."""
        leaves = self.leaves
        place = leaves.index(self.current) + 1 if self.current else 0
        if place == len(leaves):
            return False
        target = leaves[place]
        above = [a for a in target.path[:-1] if self.current is None or a not in self.current.path[:-1]]
        meeting = (self.current.parent if self.current else None) or target.path[0]
        flows = all(a.said("controlMode", "flow", "false") == "true" for a in (*above, meeting))
        return flows and not self._stopped(target) and self._deliver(target)

    def leave(self) -> None:
        """Leave the course for good, so that the next launch begins a new attempt on it (exitAll)."""
        self._end()
        self.current = None
        self.visit += 1

    def _may_choose(self, target: Activity) -> bool:
        allowed = all(a.said("controlMode", "choice", "true") == "true" for a in target.path[:-1])
        return allowed and not self._stopped(target)

    def _stopped(self, target: Activity) -> bool:
        """UP.5 on the whole path, as DB.1.1 asks before anything is delivered."""
        return any(self._rule_holds(a) for a in target.path)

    def _rule_holds(self, activity: Activity) -> bool:
        """UP.2 for «disabled», the one action that we write."""
        for rule in activity.sequencing.iterfind("ss:sequencingRules/*", NAMES):
            action = rule.find("ss:ruleAction", NAMES)
            assert action is not None
            assert (_local(rule), action.get("action")) == ("preConditionRule", "disabled")
            conditions = rule.find("ss:ruleConditions", NAMES)
            assert conditions is not None
            values = [self._condition(activity, c) for c in conditions]
            if (any if conditions.get("conditionCombination", "all") == "any" else all)(v is True for v in values):
                return True
        return False

    def _condition(self, activity: Activity, condition: Element) -> Known:
        """UP.2.1; the opposite of what is unknown is unknown."""
        name = condition.get("referencedObjective")
        objective = next(o for o in activity.objectives if name in (None, o.name))
        status = self._satisfied(objective)
        value: Known = {"satisfied": status, "objectiveStatusKnown": status is not None}[condition.get("condition", "")]
        return value if condition.get("operator", "noOp") == "noOp" or value is None else not value

    def _satisfied(self, objective: Objective) -> Known:
        shared = self.shared.get(objective.shared) if objective.reads else None
        return objective.satisfied if shared is None else shared

    def _deliver(self, target: Activity) -> bool:
        self._end()
        self.current = target
        for activity in target.path:
            activity.attempted = activity.active = True
            activity.visit = self.visit
        self._roll_up(target)
        return True

    def _end(self) -> None:
        """UP.4: what content does not set, leaving sets."""
        if self.current is None:
            return
        left = self.current
        for activity in left.path:
            activity.active = False
        if left.said("deliveryControls", "completionSetByContent", "false") == "false" and left.completed is None:
            left.completed = True
        if (
            left.said("deliveryControls", "objectiveSetByContent", "false") == "false"
            and left.primary.satisfied is None
        ):
            left.primary.satisfied = True
        self._judge(left)
        self._roll_up(left)

    # --- what comes of it ---

    def report(self, completed: Known, passed: Known, score: float | None) -> None:
        """Take what the current page tells: completion, success, score.scaled."""
        assert self.current is not None
        self.current.completed = completed
        self.current.primary.satisfied = passed
        self.current.primary.measure = score
        self._judge(self.current)
        self._roll_up(self.current)

    def _judge(self, activity: Activity) -> None:
        """RB.1.2.a and the write maps."""
        primary = activity.primary
        considerations = activity.sequencing.find("seq:rollupConsiderations", NAMES)
        early = considerations is None or considerations.get("measureSatisfactionIfActive", "true") == "true"
        if primary.threshold is not None and primary.measure is not None and (early or not activity.active):
            primary.satisfied = primary.measure >= primary.threshold
        if primary.writes and primary.satisfied is not None:
            self.shared[primary.shared] = primary.satisfied

    def _roll_up(self, activity: Activity) -> None:
        """RB.1.5, from the activity's parent to the root."""
        for node in reversed(activity.path[:-1]):
            self._measure(node)
            for action in ("notSatisfied", "satisfied"):
                if self._rolls(node, action):
                    node.primary.satisfied = action == "satisfied"
            for action in ("incomplete", "completed"):
                if self._rolls(node, action):
                    node.completed = action == "completed"
            self._judge(node)

    def _measure(self, node: Activity) -> None:
        """RB.1.1: a mean by weight, in which what has no score yet counts as none reached."""
        weights = [
            (float(c.said("rollupRules", "objectiveMeasureWeight", "1")), c.primary.measure) for c in node.children
        ]
        if any(m is not None for _, m in weights) and sum(w for w, _ in weights) > 0:
            node.primary.measure = sum(w * (m or 0) for w, m in weights) / sum(w for w, _ in weights)

    def _rolls(self, node: Activity, action: str) -> bool:
        """RB.1.4 with RB.1.4.1 and RB.1.4.2."""
        kind = "rollupObjectiveSatisfied" if "atisfied" in action else "rollupProgressCompletion"
        counted = [c for c in node.children if c.said("rollupRules", kind, "true") == "true"]
        for rule in node.sequencing.iterfind("ss:rollupRules/ss:rollupRule", NAMES):
            does, conditions = rule.find("ss:rollupAction", NAMES), rule.findall("ss:rollupConditions/*", NAMES)
            assert does is not None
            assert len(conditions) == 1
            if does.get("action") != action or not counted:
                continue
            values = [self._child(node, c, conditions[0].get("condition", "")) for c in counted]
            which = {"all": all, "any": any}[rule.get("childActivitySet", "all")]
            if which(v is True for v in values):
                return True
        return False

    def _child(self, node: Activity, child: Activity, condition: str) -> Known:
        part = "Objective" if condition == "satisfied" else "Progress"
        this_visit = node.said("controlMode", f"useCurrentAttempt{part}Info", "true") == "true"
        if this_visit and child.visit != self.visit:
            return None
        return {
            "satisfied": self._satisfied(child.primary),
            "completed": child.completed,
            "attempted": child.attempted,
        }[condition]

    def course(self) -> str:
        """Return what the whole course has come to: ``score completion success``."""
        measure, satisfied = self.root.primary.measure, self.root.primary.satisfied
        score = "-" if measure is None else f"{measure * 100:.1f}"
        return " ".join(
            (
                score,
                {None: "unknown", True: "completed", False: "incomplete"}[self.root.completed],
                {None: "unknown", True: "passed", False: "failed"}[satisfied],
            )
        )


def _activity(node: Element, parent: Activity | None) -> Activity:
    found = node.find("ss:sequencing", NAMES)
    sequencing = ElementTree.Element("sequencing") if found is None else found
    assert {_local(e) for e in sequencing} <= KNOWN
    title = node.findtext("cp:title", "", NAMES)
    made = Activity(node.get("identifier", ""), title, node.find("cp:item", NAMES) is None, sequencing, parent)
    made.objectives = [_objective(o) for o in sequencing.iterfind("ss:objectives/*", NAMES)] or [Objective("", None)]
    made.children = [_activity(i, made) for i in node.iterfind("cp:item", NAMES)]
    return made


def _objective(said: Element) -> Objective:
    least = said.findtext("ss:minNormalizedMeasure", "1.0", NAMES) if said.get("satisfiedByMeasure") == "true" else None
    made = Objective(said.get("objectiveID", ""), None if least is None else float(least))
    for mapping in said.iterfind("ss:mapInfo", NAMES):
        made.shared = mapping.get("targetObjectiveID", "")
        made.reads = mapping.get("readSatisfiedStatus", "true") == "true"
        made.writes = mapping.get("writeSatisfiedStatus", "false") == "true"
    return made


def _walk(activity: Activity) -> Iterator[Activity]:
    yield activity
    for child in activity.children:
        yield from _walk(child)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
