"""What must hold in a SCORM package: one edition spelt throughout, what is launched, the items, their objectives.

One generator function per rule, as in ``integrity``, which calls ``faults`` for an archive that is a SCORM package.
That every file is listed, every identifier legal and every base name unique, ``integrity`` sees by itself.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from xml.etree import ElementTree

from generator.diagnostics import Diagnostic, error
from generator.integrity_xml import MANIFEST, At, Element, ImsContents, schema_of

SCHEMA = "ADL SCORM"

_DATA = re.compile(r"<script type=\"application/json\"[^>]*>(.*?)</script>", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+\.html?")  # at the root, without query, fragment or escape
_XML = "http://www.w3.org/XML/1998/namespace"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a schema defines: of elements, of attributes with its prefix, of attributes without.

    The schemas' wildcards let any other name through.
    """

    elements: frozenset[str]
    qualified: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Edition:
    """What a version of SCORM is spelt with: the default namespace, that of its metadata, which has words of its own,
    the attribute that tells a SCO, and the names of all other namespaces.
    """

    packaging: str
    metadata: str
    scorm_type: str
    vocabularies: Mapping[str, Vocabulary]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IMSSS = Vocabulary(
    _words("""
        auxiliaryResource auxiliaryResources controlMode deliveryControls exitConditionRule limitConditions mapInfo
        minNormalizedMeasure objective objectives postConditionRule preConditionRule primaryObjective
        randomizationControls rollupAction rollupCondition rollupConditions rollupRule rollupRules ruleAction
        ruleCondition ruleConditions sequencing sequencingCollection sequencingRules
    """),
    plain=_words("""
        ID IDRef action activityAbsoluteDurationLimit activityExperiencedDurationLimit attemptAbsoluteDurationLimit
        attemptExperiencedDurationLimit attemptLimit auxiliaryResourceID beginTimeLimit childActivitySet choice
        choiceExit completionSetByContent condition conditionCombination endTimeLimit flow forwardOnly measureThreshold
        minimumCount minimumPercent objectiveID objectiveMeasureWeight objectiveSetByContent operator purpose
        randomizationTiming readNormalizedMeasure readSatisfiedStatus referencedObjective reorderChildren
        rollupObjectiveSatisfied rollupProgressCompletion satisfiedByMeasure selectCount selectionTiming
        targetObjectiveID tracked useCurrentAttemptObjectiveInfo useCurrentAttemptProgressInfo writeNormalizedMeasure
        writeSatisfiedStatus
    """),
)
_CONSIDERATIONS = """
    constrainChoice measureSatisfactionIfActive preventActivation requiredForCompleted requiredForIncomplete
    requiredForNotSatisfied requiredForSatisfied
"""
_ADLCP_12 = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
_ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
_ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
_PACKAGING = Vocabulary(
    _words("""
        dependency file item manifest metadata organization organizations resource resources schema schemaversion title
    """),
    plain=_words("default href identifier identifierref isvisible parameters structure type version"),
)
_IMSCP_12, _IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "http://www.imsglobal.org/xsd/imscp_v1p1"
_2004 = {
    _IMSCP: _PACKAGING,
    "http://www.imsglobal.org/xsd/imsss": _IMSSS,
    "http://www.adlnet.org/xsd/adlnav_v1p3": Vocabulary(_words("hideLMSUI navigationInterface presentation")),
}
_THIRD = {
    _ADLCP: Vocabulary(_words("completionThreshold dataFromLMS location timeLimitAction"), _words("scormType")),
    _ADLSEQ: Vocabulary(
        _words("constrainedChoiceConsiderations rollupConsiderations"),
        _words("objectivesGlobalToSystem"),
        _words(_CONSIDERATIONS),
    ),
}
_FOURTH = {
    _ADLCP: Vocabulary(
        _words("completionThreshold data dataFromLMS location map timeLimitAction"),
        _words("scormType sharedDataGlobalToSystem"),
        _words("completedByMeasure minProgressMeasure progressWeight readSharedData targetID writeSharedData"),
    ),
    _ADLSEQ: Vocabulary(
        _words("constrainedChoiceConsiderations mapInfo objective objectives rollupConsiderations"),
        _words("objectivesGlobalToSystem"),
        _words(
            _CONSIDERATIONS
            + """
            objectiveID readCompletionStatus readMaxScore readMinScore readProgressMeasure readRawScore
            targetObjectiveID writeCompletionStatus writeMaxScore writeMinScore writeProgressMeasure writeRawScore
            """
        ),
    ),
}
_ADLCP_NAMES_12 = Vocabulary(
    _words("datafromlms location masteryscore maxtimeallowed prerequisites schema schemaversion timelimitaction"),
    _words("scormtype"),
    _words("type"),
)
_LOM_12, _LOM = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1", "http://ltsc.ieee.org/xsd/LOM"
EDITIONS = {
    "1.2": Edition(
        _IMSCP_12, _LOM_12, f"{{{_ADLCP_12}}}scormtype", {_IMSCP_12: _PACKAGING, _ADLCP_12: _ADLCP_NAMES_12}
    ),
    "2004 3rd Edition": Edition(_IMSCP, _LOM, f"{{{_ADLCP}}}scormType", _2004 | _THIRD),
    "2004 4th Edition": Edition(_IMSCP, _LOM, f"{{{_ADLCP}}}scormType", _2004 | _FOURTH),
}


