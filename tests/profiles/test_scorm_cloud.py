"""What is known of SCORM Cloud: what passes, and what is named."""

import io
import zipfile
from collections.abc import Callable

import pytest

from generator.inspection.facts import PackageFacts, facts_of
from generator.inspection.opening import read_package
from generator.profiles.scorm_cloud import PROFILE
from tests.profiles.parcels import (
    Files,
    Spoil,
    asked,
    changed,
    cmi5,
    facts,
    manifest_with,
    names,
    rules,
    scorm_12,
    scorm_2004,
)


class _Pipe(io.RawIOBase):
    """A file that cannot go back, so that sizes are written behind the data."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.written += bytes(data)  # type: ignore[call-overload]
        return len(bytes(data))  # type: ignore[call-overload]


def streamed(method: int) -> PackageFacts:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, content in scorm_12().items():
            with archive.open(name, "w") as member:
                member.write(content)
    return facts_of(read_package("p.zip", io.BytesIO(bytes(pipe.written))))


LOCATED = "</schemaversion><adlcp:location>{}</adlcp:location>"

SPOILED: dict[str, tuple[Spoil, ...]] = {
    "zip-from-the-front": (lambda: streamed(zipfile.ZIP_STORED),),
    "missing-resource": (lambda: manifest_with(scorm_12(), 'identifierref="r1"', 'identifierref="r9"'),),
    "missing-metadata": (lambda: manifest_with(scorm_12(), "</schemaversion>", LOCATED.format("mat.xml")),),
    "not-valid": (
        lambda: manifest_with(scorm_12(), "</title></item>", "</title><duration>5</duration></item>"),
        lambda: facts(changed(cmi5(), "cmi5.xml", "w3id.org/xapi", "w3id.org/XAPI")),
    ),
}


@pytest.mark.parametrize("make", [scorm_12, scorm_2004, cmi5])
def test_a_good_package_passes(make: Callable[[], Files]) -> None:
    assert asked(PROFILE, facts(make())) == []


def test_a_packed_file_tells_its_own_end() -> None:
    assert asked(PROFILE, streamed(zipfile.ZIP_DEFLATED)) == []


def test_metadata_in_the_package_passes() -> None:
    files = changed(scorm_12(), "imsmanifest.xml", "</schemaversion>", LOCATED.format("co.xml"))
    assert asked(PROFILE, facts({**files, "co.xml": b"<lom/>"})) == []


def test_every_rule_has_a_package_that_it_names() -> None:
    assert set(SPOILED) == rules(PROFILE)


@pytest.mark.parametrize(("rule", "spoil"), [(r, s) for r, spoils in SPOILED.items() for s in spoils])
def test_a_spoiled_package_is_named_by_its_rule_alone(rule: str, spoil: Spoil) -> None:
    assert names(asked(PROFILE, spoil())) == {rule}
