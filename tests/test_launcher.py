"""The launcher sets itself up once, survives interruption, and hands over what was typed."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-test.txt")
TOLD = """
import os, sys
print(os.getcwd(), os.environ["HOCVUSO_HOME"], *sys.argv[1:], sep="|")
sys.exit(int(os.environ.get("EXIT", "0")))
"""
TESTED = "import os, sys; print('pytest', os.getcwd(), *sys.argv[1:], sep='|'); sys.exit(3)"
# Stands in for Python: may lack something, and copies an environment rather than make one, which takes seconds.
PYTHON = """#!/bin/sh
case "$*" in
  {lack}) exit 1 ;;
  "-m venv "*) cp -R '{venv}' "$3" && exec rm "$3/requirements.txt" ;;
  *sys.executable*) exec echo "$0" ;;
esac
exec '{python}' "$@"
"""
WHEEL = {
    "METADATA": "Metadata-Version: 2.1\nName: trong\nVersion: 1\n",
    "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "RECORD": "",
}
# Records each call of a tool in a file, one line a call.
STUB = """#!/bin/sh
echo "{name} $*" >>"{log}"
{then}
"""


@dataclass
class Machine:
    """A copy of the launcher with empty locks and a generator that repeats what it is told."""

    project: Path
    tools: Path

    @property
    def venv(self) -> Path:
        return self.project / ".hocvuso/venv"

    @property
    def log(self) -> list[str]:
        """The calls of all stubs so far."""
        file = self.tools / "log"
        return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []

    def tool(self, name: str, then: str = "") -> None:
        """Put a stub of ``name`` first on the path."""
        self.write(name, STUB.format(name=name, log=self.tools / "log", then=then))

    def write(self, name: str, text: str) -> None:
        path = self.tools / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def python(self, venv: Path, lack: str = "nothing", name: str = "python3") -> None:
        """Make a Python that has ``venv`` ready and fails at the one-line programs that ``lack`` matches."""
        self.write(name, PYTHON.format(venv=venv, lack=lack, python=sys.executable))

    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(self.tools), str(Path(sys.executable).parent), os.environ["PATH"]])
        return {**os.environ, "PATH": path}

    def run(
        self, *words: str, cwd: Path | None = None, launcher: Path | None = None, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [str(launcher or self.project / "hocvuso"), *words]
        where, env = cwd or self.project, self.environment() | (env or {})
        return subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, check=False)


def new(folder: Path) -> Machine:
    """Return a machine on which nothing is set up, in a path with spaces and Vietnamese letters."""
    machine = Machine(folder / "học vụ số", folder / "tools")
    for part in ("generator", "tests/player"):
        (machine.project / part).mkdir(parents=True)
    machine.tools.mkdir()
    shutil.copy(ROOT / "hocvuso", machine.project / "hocvuso")
    for lock in LOCKS:
        (machine.project / lock).write_text("# nothing\n")
    (machine.project / "generator/__init__.py").touch()
    (machine.project / "generator/__main__.py").write_text(TOLD)
    (machine.project / "pytest.py").write_text(TESTED)
    (machine.project / "tests/player/package-lock.json").write_text("{}")
    machine.tool("apt-get")
    machine.tool("npm", "mkdir -p node_modules")
    for name in ("chromium", "java", "pdftotext", "qpdf", "unzip", "node"):
        machine.tool(name)
    return machine


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Return a machine that has really been set up, once for all tests."""
    machine = new(tmp_path_factory.mktemp("set-up"))
    first = machine.run("check")
    assert first.returncode == 0, first.stderr
    return machine


@pytest.fixture
def fresh(once: Machine, tmp_path: Path) -> Machine:
    machine = new(tmp_path)
    machine.python(once.venv)
    return machine


@pytest.fixture
def ready(once: Machine, tmp_path: Path) -> Machine:
    """Return a machine that is set up: a copy, so the project has also been moved."""
    shutil.copytree(once.project, tmp_path / "học vụ số", symlinks=True)
    shutil.copytree(once.tools, tmp_path / "tools")
    machine = Machine(tmp_path / "học vụ số", tmp_path / "tools")
    machine.tool("npm", "mkdir -p node_modules")  # so that they record here
    machine.tool("apt-get")
    machine.python(once.venv)
    (machine.venv / "mark").touch()
    return machine