def is_package(files: Mapping[str, bytes]) -> bool:
    """Return whether ``files`` are a SCORM package; a manifest that cannot be read is reported by another rule."""
    return schema_of(files) == SCHEMA


def faults(files: Mapping[str, bytes], at: At) -> Iterator[Diagnostic]:
    """Yield every fault of the package that ``files`` are."""
    package = Contents(files, at)
    for rule in RULES:
        yield from rule(package)


@dataclass(frozen=True)
class Contents(ImsContents):
    """A package as its files give it."""

    @cached_property
    def version(self) -> str:
        """The version that the manifest says it is."""
        return (self.manifest.findtext("{*}metadata/{*}schemaversion") or "").strip()

    @cached_property
    def edition(self) -> Edition | None:
        """What this version is spelt with, nothing for a version that is none."""
        return EDITIONS.get(self.version)

    @cached_property
    def resources(self) -> dict[str, Element]:
        """The resources by their identifiers, in document order."""
        return {r.get("identifier", ""): r for r in self.manifest.iterfind("{*}resources/{*}resource")}

    @cached_property
    def items(self) -> tuple[Element, ...]:
        """The nodes of all organizations, in document order."""
        return tuple(
            i for o in self.manifest.iterfind("{*}organizations/{*}organization") for i in o.iterfind(".//{*}item")
        )

    def is_sco(self, resource: Element) -> bool:
        """Return whether ``resource`` talks to the platform, in the spelling of this version."""
        return self.edition is not None and resource.get(self.edition.scorm_type) == "sco"

    def fault(self, rule: str, message: str, **values: str) -> Diagnostic:
        """Return a finding in the manifest."""
        return error(self.at(MANIFEST), rule, message, "", **values)


def scorm_edition(contents: Contents) -> Iterator[Diagnostic]:
    """The version is none, its namespaces stand elsewhere than importers look, or a name is another edition's."""
    message = "not spelt as its edition of SCORM is: {problem}"
    edition = contents.edition
    if edition is None:
        yield contents.fault("scorm-edition", message, problem=contents.version or "schemaversion")
        return
    bound = ElementTree.iterparse(BytesIO(contents.files[MANIFEST]), ("start-ns",))
    if ("", edition.packaging) not in [pair for _, pair in bound]:
        yield contents.fault("scorm-edition", message, problem="xmlns")
    odd = {name for element in contents.manifest.iter() for name in _odd(element, edition)}
    for name in sorted(odd):
        yield contents.fault("scorm-edition", message, problem=name)


def _odd(element: Element, edition: Edition) -> Iterator[str]:
    """Yield the names at ``element`` that ``edition`` does not define."""
    space, name = _split(element.tag)
    own = edition.vocabularies.get(space)
    if space != edition.metadata and (own is None or name not in own.elements):
        yield element.tag
    for attribute in element.attrib:
        where, plain = _split(attribute)
        if where:
            other = edition.vocabularies.get(where)
            known = where in (_XML, _XSI) or (other is not None and plain in other.qualified)
        else:
            known = own is None or plain in own.plain
        if not known:
            yield attribute


