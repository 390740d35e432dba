"""What SCORM spells its own way: the manifests of 1.2 (CAM 1.2, chapter 2.3) and of 2004 (CAM 1.3 and 1.1, chapter 3).

CAM, SN and RTE are the books of SCORM 2004: content aggregation, sequencing and navigation, run-time environment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.standards.ims_cp import Manifest, OrganizationItem
from generator.standards.lom import LOM_10, LOM_12, Metadata, lom_element
from generator.xmltree import Element, element, serialise

# The content-packaging namespace must be the default one: with a prefix Moodle finds nothing to launch.
NAMESPACES_12 = {
    None: "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
    LOM_12.prefix: LOM_12.namespace,
}
# Moodle knows the elements by these prefixes, whatever they stand for.
NAMESPACES_2004 = {
    None: "http://www.imsglobal.org/xsd/imscp_v1p1",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3",
    "adlnav": "http://www.adlnet.org/xsd/adlnav_v1p3",
    "adlseq": "http://www.adlnet.org/xsd/adlseq_v1p3",
    "imsss": "http://www.imsglobal.org/xsd/imsss",
    LOM_10.prefix: LOM_10.namespace,
}


@dataclass(frozen=True, slots=True)
class Edition:
    """Where an edition of SCORM 2004 differs from the other.

    ``weighs_progress``: whether ``adlcp:completionThreshold`` has attributes, one of which weighs an activity in the
    progress of those above it (CAM 3.4). ``longest_state``: characters of cmi.suspend_data (RTE 4.2.23).
    """

    schema_version: str
    weighs_progress: bool
    longest_state: int


EDITIONS = {
    "3": Edition("2004 3rd Edition", False, 4_000),
    "4": Edition("2004 4th Edition", True, 64_000),
}


@dataclass(frozen=True, slots=True)
class Activity:
    """What sequencing is told of a node of the organization (SN, chapter 3).

    ``scored``: whether it can have a score; what cannot, counts in nobody's score or success, and succeeds by being
    completed. ``weight`` and ``progress``: from 0 to 1, what its score and its progress weigh beside its siblings'.
    ``objectives``: the ids of those that content reports on, besides the primary one.
    ``opens``: the objective, known to the whole organization, that its success satisfies; ``waits``: the one that must
    be satisfied before it can be launched; empty for none.
    ``metadata`` describes it where that is not said of the package already.
    """

    scored: bool = True
    weight: Fraction = Fraction(1)
    progress: Fraction = Fraction(1)
    objectives: tuple[str, ...] = ()
    opens: str = ""
    waits: str = ""
    metadata: Metadata | None = None


def manifest_12(manifest: Manifest, metadata: Metadata) -> bytes:
    """Return ``imsmanifest.xml`` for SCORM 1.2."""
    root, organization = _head(manifest, NAMESPACES_12, "1.2")
    lom_element(root[0], metadata, LOM_12)
    for node in manifest.organization.items:
        _item_12(organization, node)
    _resources(root, manifest, "adlcp:scormtype")
    return serialise(root)


def manifest_2004(
    manifest: Manifest, metadata: Metadata, edition: Edition, activities: Mapping[str, Activity] | None = None
) -> bytes:
    """Return ``imsmanifest.xml`` for SCORM 2004.

    ``activities`` are known by the identifiers of the organization and of its items; a node without one is ordinary.
    """
    known = activities or {}
    root, organization = _head(manifest, NAMESPACES_2004, edition.schema_version)
    lom_element(root[0], metadata, LOM_10)
    # an objective named in two packages is not the same one: each package judges by what was done in it (SN 3.10)
    organization.set(f"{{{NAMESPACES_2004['adlseq']}}}objectivesGlobalToSystem", "false")
    top = known.get(manifest.organization.identifier, Activity())
    judged = any(leaf.mastery is not None for leaf in _leaves(manifest.organization.items))
    alone = len(_leaves(manifest.organization.items)) == 1
    for node in manifest.organization.items:
        _item_2004(organization, node, top, edition, known, judged, alone)
    _cluster(organization, top, True, judged)
    _resources(root, manifest, "adlcp:scormType")
    return serialise(root)


def _head(manifest: Manifest, namespaces: Mapping[str | None, str], version: str) -> tuple[Element, Element]:
    """Return the root with its metadata, and the organization with its title."""
    attributes = {"identifier": manifest.identifier, "version": manifest.version}
    root = element(None, "manifest", None, attributes, namespaces)
    about = element(root, "metadata")
    element(about, "schema", "ADL SCORM")
    element(about, "schemaversion", version)
    organizations = element(root, "organizations", None, {"default": manifest.organization.identifier})
    organization = element(organizations, "organization", None, {"identifier": manifest.organization.identifier})
    element(organization, "title", manifest.organization.title)
    return root, organization


def _resources(root: Element, manifest: Manifest, scorm_type: str) -> None:
    resources = element(root, "resources")
    for resource in manifest.resources:
        attributes = {
            "identifier": resource.identifier,
            "type": "webcontent",
            scorm_type: resource.scorm_type,
            "href": resource.href,
        }
        made = element(resources, "resource", None, attributes)
        for name in resource.files:
            element(made, "file", None, {"href": name})


def _item(parent: Element, node: OrganizationItem) -> Element:
    """Add an item with its title; ``isvisible`` is written out, since the Open edX menu lists no other item."""
    attributes = {"identifier": node.identifier, "isvisible": "true"}
    if node.resource:
        attributes["identifierref"] = node.resource
    made = element(parent, "item", None, attributes)
    element(made, "title", node.title)
    return made


def _item_12(parent: Element, node: OrganizationItem) -> None:
    """CAM 1.2, 2.3.5.3."""
    made = _item(parent, node)
    for child in node.items:
        _item_12(made, child)
    if node.mastery is not None:
        element(made, "adlcp:masteryscore", str(node.mastery))


def _item_2004(
    parent: Element,
    node: OrganizationItem,
    above: Activity,
    edition: Edition,
    known: Mapping[str, Activity],
    judged: bool,
    alone: bool,
) -> None:
    """CAM 3.4 and 5.1."""
    activity = known.get(node.identifier, Activity())
    made = _item(parent, node)
    for child in node.items:
        _item_2004(made, child, activity, edition, known, judged, alone)
    if activity.metadata is not None:
        lom_element(element(made, "metadata"), activity.metadata, LOM_10)
    if edition.weighs_progress and not alone:
        # the content says when it is complete: a share of pages seen says nothing of answers
        threshold = {"completedByMeasure": "false", "minProgressMeasure": "1.0"}
        element(made, "adlcp:completionThreshold", None, threshold | {"progressWeight": _decimal(activity.progress)})
    if node.items:
        _cluster(made, activity, above.scored, judged)
    else:
        _leaf(made, node, activity, above.scored)
        _presentation(made, alone)


def _cluster(parent: Element, activity: Activity, counted: bool, judged: bool) -> None:
    """Add the sequencing of an organization or a branch (CAM 5.1; SN 3.2, 3.7).

    Whoever launches an activity chooses or goes on and back. What was done in an earlier visit still counts.
    Complete when all below is, satisfied when all that is scored below is. Without a score above the pass mark it is
    not satisfied only where the platform may judge.
    """
    sequencing = element(parent, "imsss:sequencing")
    control = ("choice", "true"), ("flow", "true")
    earlier = ("useCurrentAttemptObjectiveInfo", "false"), ("useCurrentAttemptProgressInfo", "false")
    element(sequencing, "imsss:controlMode", None, dict((*control, *earlier)))
    _waiting(sequencing, parent.get("identifier", ""), activity)
    rules = element(sequencing, "imsss:rollupRules", None, _rollup(activity, counted))
    _rule(rules, "all", "satisfied" if activity.scored else "completed", "satisfied")
    if judged:
        _rule(rules, "all", "completed", "notSatisfied")  # which «satisfied» overrules (SN RB.1.2.b)
    _rule(rules, "all", "completed", "completed")
    _rule(rules, "any", "attempted", "incomplete")  # which «completed» overrules (SN RB.1.3.b)
    _objectives(sequencing, parent.get("identifier", ""), activity, None)


def _leaf(parent: Element, node: OrganizationItem, activity: Activity, counted: bool) -> None:
    """Add the sequencing of what is launched.

    The content sets completion and success. Otherwise the platform does when the learner leaves: passed for having
    been opened (SN UP.4).
    """
    sequencing = element(parent, "imsss:sequencing")
    _waiting(sequencing, node.identifier, activity)
    element(sequencing, "imsss:rollupRules", None, _rollup(activity, counted))
    _objectives(sequencing, node.identifier, activity, node.mastery)
    delivery = {"tracked": "true", "completionSetByContent": "true", "objectiveSetByContent": "true"}
    element(sequencing, "imsss:deliveryControls", None, delivery)
    if node.mastery is not None:
        # a lesson half done has a score, and has not failed yet (SN RB.1.2.a)
        element(sequencing, "adlseq:rollupConsiderations", None, {"measureSatisfactionIfActive": "false"})


def _waiting(sequencing: Element, identifier: str, activity: Activity) -> None:
    """Disable the activity until the objective that it waits for is satisfied (SN 3.4; UP.2, UP.5).

    Two conditions: of an objective about which nothing is known, «not satisfied» is not true but unknown.
    """
    if not activity.waits:
        return
    rule = element(element(sequencing, "imsss:sequencingRules"), "imsss:preConditionRule")
    conditions = element(rule, "imsss:ruleConditions", None, {"conditionCombination": "any"})
    for condition in ("satisfied", "objectiveStatusKnown"):
        said = {"referencedObjective": _before(identifier), "operator": "not", "condition": condition}
        element(conditions, "imsss:ruleCondition", None, said)
    element(rule, "imsss:ruleAction", None, {"action": "disabled"})


def _rollup(activity: Activity, counted: bool) -> dict[str, str]:
    """SN 3.8: what of the activity counts above; ``counted`` is false where scores decide there."""
    return {
        "rollupObjectiveSatisfied": "true" if activity.scored or not counted else "false",
        "rollupProgressCompletion": "true",
        "objectiveMeasureWeight": _decimal(activity.weight if activity.scored else Fraction(0)),
    }


def _rule(rules: Element, which: str, condition: str, action: str) -> None:
    """SN 3.7."""
    rule = element(rules, "imsss:rollupRule", None, {"childActivitySet": which})
    element(element(rule, "imsss:rollupConditions"), "imsss:rollupCondition", None, {"condition": condition})
    element(rule, "imsss:rollupAction", None, {"action": action})


def _objectives(sequencing: Element, identifier: str, activity: Activity, mastery: int | None) -> None:
    """SN 3.10. Only order needs objectives beyond the activity: a global one keeps but the last result.

    So a competence that two lessons practise stays with each of them: a miss in the second does not undo the first.
    """
    if not (activity.objectives or activity.opens or activity.waits) and mastery is None:
        return
    objectives = element(sequencing, "imsss:objectives")
    primary = element(objectives, "imsss:primaryObjective")
    if mastery is not None:
        primary.set("satisfiedByMeasure", "true")
        element(primary, "imsss:minNormalizedMeasure", _decimal(Fraction(mastery, 100)))
    if activity.opens:
        primary.set("objectiveID", f"{identifier}-result")  # asked for where there is a map
        _map(primary, activity.opens, write=True)
    for name in activity.objectives:
        element(objectives, "imsss:objective", None, {"objectiveID": name})
    if activity.waits:
        _map(element(objectives, "imsss:objective", None, {"objectiveID": _before(identifier)}), activity.waits)


def _map(objective: Element, target: str, write: bool = False) -> None:
    """Map the status alone; what writes also reads, so that a new attempt does not take back what was satisfied."""
    said = {
        "targetObjectiveID": target,
        "readSatisfiedStatus": "true",
        "readNormalizedMeasure": "false",
        "writeSatisfiedStatus": "true" if write else "false",
        "writeNormalizedMeasure": "false",
    }
    element(objective, "imsss:mapInfo", None, said)


def _presentation(parent: Element, alone: bool) -> None:
    """CAM 5.2: no button that throws the learner's work away, none that leads nowhere."""
    interface = element(element(parent, "adlnav:presentation"), "adlnav:navigationInterface")
    for button in (*(("previous", "continue") if alone else ()), "abandon", "abandonAll"):
        element(interface, "adlnav:hideLMSUI", button)


def _before(identifier: str) -> str:
    return f"{identifier}-before"


def _leaves(items: tuple[OrganizationItem, ...]) -> tuple[OrganizationItem, ...]:
    return tuple(leaf for node in items for leaf in (_leaves(node.items) if node.items else (node,)))


def _decimal(value: Fraction) -> str:
    """Return ``value`` with the four digits that IMS SS asks measures and weights to have."""
    return f"{float(value):.4f}"