def test_set_up_speaks_on_standard_error_only(fresh: Machine) -> None:
    run = fresh.run("build", "--lesson", "a b", "số")
    assert run.returncode == 0, run.stderr
    assert run.stdout == f"{fresh.project}|{fresh.project}|build|--lesson|a b|số\n"
    assert "Đang chuẩn bị" in run.stderr
    assert not (fresh.project / ".hocvuso/setup").is_symlink()
    assert not (fresh.venv / "requirements-test.txt").exists()


def test_the_second_run_hands_over_at_once(ready: Machine) -> None:
    for name in ("python3", "npm", "apt-get", "ln", "mkdir"):
        ready.tool(name, "exit 9")
    run = ready.run("check")
    assert (run.returncode, run.stderr, ready.log) == (0, "", [])
    assert (ready.venv / "mark").exists()


def test_the_exit_code_is_the_command_s(ready: Machine) -> None:
    assert ready.run("check", env={"EXIT": "70"}).returncode == 70


def test_it_is_found_through_links_and_from_anywhere(ready: Machine, tmp_path: Path) -> None:
    far = tmp_path / "ở xa"
    far.mkdir()
    (far / "direct").symlink_to(ready.project / "hocvuso")
    (far / "again").symlink_to("direct")
    for run in (
        ready.run("x", cwd=far),
        ready.run("x", cwd=far, launcher=far / "again"),
        ready.run("x", cwd=far, launcher=Path("again"), env={"PATH": f"{far}{os.pathsep}{os.environ['PATH']}"}),
        ready.run("x", cwd=far, env={"CDPATH": str(ready.project.parent)}),
    ):
        assert (run.returncode, run.stderr, run.stdout) == (0, "", f"{far}|{ready.project}|x\n")


def test_a_course_cannot_put_its_own_code_in_our_place(ready: Machine, tmp_path: Path) -> None:
    course = tmp_path / "course"
    (course / "generator").mkdir(parents=True)
    (course / "generator/__main__.py").write_text("print('theirs')")
    (course / "generator/__init__.py").touch()
    assert ready.run("x", cwd=course).stdout == f"{course}|{ready.project}|x\n"


def test_another_lock_makes_another_environment(ready: Machine) -> None:
    (ready.project / "requirements.txt").write_text("# other\n")
    run = ready.run("x")
    assert run.returncode == 0, run.stderr
    assert not (ready.venv / "mark").exists()
    assert (ready.venv / "requirements.txt").read_text() == "# other\n"


def test_a_broken_link_to_python_makes_another_environment(ready: Machine) -> None:
    python = ready.venv / "bin/python"
    python.unlink()
    python.symlink_to("/no/such/python3.11")
    run = ready.run("x")
    assert run.returncode == 0, run.stderr
    assert not (ready.venv / "mark").exists()


def test_an_interrupted_set_up_is_done_again(ready: Machine) -> None:
    (ready.venv / "requirements.txt").unlink()
    (ready.project / ".hocvuso/setup").symlink_to("4194303")  # what a killed set-up leaves; no such process
    run = ready.run("x")
    assert run.returncode == 0, run.stderr
    assert not (ready.venv / "mark").exists()


def test_a_killed_set_up_is_done_again(fresh: Machine) -> None:
    (fresh.project / "requirements.txt").write_text("-r slow.txt\n")
    os.mkfifo(fresh.project / "slow.txt")  # pip waits here for ever
    process = subprocess.Popen(
        [fresh.project / "hocvuso", "x"], env=fresh.environment(), start_new_session=True, stderr=subprocess.PIPE
    )
    until(lambda: (fresh.venv / "bin/pip").exists() and (fresh.project / ".hocvuso/setup").is_symlink())
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (fresh.project / ".hocvuso/setup").is_symlink()
    (fresh.project / "slow.txt").unlink()
    (fresh.project / "requirements.txt").write_text("# nothing\n")
    run = fresh.run("x")
    assert run.returncode == 0, run.stderr
    assert run.stdout.endswith("|x\n")