def scorm_launch(contents: Contents) -> Iterator[Diagnostic]:
    """The manifest's first page is not the one at the root that the first item launches; Open edX opens no other."""
    message = "«{name}» is not what is to be launched first"
    first = next((r for r in contents.resources.values() if r.get("href") is not None), None)
    href = "" if first is None else first.get("href", "")
    launched = [r for i in contents.items if (r := contents.resources.get(i.get("identifierref", ""))) is not None]
    if first is None or launched[:1] not in ([], [first]) or not _PLAIN.fullmatch(href) or href not in contents.files:
        yield contents.fault("scorm-launch", message, name=href or "href")
    elif first.get("type") != "webcontent":
        yield contents.fault("scorm-launch", message, name=first.get("type", "type"))
    if any(e.get(f"{{{_XML}}}base") is not None for e in contents.manifest.iter()):
        yield contents.fault("scorm-launch", message, name="xml:base")


def scorm_item(contents: Contents) -> Iterator[Diagnostic]:
    """An item has no title, does not say that it is visible, launches nothing, or what another item launches."""
    message = "the item «{id}» cannot be shown or launched"
    launched: set[str] = set()
    for organization in contents.manifest.iterfind("{*}organizations/{*}organization"):
        if not (organization.findtext("{*}title") or "").strip():
            yield contents.fault("scorm-item", message, id=organization.get("identifier", ""))
    for item in contents.items:
        reference = item.get("identifierref", "")
        branch = item.find("{*}item") is not None
        titled = (item.findtext("{*}title") or "").strip() and item.get("isvisible") == "true"
        resource = contents.resources.get(reference)  # that there is one, another rule sees
        right = not reference if branch else bool(reference) and (resource is None or contents.is_sco(resource))
        if not titled or not right or reference in launched:
            yield contents.fault("scorm-item", message, id=item.get("identifier", ""))
        launched |= {reference} - {""}


def scorm_objective(contents: Contents) -> Iterator[Diagnostic]:
    """An objective is named twice, or one is referred to that the item, or the package, does not have."""
    message = "the objective «{id}» is not there, or there twice"
    written = {m.get("targetObjectiveID") for m in contents.manifest.iterfind(".//{*}mapInfo") if _writes(m)}
    for item in contents.items:
        sequencing = item.find("{*}sequencing")
        found = [] if sequencing is None else [o for o in sequencing.iterfind("{*}objectives/*")]
        ids = [o.get("objectiveID", "") for o in found if o.get("objectiveID")]
        wanted = [] if sequencing is None else [r.get("referencedObjective", "") for r in sequencing.iter()]
        maps = [m.get("targetObjectiveID") for o in found for m in o.iterfind("{*}mapInfo") if not _writes(m)]
        odd = {i for i in ids if ids.count(i) > 1} | set(filter(None, wanted)) - set(ids)
        odd |= {m for m in maps if m is not None} - {w for w in written if w is not None}
        odd |= set(_reported(contents, item)) - set(ids)
        for name in sorted(odd):
            yield contents.fault("scorm-objective", message, id=name)


def _writes(mapping: Element) -> bool:
    return "true" in (mapping.get("writeSatisfiedStatus"), mapping.get("writeNormalizedMeasure"))


def _reported(contents: Contents, item: Element) -> Iterator[str]:
    """Yield the ids of the objectives that the page of ``item`` reports on, as its data names them."""
    resource = contents.resources.get(item.get("identifierref", ""))
    page = contents.files.get("" if resource is None else resource.get("href", ""), b"").decode("utf-8", "replace")
    for text in _DATA.findall(page):
        try:
            data = json.loads(text)
        except ValueError:
            continue
        told = data.get("objectives", ()) if isinstance(data, dict) else ()
        yield from (o["id"] for o in told)


def scorm_passed_on_open(contents: Contents) -> Iterator[Diagnostic]:
    """SCORM 2004: an item does not say that its page tells when it is complete and passed, so opening it is enough."""
    if contents.version == "1.2":
        return
    for item in contents.items:
        controls = item.find("{*}sequencing/{*}deliveryControls")
        said = ("completionSetByContent", "objectiveSetByContent")
        if item.get("identifierref") and (controls is None or any(controls.get(s) != "true" for s in said)):
            message = "whoever opens «{id}» has passed it"
            yield contents.fault("scorm-passed-on-open", message, id=item.get("identifier", ""))


def _split(name: str) -> tuple[str, str]:
    space, _, local = name.rpartition("}")
    return space.removeprefix("{"), local


Rule = Callable[[Contents], Iterator[Diagnostic]]
RULES: tuple[Rule, ...] = (scorm_edition, scorm_launch, scorm_item, scorm_objective, scorm_passed_on_open)
