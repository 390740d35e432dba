"""IEEE LOM (1484.12.1) metadata in the two bindings that SCORM uses: IMS 1.2.1 with SCORM 1.2, IEEE 1.0 with 2004."""

from collections.abc import Callable
from dataclasses import dataclass

from generator.model import Competence, Framework
from generator.xmltree import Element, element


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a learning resource says of itself, in LOM's words."""

    identifier: str
    title: str
    description: str
    language: str
    version: str
    minutes: int
    licence: str
    competences: tuple[Competence, ...]
    frameworks: tuple[Framework, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """How one XML binding writes LOM: ``spell`` turns an IEEE name into the binding's, the rest it names by itself.

    ``identifier`` and ``vocabulary`` name the elements below an identifier and below a vocabulary's source and value;
    where there is none, the text stands there itself. ``unspoken`` is the language of what is in no language.
    """

    namespace: str
    prefix: str
    spell: Callable[[str], str]
    text: str
    language: str
    unspoken: str
    identifier: str
    vocabulary: str
    scheme: str
    schemes: tuple[str, ...]
    duration: str
    purpose: str

    def add(self, parent: Element, name: str, text: str | None = None) -> Element:
        """Add an element by its IEEE name."""
        return element(parent, f"{self.prefix}:{self.spell(name)}", text)

    def say(self, parent: Element, name: str, text: str, language: str) -> Element:
        """Add an element that holds ``text`` in ``language`` (LOM's LangString); returns the element."""
        made = self.add(parent, name)
        self._string(made, text, language)
        return made

    def choose(self, parent: Element, name: str, value: str) -> Element:
        """Add an element that holds a word of LOM's vocabulary; returns the element."""
        made = self.add(parent, name)
        for part, text in (("source", "LOMv1.0"), ("value", value)):
            if self.vocabulary:
                self.say(made, part, text, self.unspoken)
            else:
                self.add(made, part, text)
        return made

    def identify(self, parent: Element, identifier: str) -> None:
        """Add an identifier ``<course>/<name>``; the course is the catalogue where the binding asks for one."""
        if self.identifier:
            made = self.add(parent, "identifier")
            catalogue, _, entry = identifier.partition("/")
            self.add(made, "catalog", catalogue)
            self.add(made, self.identifier, entry)
        else:
            self.add(parent, "identifier", identifier)

    def _string(self, parent: Element, text: str, language: str) -> None:
        element(parent, f"{self.prefix}:{self.text}", text, {self.language: language} if language else None)


LOM_12 = Binding(
    namespace="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
    prefix="imsmd",
    spell=str.lower,
    text="langstring",
    language="xml:lang",
    unspoken="x-none",
    identifier="",
    vocabulary="langstring",
    scheme="metadatascheme",
    schemes=("ADL SCORM 1.2",),
    duration="datetime",
    purpose="Educational Objective",
)
LOM_10 = Binding(
    namespace="http://ltsc.ieee.org/xsd/LOM",
    prefix="lom",
    spell=str,
    text="string",
    language="language",
    unspoken="",
    identifier="entry",
    vocabulary="",
    scheme="metadataSchema",
    schemes=("LOMv1.0", "ADLv1.0"),
    duration="duration",
    purpose="competency",
)


def lom_element(parent: Element, metadata: Metadata, binding: Binding) -> Element:
    """Add the record below ``parent``, in the order of LOM's categories, which the schema of SCORM 1.2 asks for."""
    lom = binding.add(parent, "lom")
    general = binding.add(lom, "general")
    binding.identify(general, metadata.identifier)
    binding.say(general, "title", metadata.title, metadata.language)
    binding.add(general, "language", metadata.language)
    binding.say(general, "description", metadata.description, metadata.language)
    binding.say(binding.add(lom, "lifeCycle"), "version", metadata.version, binding.unspoken)
    described = binding.add(lom, "metaMetadata")
    for scheme in binding.schemes:
        binding.add(described, binding.scheme, scheme)
    binding.add(binding.add(lom, "technical"), "format", "text/html")
    time = binding.add(binding.add(lom, "educational"), "typicalLearningTime")
    binding.add(time, binding.duration, duration(metadata.minutes))
    rights = binding.add(lom, "rights")
    binding.choose(rights, "copyrightAndOtherRestrictions", "yes")
    binding.say(rights, "description", metadata.licence, metadata.language)
    for framework in metadata.frameworks:
        own = tuple(c for c in metadata.competences if c.framework == framework.identifier)
        if own:
            _classification(lom, framework, own, metadata.language, binding)
    return lom


def duration(minutes: int) -> str:
    """Return LOM 5.9's ISO 8601 duration."""
    return f"PT{minutes // 60}H{minutes % 60}M" if minutes >= 60 else f"PT{minutes}M"


def _classification(
    lom: Element, framework: Framework, competences: tuple[Competence, ...], language: str, binding: Binding
) -> None:
    """LOM 9: places the resource in a framework."""
    classification = binding.add(lom, "classification")
    binding.choose(classification, "purpose", binding.purpose)
    for competence in competences:
        path = binding.add(classification, "taxonPath")
        binding.say(path, "source", framework.title, language)
        taxon = binding.add(path, "taxon")
        binding.add(taxon, "id", competence.identifier)
        binding.say(taxon, "entry", competence.title, language)
    binding.say(classification, "description", framework.instrument or framework.title, language)
