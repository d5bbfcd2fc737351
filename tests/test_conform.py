"""`./conform` sets up once, repairs what is broken, and says in one sentence what it lacks.

A stand-in plays Python, venv and pip, and records what it is asked for; `.ci/run` goes the same way with the real ones.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

PYTHON = """#!/bin/sh
case "$*" in
    *ensurepip*) exit "${ENSUREPIP:-0}" ;;
    *"import pip"*) exec test -e "$(dirname "$0")/../pip" ;;
    *python%d*) echo python3.12-venv ;;
    *version_info*) exit "${TOO_OLD:-0}" ;;
    *import*) exit "${BROKEN:-0}" ;;
    *venv*)
        for folder do :; done
        echo venv >>"$LOG"
        mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python" && : >"$folder/pip"
        ;;
    *pip*)
        for what do :; done
        echo "pip $what" >>"$LOG"
        [ -z "${BLOCK:-}" ] || read -r line <"$BLOCK"
        exit "${PIP:-0}"
        ;;
    *) echo "$@"; exit "${CODE:-0}" ;;
esac
"""


@dataclass(frozen=True)
class Checkout:
    folder: Path

    @property
    def log(self) -> Path:
        return self.folder.parent / "log"

    def environment(self, **environment: str) -> dict[str, str]:
        python = str(self.folder.parent / "bin" / "python3")
        return {"PATH": os.environ["PATH"], "LOG": str(self.log), "PYTHON": python} | environment

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`./conform` from another folder."""
        line = [str(self.folder / "conform"), *arguments]
        cwd, environ = self.folder.parent, self.environment(**environment)
        return subprocess.run(line, cwd=cwd, env=environ, capture_output=True, text=True, timeout=30)

    def start(self, **environment: str) -> subprocess.Popen[str]:
        line = [str(self.folder / "conform")]
        return subprocess.Popen(line, env=self.environment(**environment), stderr=subprocess.PIPE, text=True)

    def done(self) -> list[str]:
        """What was set up since the last look."""
        done = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return done


def checkout(folder: Path) -> Checkout:
    folder.mkdir()
    shutil.copy(ROOT / "conform", folder)
    (folder / "pyproject.toml").write_text("[project]\n")
    return Checkout(folder)


@pytest.fixture
def fresh(tmp_path: Path) -> Checkout:
    """A checkout whose path has a space, and the stand-in."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python3"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return checkout(tmp_path / "a checkout")


@pytest.fixture
def ready(fresh: Checkout) -> Checkout:
    assert fresh.run().returncode == 0
    assert fresh.done() == ["venv", "pip ."]
    return fresh


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "-P -m conformance run"),
        (("--target", "http://a b"), "-P -m conformance run --target http://a b"),
        (("list", "services"), "-P -m conformance list services"),
        (("--version",), "-P -m conformance --version"),
        (("test", "-k", "a or b"), "-m pytest --numprocesses 3 -k a or b"),
    ],
)
def test_passes_arguments_and_exit_code_on(fresh: Checkout, arguments: tuple[str, ...], expected: str) -> None:
    done = fresh.run(*arguments, CODE="6")
    assert (done.stdout.strip(), done.returncode) == (expected, 6)


def test_sets_up_once(ready: Checkout) -> None:
    again = ready.run()
    assert (again.stderr, ready.done()) == ("", [])


def test_the_tests_need_more_and_include_what_a_run_needs(ready: Checkout) -> None:
    ready.run("test")
    assert ready.done() == ["pip .[test]"]
    ready.run("test")
    ready.run()
    assert ready.done() == []


def test_installs_anew_when_pyproject_has_changed(ready: Checkout) -> None:
    ready.run("test")
    ready.done()
    (ready.folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    ready.run()
    assert ready.done() == ["pip ."]
    ready.run("test")
    assert ready.done() == ["pip .[test]"]


def test_installs_anew_where_it_was_moved_to(ready: Checkout) -> None:
    moved = Checkout(ready.folder.rename(ready.folder.with_name("moved")))
    assert moved.run().returncode == 0
    assert moved.done() == ["pip ."]


@pytest.mark.parametrize("missing", ["bin/python", "pip"])
def test_makes_a_broken_environment_anew(ready: Checkout, missing: str) -> None:
    (ready.folder / ".venv" / missing).unlink()
    (ready.folder / ".venv" / ".conform").unlink()
    assert ready.run().returncode == 0
    assert ready.done() == ["venv", "pip ."]


def test_a_set_up_that_was_killed_starts_over(ready: Checkout) -> None:
    over = subprocess.Popen(["true"])
    over.wait()
    (ready.folder / ".venv.lock").symlink_to(str(over.pid))
    (ready.folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert ready.run().returncode == 0
    assert ready.done() == ["venv", "pip ."]
    assert not (ready.folder / ".venv.lock").is_symlink()


def test_two_at_once_set_up_once(fresh: Checkout, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "block")
    block = str(tmp_path / "block")
    first = fresh.start(BLOCK=block)
    assert first.stderr is not None
    assert any("installing" in line for line in first.stderr)
    second = fresh.start()
    assert second.stderr is not None
    assert f"waiting for process {first.pid}" in second.stderr.readline()
    Path(block).write_text("go on\n")
    assert (first.wait(30), second.wait(30)) == (0, 0)
    first.stderr.close()
    second.stderr.close()
    assert fresh.done() == ["venv", "pip ."]


def test_a_failed_installation_is_said_and_tried_again(fresh: Checkout) -> None:
    failed = fresh.run(PIP="1")
    assert failed.returncode == 3
    assert "conform: the installation failed" in failed.stderr
    assert fresh.done() == ["venv", "pip ."]
    assert fresh.run().returncode == 0
    assert fresh.done() == ["pip ."]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"TOO_OLD": "1"}, "is not Python 3.11 or newer"),
        ({"TOO_OLD": "1", "PYTHON": ""}, "Python 3.11 or newer was not found; install it"),
        ({"PYTHON": "/nowhere/python3"}, "PYTHON=/nowhere/python3 is not Python 3.11 or newer"),
        ({"ENSUREPIP": "1"}, "on Debian and Ubuntu: apt install python3.12-venv"),
    ],
)
def test_says_what_to_install(fresh: Checkout, environment: dict[str, str], sentence: str) -> None:
    tools = fresh.folder.parent / "bin"
    for name in ("sh", "dirname", "readlink", "cksum", "cat", "ln", "rm"):
        (tools / name).symlink_to(shutil.which(name) or name)
    done = fresh.run(**environment, PATH=str(tools))
    assert done.returncode == 3
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in fresh.folder.glob(".venv*")] == []


def test_python_settings_of_the_user_do_not_reach_the_suite(fresh: Checkout) -> None:
    python = fresh.folder.parent / "bin" / "python3"
    python.write_text(PYTHON.replace('echo "$@"', "env"))
    done = fresh.run(PYTHONPATH="/foreign", PYTHONHOME="/foreign")
    assert done.returncode == 0
    assert "/foreign" not in done.stdout