def until(true: object, seconds: float = 60) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_two_at_once_set_up_once(fresh: Machine) -> None:
    command = [str(fresh.project / "hocvuso"), "x"]
    where, env, pipe = fresh.project, fresh.environment(), subprocess.PIPE
    both = [subprocess.Popen(command, cwd=where, env=env, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    told = [process.communicate() for process in both]
    assert [out for out, _ in told] == [f"{fresh.project}|{fresh.project}|x\n"] * 2
    assert sum(err.count("Đang chuẩn bị") for _, err in told) == 1
    assert sum(err.count("Đợi tiến trình") for _, err in told) == 1


def test_a_failed_install_is_told_and_not_taken_for_finished(ready: Machine) -> None:
    (ready.project / "requirements.txt").write_text("-r no-such-file.txt\n")
    for _ in range(2):
        run = ready.run("x")
        assert run.returncode == 2
        assert "Không cài được các gói Python" in run.stderr
        assert run.stdout == ""


def test_packages_are_held_to_their_hashes(ready: Machine, tmp_path: Path) -> None:
    """Also shows that what pip is told by its own variables reaches it."""
    wheel = tmp_path / "trong-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in WHEEL.items():
            archive.writestr(f"trong-1.dist-info/{name}", text)
    found = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    lock = ready.project / "requirements.txt"
    for line, told in (("trong==1\n", "hash"), (f"trong==1 --hash=sha256:{'0' * 64}\n", "HASH")):
        lock.write_text(line)
        refused = ready.run("x", env=found)
        assert refused.returncode == 2
        assert told in refused.stderr
    lock.write_text(f"trong==1 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    run = ready.run("x", env=found)
    assert run.returncode == 0, run.stderr
    assert list(ready.venv.glob("lib/*/site-packages/trong-1.dist-info"))


def test_an_old_python_is_told(fresh: Machine) -> None:
    for name in ("python", "python3", *(f"python3.{minor}" for minor in range(11, 15))):
        fresh.write(name, "#!/bin/sh\nexit 1\n")
    run = fresh.run("build")
    assert run.returncode == 2
    assert "Cần Python 3.11 trở lên" in run.stderr
    assert "Python 3.11 or newer" in run.stderr


def test_a_later_python_is_found_behind_an_old_one(fresh: Machine, once: Machine) -> None:
    fresh.write("python3", "#!/bin/sh\nexit 1\n")
    fresh.python(once.venv, name="python3.11")
    run = fresh.run("x")
    assert run.returncode == 0, run.stderr


# --- what the machine lacks -------------------------------------------------------------------------------------------


def test_apt_installs_what_is_lacking_and_no_more(fresh: Machine, once: Machine) -> None:
    fresh.python(once.venv, lack="*CDLL*")
    run = fresh.run("build")
    assert run.returncode == 0, run.stderr
    update, install = fresh.log
    assert update.startswith("apt-get update")
    wanted = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert install.startswith("apt-get install ")
    assert install.endswith(f"--no-install-recommends {wanted}")


def test_debian_s_python_without_ensurepip_gets_it(fresh: Machine, once: Machine) -> None:
    fresh.python(once.venv, lack="*ensurepip*")
    run = fresh.run("build")
    assert run.returncode == 0, run.stderr
    assert fresh.log[1].endswith(f"--no-install-recommends python3.{sys.version_info.minor}-venv")


def test_test_also_wants_a_browser_java_and_node(fresh: Machine) -> None:
    names = ("chromium", "java", "pdftotext", "qpdf", "unzip", "node", "npm")
    for name in names:
        (fresh.tools / name).unlink()
    hidden = "".join(f"{n}) return 1 ;; " for n in (*names, "chromium-browser"))
    launcher = fresh.project / "hocvuso"
    asked = 'has() { command -v "$1" >/dev/null 2>&1; }'
    assert asked in launcher.read_text()
    launcher.write_text(
        launcher.read_text().replace(asked, f'has() {{ case $1 in {hidden}esac; command -v "$1" >/dev/null; }}')
    )
    fresh.run("test")
    assert fresh.log[1].endswith("chromium default-jre-headless poppler-utils qpdf unzip nodejs npm")


def test_without_root_or_sudo_the_line_to_type_is_printed(fresh: Machine, once: Machine) -> None:
    fresh.python(once.venv, lack="*CDLL*")
    fresh.tool("id", "echo 1000")
    launcher = fresh.project / "hocvuso"
    launcher.write_text(launcher.read_text().replace("! has sudo", "true"))
    run = fresh.run("build")
    assert run.returncode == 2
    assert "apt-get install -y --no-install-recommends libpango-1.0-0" in run.stderr
    assert not any(line.startswith("apt-get") for line in fresh.log)


def test_sudo_is_used_where_there_is_one(fresh: Machine, once: Machine) -> None:
    fresh.python(once.venv, lack="*CDLL*")
    fresh.tool("id", "echo 1000")
    fresh.tool("sudo", 'exec "$@"')
    run = fresh.run("build")
    assert run.returncode == 0, run.stderr
    assert [line.split()[:3] for line in fresh.log if line.startswith("sudo")] == [
        ["sudo", "env", "apt-get"],
        ["sudo", "env", "DEBIAN_FRONTEND=noninteractive"],
    ]


def test_a_failing_apt_stops_with_the_line_to_type(fresh: Machine, once: Machine) -> None:
    fresh.python(once.venv, lack="*CDLL*")
    fresh.tool("apt-get", "exit 100")
    run = fresh.run("build")
    assert run.returncode == 2
    assert "apt-get update && apt-get install" in run.stderr


def test_another_system_is_told_its_line_and_goes_on(fresh: Machine, once: Machine) -> None:
    fresh.python(once.venv, lack="*CDLL*")
    (fresh.tools / "apt-get").unlink()
    launcher = fresh.project / "hocvuso"
    launcher.write_text(launcher.read_text().replace("if has apt-get; then", "if false; then"))
    fresh.tool("dnf")
    run = fresh.run("build")
    assert run.returncode == 0, run.stderr
    assert "sudo dnf install pango\n" in run.stderr


# --- test -------------------------------------------------------------------------------------------------------------


def test_test_alone_runs_everything_on_all_cores(ready: Machine, tmp_path: Path) -> None:
    run = ready.run("test", cwd=tmp_path)
    assert run.stdout == f"pytest|{ready.project}|-n|auto|--dist|worksteal\n"


def test_test_hands_its_words_to_pytest_inside_the_project(ready: Machine, tmp_path: Path) -> None:
    run = ready.run("test", "-k", "a or b", cwd=tmp_path)
    assert run.returncode == 3, run.stderr
    assert run.stdout == f"pytest|{ready.project}|-k|a or b\n"
    assert (ready.venv / "requirements-test.txt").exists()
    assert (ready.venv / "mark").exists()  # what build needs was there already
    assert [line.split()[:2] for line in ready.log] == [["npm", "ci"]]
    again = ready.run("test")
    assert (again.returncode, again.stderr, len(ready.log)) == (3, "", 1)


def test_the_npm_packages_follow_their_lock(ready: Machine) -> None:
    ready.run("test")
    (ready.project / "tests/player/package-lock.json").write_text('{"changed": true}')
    ready.run("test")
    assert [line.split()[:2] for line in ready.log] == [["npm", "ci"]] * 2


def test_every_folder_with_npm_packages_is_set_up(ready: Machine) -> None:
    (ready.project / "tests/qti").mkdir()
    (ready.project / "tests/qti/package-lock.json").write_text("{}")
    ready.run("test")
    assert [line.split()[:2] for line in ready.log] == [["npm", "ci"]] * 2
    assert (ready.project / "tests/qti/node_modules/.locked").is_file()


def test_failing_npm_is_told(ready: Machine) -> None:
    ready.tool("npm", "exit 1")
    run = ready.run("test")
    assert run.returncode == 2
    assert "npm ci" in run.stderr


def test_no_registry_certificate_or_proxy_is_named() -> None:
    named = ("index-url", "trusted-host", "--cert", "proxy", "registry", "://")
    for name in ("hocvuso", ".ci/run", ".ci/lock", *LOCKS):
        text = (ROOT / name).read_text(encoding="utf-8").replace("--no-emit-index-url", "").lower()
        assert [n for n in named if n in text] == [], name


def test_the_shell_has_no_bashisms() -> None:
    shell = shutil.which("dash") or "/bin/sh"
    for name in ("hocvuso", ".ci/lock"):
        subprocess.run([shell, "-n", ROOT / name], check=True)
