from pathlib import Path

import pytest

from generator.theme import PACKAGED, Theme, UnnamedPartError, layered


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "theme" / "booklet").mkdir(parents=True)
    (tmp_path / "theme" / "booklet" / "own.css").write_text("p {}", encoding="utf-8")
    return tmp_path


def test_a_course_lays_its_files_over_ours_one_by_one(course: Path) -> None:
    theme = layered(course)
    assert theme.find("booklet/own.css").parent == course / "theme" / "booklet"
    assert theme.find("strings/vi/screen.yml").is_relative_to(PACKAGED)
    names = list(theme.files("booklet"))
    assert names == sorted(names)
    assert {"booklet/own.css"} < set(names)
    with pytest.raises(FileNotFoundError):
        theme.find("booklet/nothing.css")


def test_the_repository_itself_has_one_layer() -> None:
    assert layered(PACKAGED.parent).folders == (PACKAGED,)


def test_mkdocs_yml_stands_beside_the_theme(course: Path) -> None:
    (course / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    theme = layered(course)
    assert theme.find("mkdocs.yml") == course / "mkdocs.yml"
    assert theme.files("mkdocs.yml") == {"mkdocs.yml": course / "mkdocs.yml"}


def test_a_job_reads_only_the_parts_it_named(course: Path) -> None:
    theme = layered(course).only(("booklet",))
    assert theme.find("booklet/own.css")
    for name in ("strings/vi/screen.yml", "booklets/x", "mkdocs.yml"):
        with pytest.raises(UnnamedPartError, match="is read, but the job names only booklet"):
            theme.find(name)
    with pytest.raises(UnnamedPartError):
        layered(course).only(()).files("strings")


def test_the_digest_changes_with_names_and_bytes_and_nothing_else(course: Path) -> None:
    def digest() -> str:
        return layered(course).digest(("booklet",))

    first = digest()
    assert digest() == first
    assert Theme((PACKAGED,)).digest(("booklet",)) != first
    own = course / "theme" / "booklet" / "own.css"
    own.write_text("q {}", encoding="utf-8")
    changed = digest()
    own.rename(own.with_name("other.css"))
    assert len({first, changed, digest()}) == 3
