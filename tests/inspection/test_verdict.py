"""What is said about a file: verdicts of platforms, whether it is faulty, and that reading it has an end."""

import resource
import signal
from pathlib import Path

import pytest

from generator.inspection.facts import Kind
from generator.inspection.opening import UnreadableError
from generator.inspection.verdict import Inspection, Verdict, bounded, inspected
from generator.profiles import discover
from tests.inspection.bad_packages import BY_NAME, GOOD
from tests.profiles.parcels import zipped


def saved(folder: Path, content: bytes, name: str = "goi.zip") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def verdicts(inspection: Inspection) -> dict[str, Verdict]:
    return {j.name: j.verdict for j in inspection.profiles}


def test_a_good_package_works_wherever_its_kind_is_read(tmp_path: Path) -> None:
    found = inspected(saved(tmp_path, zipped(GOOD["scorm12"]())))
    assert (found.name, found.kind, found.edition, found.findings) == ("goi.zip", Kind.SCORM_12, "1.2", ())
    assert set(verdicts(found)) == set(discover())
    assert set(verdicts(found).values()) <= {Verdict.WORKS, Verdict.UNREAD}
    assert Verdict.WORKS in verdicts(found).values()
    assert not found.faulty
    assert all(bool(j.steps) is (j.verdict is Verdict.WORKS) for j in found.profiles)


def test_what_is_wrong_anywhere_fails_everywhere(tmp_path: Path) -> None:
    bad = BY_NAME["a lesson that never speaks"]
    found = inspected(saved(tmp_path, bad.make()))
    assert set(verdicts(found).values()) == {Verdict.FAILS, Verdict.UNREAD} & set(verdicts(found).values())
    assert found.faulty


@pytest.mark.parametrize("written", ["<manifest", '<!DOCTYPE m [<!ENTITY x "y">]><manifest>&x;</manifest>'])
def test_a_manifest_that_cannot_be_read_is_the_reason_and_not_the_kind(written: str, tmp_path: Path) -> None:
    path = saved(tmp_path, zipped({**GOOD["scorm12"](), "imsmanifest.xml": written.encode()}))
    assert set(verdicts(inspected(path)).values()) == {Verdict.FAILS}
    assert inspected(path, "moodle").faulty
    whole = saved(tmp_path, zipped({**GOOD["scorm12"](), "imsmanifest.xml": b"<manifest/>"}), "khac.zip")
    assert Verdict.UNREAD in verdicts(inspected(whole)).values()


def test_a_warning_alone_is_no_fault(tmp_path: Path) -> None:
    found = inspected(saved(tmp_path, BY_NAME["a file that nothing shows"].make()))
    assert [f.rule for f in found.findings] == ["unused-file"]
    assert not found.faulty


def test_one_platform_is_asked_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, zipped(GOOD["cartridge"]()))
    assert set(verdicts(inspected(path, "moodle"))) == {"moodle"}
    asked = inspected(path, "generic12")  # takes no cartridge
    assert verdicts(asked) == {"generic12": Verdict.UNREAD}
    assert asked.faulty
    assert not inspected(path).faulty
    with pytest.raises(KeyError):
        inspected(path, "nowhere")


def test_what_fails_on_every_platform_that_takes_it_is_faulty(tmp_path: Path) -> None:
    moodle_alone = inspected(saved(tmp_path, BY_NAME["prefixes on everything"].make()), "moodle")
    assert verdicts(moodle_alone) == {"moodle": Verdict.FAILS}
    assert moodle_alone.faulty


def endlessly() -> None:
    while True:
        pass


def test_work_without_end_is_refused_and_limits_are_put_back() -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU), signal.getsignal(signal.SIGXCPU)
    with pytest.raises(UnreadableError) as caught, bounded("goi.zip", seconds=0):
        endlessly()
    assert caught.value.finding.rule == "busy-archive"
    assert (resource.getrlimit(resource.RLIMIT_CPU), signal.getsignal(signal.SIGXCPU)) == before


def test_memory_without_end_is_refused_and_limits_are_put_back() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(UnreadableError), bounded("goi.zip", memory=1 << 28):
        bytearray(1 << 29)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    bytearray(1 << 29)


def test_what_a_rule_does_not_foresee_goes_through() -> None:
    with pytest.raises(ZeroDivisionError), bounded("goi.zip"):
        1 / 0  # noqa: B018
