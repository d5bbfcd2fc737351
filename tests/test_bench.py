"""The bench: what the operator chose is on the profile before anything is sent."""

from pathlib import Path

import pytest

from conformance.bench import Bench
from conformance.options import Options, command_line
from conformance.profile import ProfileError
from conformance.reference import FAULTS

MEDIA = "media-reference-send"
ABSOLUTE = """\
recipients = ["+15551231234"]
accounts.main = { username = "johndow", password = "12345678" }
[services.media-reference-send]
genericMediaRefSendUrl = "https://sms.example.com/x"
"""


def chosen(profile: Path | None = None, *, seed: int = 0, discover: bool = False, faults: str = "") -> Options:
    return Options(
        target=None,
        profile=profile,
        services=(),
        reports=None,
        strict=False,
        dry_run=True,
        concurrency=1,
        max_time=None,
        budget=None,
        only_safe=False,
        ca=None,
        insecure=False,
        faults=frozenset(faults.split()),
        discover=discover,
        seed=seed,
    )


def test_seed_and_discovery_are_on_the_profile_and_in_the_command_that_repeats_a_check() -> None:
    options = chosen(discover=True, seed=7)
    profile = Bench.set_up(options).profile
    assert (profile.discover, profile.seed) == (True, 7)
    assert command_line(options, MEDIA, "x") == [
        *("conformance", "run", "--discover", "--seed", "7", "--service", MEDIA, "-k", "x")
    ]
    assert "--seed" not in command_line(chosen(), MEDIA, "x")


def test_a_fault_of_the_configuration_stands_in_the_embedded_providers_profile() -> None:
    fault = next(fault for fault in FAULTS.values() if "account_xml" in fault.settings)
    uploads = [
        "genericMediaUploadUrl" in Bench.set_up(options).profile.settings(MEDIA)["account_nodes"]
        for options in (chosen(), chosen(faults=fault.name))
    ]
    assert uploads == [True, False]


@pytest.mark.parametrize("name", sorted(name for name, fault in FAULTS.items() if fault.settings))
def test_every_fault_of_the_configuration_makes_a_profile(name: str) -> None:
    assert Bench.set_up(chosen(faults=name)).profile.hash != Bench.set_up(chosen()).profile.hash


def test_every_path_needs_a_target_but_a_url_without_a_scheme_is_left_to_the_checks(tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(ABSOLUTE)
    assert Bench.set_up(chosen(path)).profile.target is None
    path.write_text(ABSOLUTE.replace("https://", ""))
    assert Bench.set_up(chosen(path)).profile.target is None
    path.write_text(ABSOLUTE + "[observer]\nurl = '/observed?id={id}'\n")
    with pytest.raises(ProfileError, match=r"target is missing; give --target, or an absolute URL in observer\.url"):
        Bench.set_up(chosen(path))


def test_the_observer_of_the_reference_profile_is_on_the_embedded_provider() -> None:
    observer = Bench.set_up(chosen()).profile.on("http://127.0.0.1:9").observer
    assert observer is not None
    assert observer.url == "http://127.0.0.1:9/observed?id={id}"
