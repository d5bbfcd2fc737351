"""Sessions and tokens that come from a command of the provider's own: what is judged with them, and what cannot be."""

import json
import sys
from typing import Any

import pytest
from recorder_calls import User, new
from rehearsal import REFERENCE, Rehearsed, rehearse

from conformance.clients.callrec import Criteria, Session
from conformance.profile import load
from conformance.reference import Provider
from conformance.services.send_call_file.given import Given, Pool, given_in
from conformance.verdict import Party, Verdict

CALLS = "send-call-file"
ENOUGH = 45
"""Tokens to download the first couple with: as many as all checks together take, which are some forty, and a few."""

TWICE = {"session": "BA80", "token": "NWnMJ4iKhVLO"}
DOWNLOAD = Criteria(("1165",), type="1", action="download")


def run(provider: Provider, *command: str) -> Rehearsed:
    settings = {CALLS: {"session_command": list(command)}}
    return rehearse(load(REFERENCE, target=provider.url, overlay=settings), services=(CALLS,))


def printing(*given: Any) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", f"print({json.dumps(given)!r})")


def given_to(user: User, criteria: str = "id_call[]=1165&type=1&action=download", **more: Any) -> dict[str, Any]:
    return {"session": user.session, "token": user.mint(criteria), **more}


def concerned(run: Rehearsed, verdict: Verdict) -> set[str]:
    return {finding.check.removeprefix(f"{CALLS}.") for finding in run.findings if finding.verdict is verdict}


@pytest.mark.parametrize("sessions", [1, ENOUGH])
def test_a_provider_with_another_log_in_is_judged(sessions: int) -> None:
    with Provider() as provider:
        users = [new(provider) for _ in range(sessions)]
        found = run(provider, *printing(*(given_to(users[number % sessions]) for number in range(ENOUGH))))
    assert concerned(found, Verdict.PASS) >= {
        "download.by-post",
        "session.cookie",
        "session.url",
        "session.required",
        "token.used-twice",
        "token.stays-dead",
        "token.raced",
        "token.required",
    }
    assert concerned(found, Verdict.NOT_APPLICABLE) >= {"log-in.session", "token.minted", "token.distinct"}
    assert not concerned(found, Verdict.FAIL) | concerned(found, Verdict.WARN) | concerned(found, Verdict.ERROR)
    assert not [one.reason for one in found.findings if "no further token for 1165 (type 1, download)" in one.reason]
    lacking = found.finding(f"{CALLS}.download.each-couple")
    assert lacking.reason.endswith("gave no further token for 1166 (type 1, download)")
    assert lacking.party is Party.CONFIGURATION
    assert found.redactor.text(users[0].session) == "[redacted:session_1]"


def test_a_token_may_be_for_something_else() -> None:
    with Provider() as provider:
        user = new(provider)
        screen = given_to(user, "id_call[]=1167&type=16", couples=["1167"], type="16", action="")
        found = run(provider, *printing(given_to(user), screen))
    assert found.verdicts[f"{CALLS}.stream.video[video-one]"] is Verdict.PASS
    assert found.verdicts[f"{CALLS}.stream.video[video-one-other]"] is Verdict.INCONCLUSIVE


def test_the_last_token_goes_to_the_same_check_from_run_to_run() -> None:
    with Provider() as provider:
        user = new(provider)
        first, second = (run(provider, *printing(*(given_to(user) for _ in range(9)))) for _ in range(2))
    assert first.verdicts == second.verdicts
    assert first.verdicts[f"{CALLS}.download.media[one]"] is Verdict.PASS
    assert Verdict.INCONCLUSIVE in first.verdicts.values()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; sys.exit('no such user')", "ended with exit code 1: no such user"),
        ("print('BA80')", "printed something else than JSON"),
        ("print([])", "printed JSON of another shape than docs/profile.md tells"),
        (f"print({json.dumps([TWICE, TWICE])!r})", "printed a token twice, and each opens one recording once"),
    ],
)
def test_a_command_that_gives_nothing_is_the_configurations(code: str, says: str) -> None:
    with Provider() as provider:
        found = run(provider, sys.executable, "-S", "-c", code)
    assert {finding.verdict for finding in found.findings} == {Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE}
    told = {
        (finding.reason, finding.party) for finding in found.findings if finding.check == f"{CALLS}.download.by-post"
    }
    assert told == {(f"services.{CALLS}.session_command {says}", Party.CONFIGURATION)}


@pytest.mark.parametrize(
    "printed",
    [
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"session": "a"}',
        b'{"session": "", "token": "b"}',
        b'{"session": "a b", "token": "b"}',
        b'{"session": "a", "token": "b", "couples": "1165"}',
        b'{"session": "a", "token": "b", "cookie": {}}',
        b'{"session": "a", "token": "b", "cookies": {"route": 1}}',
    ],
)
def test_only_sessions_with_tokens_are_understood(printed: bytes) -> None:
    with pytest.raises(ValueError, match=r"^printed (something else than JSON|JSON of another shape)"):
        given_in(printed, ("1165",))


@pytest.mark.parametrize(
    ("more", "criteria"),
    [
        ({}, DOWNLOAD),
        ({"couples": ["1", "2"]}, Criteria(("1", "2"), type="1", action="download")),
        ({"sid": "s", "type": "16"}, Criteria((), "s", "16", "download")),
        ({"action": ""}, Criteria(("1165",), type="1")),
    ],
)
def test_what_a_token_is_for(more: dict[str, Any], criteria: Criteria) -> None:
    [one] = given_in(json.dumps({"session": "a", "token": "b", **more}).encode(), ("1165",))
    assert (one.criteria, one.token) == (criteria, "b")


def test_other_cookies_go_along() -> None:
    [one] = given_in(b'[{"session": "a", "token": "b", "cookies": {"route": "n1"}}]', ("1165",))
    assert one.session.cookie == "route=n1; JSESSIONID=a"


def test_a_client_stays_in_its_session_while_there_are_tokens() -> None:
    mine, other = (Session(id, (("JSESSIONID", id),), id) for id in ("mine", "other"))
    pool = Pool(
        [
            Given(other, "o1", DOWNLOAD),
            Given(mine, "m1", DOWNLOAD),
            Given(mine, "m2", Criteria(sid="s")),
            Given(other, "o2", DOWNLOAD),
        ]
    )
    drawn = [pool.draw(DOWNLOAD, mine) for _ in range(4)]
    assert [one.token if one else None for one in drawn] == ["m1", "o1", "o2", None]
