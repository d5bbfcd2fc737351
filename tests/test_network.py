"""A provider that cannot be reached, or behind which something else answers, is inconclusive and never a FAIL."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from raw_server import RawServer, Script, reset, silence
from support import QUICK, Command, Outcome, odd_provider, write_profile

from conformance.reference.message import Reply
from conformance.resources import FIXTURES

REFERENCE = (FIXTURES / "profiles" / "reference.toml").read_text("utf-8")


@pytest.fixture
def quick(tmp_path: Path) -> str:
    """The reference provider's profile with short limits."""
    own_limits = REFERENCE[REFERENCE.index("[limits]") : REFERENCE.index("[observer]")]
    return write_profile(tmp_path, REFERENCE.replace(own_limits, "").replace("../", f"{FIXTURES}/") + QUICK)


@pytest.fixture
def closed() -> str:
    """A URL of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """A URL on which connections are begun and never made: the server's queue of them is full."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for one in waiting:
            one.close()


def assert_nothing_proven(run: Outcome) -> None:
    assert run.code == run.results["exit_code"] == 6
    assert run.last_line == "Exit code 6: inconclusive"
    sent = {f["verdict"] for f in run.findings if f["exchanges"] or f["verdict"] != "PASS"}
    assert sent <= {"INCONCLUSIVE", "NOT_APPLICABLE"}
    assert "INCONCLUSIVE" in sent
    assert "Traceback" not in run.out + run.err


@pytest.mark.parametrize("where", ["closed", "black_hole"])
def test_an_unreachable_target_is_one_cause_named_once_and_quickly(
    command: Command, quick: str, where: str, request: pytest.FixtureRequest
) -> None:
    target: str = request.getfixturevalue(where)
    began = time.monotonic()
    run = command.run("--profile", quick, "--target", target)
    assert time.monotonic() - began < 10
    assert_nothing_proven(run)
    assert run.out.count(f"cannot connect to {target.removeprefix('http://')}") == 1
    assert {f["party"] for f in run.findings if f["verdict"] == "INCONCLUSIVE"} == {"network"}
    # No connection, no message: nobody was reached.
    assert run.results["messages"] == []


@pytest.mark.parametrize(
    ("status", "service"),
    [
        (429, "media-reference-send"),
        (502, "send-call-file"),
        (503, "messaging-integration"),
        (504, "smart-contact-notification"),
        (429, "send-message"),
    ],
)
def test_what_a_gateway_answers_says_nothing_about_the_provider(
    command: Command, quick: str, status: int, service: str
) -> None:
    with odd_provider(lambda request: Reply.text(status, "try again later")) as provider:
        run = command.run("--profile", quick, "--target", provider.url, "--service", service)
    assert_nothing_proven(run)
    assert f"answered {status}, which says nothing about the contract" in run.out


@pytest.mark.parametrize(("script", "cause"), [(reset, "closed without an answer"), (silence, "time-out")])
def test_a_connection_that_ends_or_stays_silent_proves_nothing(
    command: Command, quick: str, script: Script, cause: str
) -> None:
    with RawServer(script) as server:
        run = command.run("--profile", quick, "--target", server.origin, "--concurrency", "16")
    assert_nothing_proven(run)
    assert cause in run.out
    assert {row["accepted"] for row in run.results["messages"]} == {None}


def test_one_service_that_is_down_leaves_the_others_judged(command: Command, tmp_path: Path, closed: str) -> None:
    with odd_provider(lambda request: Reply(204)) as provider:
        profile = write_profile(
            tmp_path,
            'accounts.main = { username = "johndow", password = "12345678" }\n'
            f'[services.send-call-file]\nurl = "{closed}/callrec"\ncouples = ["1165"]\n'
            f'[services.smart-contact-notification]\nurl = "{provider.url}/here"\nnumber = "1"\n'
            'interested_parties = [{ username = "eric", device = "a" }]\n',
        )
        run = command.run("--profile", profile)
    assert run.code == 6
    verdicts = {name: service["verdict"] for name, service in run.results["services"].items()}
    assert verdicts["send-call-file"] == "INCONCLUSIVE"
    assert verdicts["smart-contact-notification"] == "PASS"
