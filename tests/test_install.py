"""The built wheel, installed by pip into an empty virtual environment and used from folders that are not ours."""

import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from build import ProjectBuilder
from build.env import DefaultIsolatedEnv

ROOT = Path(__file__).resolve().parents[1]
REPORTS = {"reports/report.html", "reports/junit.xml", "reports/results.json", "reports/exchanges.har"}
UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Takes from root the right to write where the file mode forbids it."""

Tree = dict[str, bytes]


@dataclass(frozen=True)
class Distributions:
    wheel: Path
    wheel_of_sdist: Path


@dataclass(frozen=True)
class Installed:
    """The virtual environment in `folder`; `command` runs `conformance`, `python` its interpreter."""

    folder: Path

    @property
    def package(self) -> Path:
        return next(self.folder.glob("lib/python3.*/site-packages/conformance"))

    def python(self, *arguments: str) -> list[str]:
        return [str(self.folder / "bin" / "python"), *arguments]

    def command(self, *arguments: str) -> list[str]:
        return [str(self.folder / "bin" / "conformance"), *arguments]


def tree(folder: Path) -> Tree:
    """All files below `folder` by their relative path, compiled ones left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def contents(wheel: Path) -> Tree:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def said(line: list[str], folder: Path, **environment: str) -> str:
    """The standard output of a command that must succeed in `folder`."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "PYTHON"))}
    done = subprocess.run(line, cwd=folder, env=environ | environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """The wheel of the checkout, and the one built from the sdist of it."""
    out = tmp_path_factory.mktemp("dist")
    with DefaultIsolatedEnv() as env:
        builder = ProjectBuilder.from_isolated_env(env, ROOT)
        env.install(builder.build_system_requires)
        wheel, sdist = builder.build("wheel", out), builder.build("sdist", out)
        subprocess.run(["tar", "-xzf", sdist], cwd=out, check=True)
        unpacked = Path(sdist.removesuffix(".tar.gz"))
        return Distributions(
            Path(wheel), Path(ProjectBuilder.from_isolated_env(env, unpacked).build("wheel", unpacked))
        )


@pytest.fixture(scope="module")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    installed = Installed(tmp_path_factory.mktemp("installed") / "venv")
    venv.create(installed.folder, symlinks=True, with_pip=True)
    pip = installed.python("-m", "pip", "--disable-pip-version-check")
    said([*pip, "install", "--quiet", str(distributions.wheel)], installed.folder)
    said([*pip, "check"], installed.folder)
    parts = [installed.package, *installed.package.rglob("*")]
    for part in parts:
        part.chmod(part.stat().st_mode & ~0o222)
    yield installed
    for part in parts:
        part.chmod(part.stat().st_mode | 0o200)


@pytest.fixture(scope="module")
def restrained(installed: Installed) -> Callable[[list[str]], list[str]]:
    """Makes of a command one that cannot write into the installed package, whoever runs the tests."""
    probe = ["touch", str(installed.package / "written")]
    for prefix in ((), UNPRIVILEGED):
        try:
            refused = subprocess.run([*prefix, *probe], capture_output=True).returncode == 1
        except FileNotFoundError:
            continue
        (installed.package / "written").unlink(missing_ok=True)
        if refused:
            return lambda line: [*prefix, *line]
    pytest.skip("this user may write anywhere, and setpriv cannot take that right away")


def test_the_wheel_holds_the_package_its_schemas_and_fixtures_and_nothing_else(distributions: Distributions) -> None:
    expected = {f"conformance/{name}" for name in tree(ROOT / "conformance")}
    expected |= {f"conformance/{part}/{name}" for part in ("schemas", "fixtures") for name in tree(ROOT / part)}
    names = set(contents(distributions.wheel))
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert "conformance/services/send_call_file/clauses.toml" in expected


def test_the_sdist_builds_the_same_wheel(distributions: Distributions) -> None:
    assert contents(distributions.wheel_of_sdist) == contents(distributions.wheel)


def test_runs_from_an_empty_folder_with_the_package_read_only(
    installed: Installed, restrained: Callable[[list[str]], list[str]], tmp_path: Path
) -> None:
    before = tree(installed.package)
    assert "Exit code 0" in said(restrained(installed.command("run")), tmp_path)
    assert set(tree(tmp_path)) == REPORTS
    assert tree(installed.package) == before


def test_runs_in_a_folder_whose_pytest_and_python_settings_are_hostile(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --does-not-exist\npython_files = nothing\n")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--does-not-exist-either'\n")
    for name in ("conftest.py", "requests.py", "test_foreign.py", "elsewhere/tests/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("raise RuntimeError('a foreign module was imported')\n")
    before = tree(tmp_path)
    hostile = {
        "PYTEST_ADDOPTS": "--nonsense",
        "PYTEST_PLUGINS": "nosuch",
        "PYTHONPATH": str(tmp_path / "elsewhere"),
    }
    assert "Exit code 0" in said(installed.command("run"), tmp_path, **hostile)
    after = tree(tmp_path)
    assert set(after) - set(before) == REPORTS
    assert before.items() <= after.items()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--version",), "conformance "),
        (("list", "clauses"), "send-call-file.token-is-one-time"),
        (("explain", "send-call-file.token-is-one-time"), "document 001"),
    ],
)
def test_tells_of_itself_and_writes_nothing(
    installed: Installed, tmp_path: Path, arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in said(installed.command(*arguments), tmp_path)
    assert expected in said(installed.python("-m", "conformance", *arguments), tmp_path)
    assert tree(tmp_path) == {}


def test_knows_the_same_checks_as_the_checkout(installed: Installed, tmp_path: Path) -> None:
    here = said([sys.executable, "-m", "conformance", "list", "checks"], ROOT)
    assert said(installed.command("list", "checks"), tmp_path) == here
