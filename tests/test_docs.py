"""What the documentation promises is what there is."""

import re

import pytest

from conformance.contract import contract, services
from conformance.resources import FIXTURES, PACKAGE
from conformance.verdict import ExitCode, Verdict

ROOT = PACKAGE.parent
README = ROOT / "README.md"
pytestmark = pytest.mark.skipif(not README.is_file(), reason="there is no checkout around the package")


def readme() -> str:
    return README.read_text("utf-8")


def test_the_counts_of_clauses_are_true() -> None:
    clauses = [clause for service in services() for clause in contract(service).clauses.values()]
    checked = sum(clause.excluded is None for clause in clauses)
    excluded = len(clauses) - checked
    rules = f"{len(clauses)} rules of {len(services())} documents"
    assert f"{rules}: {checked} checked, {excluded} excluded for a reason." in readme()


def test_the_counts_of_the_self_test_are_true() -> None:
    """The pages that `test_faults.py` holds to what was tried, added up."""
    pages = [(ROOT / "docs" / "proof" / f"{service}.md").read_text("utf-8") for service in services()]
    words = r"(\d+) checks, (\d+) faults: (\d+) caught \((\d+) as not proven\), (\d+) missed, (\d+) false alarms\."
    counts = [tuple(map(int, found)) for page in pages for found in re.findall(words, page)]
    assert len(counts) == len(services())
    checks, faults, caught, unproven, missed, alarms = map(sum, zip(*counts, strict=True))
    said = f"{checks} checks, {faults} faults: {caught} caught ({unproven} as not proven), {missed} missed, "
    said += f"{alarms} false alarms."
    assert said in " ".join(readme().split())


def test_the_count_of_mutants_is_true() -> None:
    """The page that `test_mutants.py` holds to the table."""
    page = (ROOT / "docs" / "mutants.md").read_text("utf-8")
    (said,) = re.findall(r"\d+ mutants: \d+ noticed, \d+ survived\.", page)
    assert said in readme()


def test_the_short_profile_is_the_tested_one_and_has_six_lines() -> None:
    profile = (FIXTURES / "profiles" / "one-service.toml").read_text("utf-8").strip()
    assert len(profile.splitlines()) == 6
    assert "\n".join(f"    {line}" for line in profile.splitlines()) in readme()


def test_every_exit_code_and_verdict_is_explained() -> None:
    codes = re.findall(r"^\| (\d) \| ", readme(), re.MULTILINE)
    assert [int(code) for code in codes] == [int(code) for code in ExitCode]
    usage = (ROOT / "docs" / "usage.md").read_text("utf-8")
    assert re.findall(r"^\| ([A-Z_]+) \|", usage, re.MULTILINE) == [str(verdict) for verdict in Verdict]


def test_every_service_is_introduced() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", readme(), re.MULTILINE) != []
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", readme(), re.MULTILINE)) == list(services())


@pytest.mark.parametrize("page", ["README.md", "docs/usage.md", "docs/architecture.md", "docs/profile.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), f"{page} links to {target}"


def test_the_architecture_names_files_that_exist() -> None:
    for name in re.findall(
        r"`((?:[a-z_]+/)*[a-z_]+(?:/|\.py))`", (ROOT / "docs" / "architecture.md").read_text("utf-8")
    ):
        assert (PACKAGE / name).exists() or (ROOT / name).exists(), name
