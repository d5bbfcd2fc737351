"""What a scenario may do while it talks: steps, sharing, stopping, paying, answering a Digest challenge."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.conversation import Conversation, Shared
from conformance.exchange.evidence import Halt, Stopped
from conformance.exchange.message import Exchange, Failure, FailureKind, Headers, Request, Response
from conformance.profile import Profile, load
from conformance.resources import FIXTURES
from conformance.scenario import Play, Scenario

PROFILE = load(FIXTURES / "profiles" / "reference.toml", target="http://127.0.0.1:9")
FRIEND = PROFILE.recipients[0]
URL = "http://127.0.0.1:9/path;x=1?y=2"


class FakeWire:
    """Answers every request by `reply`, and keeps what it was asked to send."""

    def __init__(self, reply: Callable[[Request], Response | None] = lambda request: Response(200, "OK", ())) -> None:
        self.sent: list[Request] = []
        self._reply = reply

    def send(self, request: Request, id: str) -> Exchange:
        self.sent.append(request)
        response = self._reply(request)
        failure = None if response else Failure(FailureKind.RESET, "the connection was closed without an answer")
        return Exchange(id, request, response, failure)


def conversation(
    wire: FakeWire, *, messages: int = 0, shared: Shared | None = None, profile: Profile = PROFILE
) -> Conversation:
    play = Play(Scenario(lambda talk: None, "some-scenario", "some-service", messages), "some-case")
    return Conversation(play, profile, "0123abcd", wire, shared or Shared(), lambda kind, value: None)


def test_a_step_is_recorded_under_its_name_and_a_stable_id() -> None:
    talk = conversation(FakeWire())
    talk.send("answer", Request("GET", URL))
    assert talk.steps["answer"].id == "some-service.some-scenario[some-case]/answer"


def test_a_play_ends_where_no_response_came() -> None:
    talk = conversation(FakeWire(lambda request: None))
    with pytest.raises(Stopped) as stopped:
        talk.send("answer", Request("GET", URL))
    assert stopped.value.stop.halt is Halt.NETWORK
    assert "answer" in talk.steps


def test_a_message_goes_to_nobody_whom_the_profile_does_not_name() -> None:
    wire = FakeWire()
    with pytest.raises(PermissionError, match=r"\+4912345"):
        conversation(wire, messages=5).send("answer", Request("POST", URL, recipients=("+4912345",)))
    assert wire.sent == []


def test_a_scenario_sends_no_more_messages_than_it_declares() -> None:
    wire = FakeWire()
    talk = conversation(wire, messages=1)
    talk.send("first", Request("POST", URL, recipients=(FRIEND,)))
    with pytest.raises(PermissionError, match="1 messages declared"):
        talk.send("second", Request("POST", URL, recipients=(FRIEND,)))
    assert len(wire.sent) == 1


def test_what_is_shared_is_sent_once_and_recorded_in_every_play() -> None:
    wire, shared = FakeWire(), Shared()
    talks = [conversation(wire, shared=shared) for _ in range(8)]
    threads = [
        threading.Thread(target=talk.shared, args=("log-in", "log_in", lambda: Request("POST", URL))) for talk in talks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wire.sent) == 1
    assert {talk.steps["log_in"].id for talk in talks} == {"some-service.shared/log-in"}


CHALLENGE: Headers = (("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth"'),)


def protected(request: Request) -> Response:
    authorized = any(name == "Authorization" for name, _ in request.headers)
    return Response(200, "OK", ()) if authorized else Response(401, "Unauthorized", CHALLENGE)


def test_a_digest_challenge_is_answered_for_the_exact_target() -> None:
    wire = FakeWire(protected)
    talk = conversation(wire, messages=1)
    talk.send("answer", Request("POST", URL, recipients=(FRIEND,), digest=("user", "secret")))
    assert [talk.steps[name].answer.status for name in ("answer-challenge", "answer")] == [401, 200]
    value = dict(wire.sent[1].headers)["Authorization"]
    assert 'username="user"' in value
    assert 'uri="/path;x=1?y=2"' in value
    assert "secret" not in value


def test_a_challenge_is_left_alone_without_credentials_for_it() -> None:
    wire = FakeWire(protected)
    talk = conversation(wire)
    assert talk.send("answer", Request("GET", URL)).answer.status == 401
    assert list(talk.steps) == ["answer"]
    assert len(wire.sent) == 1


def test_a_basic_challenge_is_not_answered_with_digest_credentials() -> None:
    basic: Headers = (("WWW-Authenticate", 'Basic realm="r"'),)
    wire = FakeWire(lambda request: Response(401, "Unauthorized", basic))
    talk = conversation(wire)
    talk.send("answer", replace(Request("GET", URL), digest=("user", "secret")))
    assert len(wire.sent) == 1
