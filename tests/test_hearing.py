"""What a scenario hears: proven to be heard at all, expected, gathered, hosted, asked for, and bounded once a run."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.request import urlopen

import pytest
from support import odd_provider

from conformance.conversation import Conversation
from conformance.exchange.evidence import Evidence, Halt, Stop, Stopped
from conformance.exchange.listener import Listener
from conformance.exchange.message import Exchange
from conformance.exchange.reachability import SEAL, unreached
from conformance.exchange.redaction import Redactor
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport
from conformance.plan import Plan
from conformance.profile import load
from conformance.reference.message import Reply
from conformance.resources import FIXTURES
from conformance.run import Run
from conformance.scenario import Phase, Play, Scenario
from conformance.services.messaging_integration.test_listener import webhook_is_reachable
from conformance.shared import Shared
from conformance.verdict import Observation, Outcome, Party

SOON = 10.0
LIMITS = Limits(connect=1.0, read=1.0, total=2.0)
PROFILE = replace(load(FIXTURES / "profiles" / "reference.toml", target="http://127.0.0.1:9"), limits=LIMITS)


@contextmanager
def listening(public_url: str | None = None, path: str | None = None) -> Iterator[Listener]:
    listener = Listener(public_url=public_url, path=path)
    listener.start()
    try:
        yield listener
    finally:
        listener.stop()


def play(scenario: Callable[[Conversation], None], phase: Phase = Phase.POSITIVE) -> Play:
    return Play(Scenario(scenario, scenario.__name__, "some-service", phase=phase))


def conversation(listener: Listener | None, tester: "Person | None" = None) -> Conversation:
    wire = Sender(Transport(), LIMITS)
    shared = Shared()
    return Conversation(
        play(lambda talk: None), PROFILE, "0123abcd", wire, shared, lambda kind, value: None, listener, tester
    )


def call(listener: Listener, body: bytes) -> None:
    with urlopen(listener.url, body, timeout=SOON) as answer:
        assert answer.status == 200


def anything(event: Exchange) -> bool:
    return True


def never(event: Exchange) -> bool:
    return False


def has(body: bytes) -> Callable[[Exchange], bool]:
    return lambda event: event.request.body == body


def test_a_listener_that_is_reached_shows_it_once_a_run() -> None:
    with listening() as listener:
        talk = conversation(listener)
        assert unreached(talk.reach("probe")) is None
        assert talk.reach("again") is talk.steps["probe"]
        assert listener.events == []


@pytest.mark.parametrize(
    ("public_url", "why"),
    [
        ("http://127.0.0.1:9/hook", "not reached at 127.0.0.1:9: cannot connect to 127.0.0.1:9: connection refused"),
        ("http://no-such-host.invalid", "not reached at no-such-host.invalid: cannot connect"),
    ],
)
def test_why_a_listener_is_not_reached(public_url: str, why: str) -> None:
    with listening(public_url) as listener:
        assert why in str(unreached(conversation(listener).reach("probe")))


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply.text(404, "Nothing is served here."), "another server answers 404 there"),
        (
            Reply.text(301, "", ("Location", "https://x.example/")),
            "answers 301 there, which leads to https://x.example/",
        ),
    ],
)
def test_another_server_is_not_taken_for_the_listener(reply: Reply, why: str) -> None:
    with odd_provider(lambda request: reply) as other, listening(other.url) as listener:
        assert why in str(unreached(conversation(listener).reach("probe")))


def test_a_server_that_repeats_what_it_is_sent_is_not_taken_for_the_listener() -> None:
    with odd_provider(lambda request: Reply.text(200, request.target)) as other, listening(other.url) as listener:
        probe = conversation(listener).reach("probe")
        assert SEAL in probe.answer.text
        assert "another server answers 200 there" in str(unreached(probe))


def test_the_listener_of_another_run_is_not_taken_for_this_one() -> None:
    with listening() as other, listening(other.url) as listener:
        assert "another server answers 200 there" in str(unreached(conversation(listener).reach("probe")))


def test_a_listener_that_is_not_reached_is_not_the_providers_fault() -> None:
    with odd_provider(lambda request: Reply(404)) as other, listening(other.url) as listener:
        seen = webhook_is_reachable.judge(conversation(listener).reach("probe"))
    assert isinstance(seen, Observation)
    assert (seen.outcome, seen.party) == (Outcome.UNPROVEN, Party.CONFIGURATION)


def test_nothing_is_awaited_by_a_listener_that_is_not_reached() -> None:
    with listening("http://127.0.0.1:9/hook") as listener:
        talk = conversation(listener)
        talk.expect("delivered", anything, anything, SOON)
        talk.gather("report", anything, SOON)
        began = time.monotonic()
        assert [expected.result(began + SOON) for expected in talk.expected] == [{}, {}]
        assert time.monotonic() - began < SOON / 2
        for expected in talk.expected:
            assert expected.missing is not None
            assert expected.missing.halt is Halt.CONFIGURATION
            assert "connection refused" in expected.missing.reason
        with pytest.raises(Stopped) as stopped:
            talk.host("picture.png")
        assert stopped.value.stop.halt is Halt.CONFIGURATION


def test_without_a_listener_nothing_is_expected_and_nothing_hosted() -> None:
    talk = conversation(None)
    talk.expect("delivered", anything, anything, SOON)
    talk.gather("report", anything, SOON)
    talk.all_callbacks("event")
    talk.answer_callback(anything, 500)
    assert talk.expected == []
    with pytest.raises(Stopped):
        talk.host("picture.png")


def test_fetches_of_a_hosted_file_are_steps() -> None:
    with listening() as listener:
        talk = conversation(listener)
        url, other = talk.host("picture.png"), talk.host("picture.png", status=404)
        talk.fetches(url)
        talk.fetches(other, within=0.05, step="miss")
        for _ in range(2):
            with urlopen(url, timeout=SOON) as answer:
                assert answer.read().startswith(b"\x89PNG")
        found = [expected.result(time.monotonic() + SOON) for expected in talk.expected]
    assert {step: exchange.id.rpartition("/")[2] for step, exchange in found[0].items()} == {
        "fetch_1": "fetch_1",
        "fetch_2": "fetch_2",
    }
    assert found[1] == {}


class Person:
    """Does what `does` says, or skips."""

    def __init__(self, does: Callable[[], bool]) -> None:
        self.asked: list[str] = []
        self._does = does

    def ask(self, what: str, seconds: float, done: Callable[[], bool]) -> bool:
        self.asked.append(what)
        assert not done()
        agreed = self._does()
        assert done() is agreed
        return agreed

    def close(self) -> None:
        pass


def test_the_tester_brings_about_what_is_expected() -> None:
    with listening() as listener:

        def sends() -> bool:
            call(listener, b"hello")
            return True

        tester = Person(sends)
        talk = conversation(listener, tester)
        talk.ask("Send an SMS now.", "inbound", has(b"hello"), never, SOON)
        [expected] = talk.expected
        assert list(expected.result(time.monotonic() + SOON)) == ["inbound"]
        assert tester.asked == ["Send an SMS now."]


def test_what_the_tester_skips_ends_the_play_and_is_not_waited_for() -> None:
    with listening() as listener:
        talk = conversation(listener, Person(lambda: False))
        with pytest.raises(Stopped) as stopped:
            talk.ask("Send an SMS now.", "inbound", anything, never, SOON)
        assert stopped.value.stop.halt is Halt.SKIPPED
        assert talk.expected == []


def test_nobody_is_asked_when_there_is_nobody() -> None:
    with listening() as listener, pytest.raises(Stopped, match="--interactive"):
        conversation(listener).ask("Send an SMS now.", "inbound", anything, never, SOON)


@contextmanager
def running(plays: list[Play], listener: Listener, max_time: float | None = None) -> Iterator[Run]:
    plan = Plan(tuple(plays), dict.fromkeys(plays, 0), {}, {})
    run = Run(plan, PROFILE, Redactor(), listener=listener, max_time=max_time)
    run.start()
    try:
        yield run
    finally:
        run.close()


def waiting(talk: Conversation) -> None:
    talk.expect("delivered", never, never, 0.5)


def test_all_plays_wait_side_by_side() -> None:
    plays = [replace(play(waiting), case=str(number)) for number in range(8)]
    with listening() as listener, running(plays, listener) as run:
        began = time.monotonic()
        evidence = run.evidence()
    assert time.monotonic() - began < 2
    assert {played.stop and played.stop.halt for played in evidence} == {Halt.SILENCE}


def expecting_long(talk: Conversation) -> None:
    talk.expect("delivered", has(b"late"), never, 600)


def test_the_end_of_the_runs_time_ends_the_waiting() -> None:
    with listening() as listener, running([play(expecting_long)], listener, max_time=0.2) as run:
        began = time.monotonic()
        stop = run.evidence()[0].stop
    assert time.monotonic() - began < 5
    assert stop is not None


def test_a_closed_run_waits_for_nothing_and_keeps_what_has_come() -> None:
    def expecting_more(talk: Conversation) -> None:
        talk.expect("delivered", never, never, 600)

    ended = threading.Event()
    heard, unheard = play(expecting_long), play(expecting_more)
    # Of a later phase, which begins when those before have ended.
    last = play(lambda talk: ended.set(), Phase.LAST)
    with listening() as listener, running([heard, unheard, last], listener) as run:
        assert ended.wait(SOON)
        call(listener, b"late")
        run.stop()
        steps, stop = run.of(heard).steps, run.of(unheard).stop
    assert list(steps) == ["delivered"]
    assert stop is not None
    assert stop.halt is Halt.INTERRUPTED


def test_a_play_may_wait_for_what_it_needs_to_go_on() -> None:
    with listening() as listener:
        talk = conversation(listener)
        talk.expect("event", has(b"x"), never, SOON)
        talk.gather("report", has(b"y"), 0.05)
        call(listener, b"x")
        assert [event.id.rpartition("/")[2] for event in talk.hear("event")] == ["event"]
        assert talk.hear("report") == []


def test_what_did_not_come_in_one_case_is_not_waited_for_in_another() -> None:
    with listening() as listener:
        talk = conversation(listener)
        talk.expect("event", has(b"x"), never, 0.1)
        assert talk.hear("event") == []
        talk.expected.clear()
        talk.expect("event", has(b"x"), never, 600)
        began = time.monotonic()
        assert talk.hear("event") == []
        assert time.monotonic() - began < SOON / 2


def every(talk: Conversation) -> None:
    talk.all_callbacks("event")


def test_the_last_phase_sees_all_that_came_while_others_were_awaited() -> None:
    last = play(every, Phase.LAST)
    with listening() as listener, running([last, play(expecting_long)], listener) as run:
        found: list[Evidence] = []
        judge = threading.Thread(target=lambda: found.append(run.of(last)))
        judge.start()
        call(listener, b"first")
        call(listener, b"late")
        judge.join(SOON)
    [evidence] = found
    assert [exchange.request.body for exchange in evidence.steps.values()] == [b"first", b"late"]
    assert list(evidence.steps) == ["event_1", "event_2"]
    assert [exchange.id for exchange in evidence.steps.values()] == [
        "some-service.every/event_1",
        "some-service.every/event_2",
    ]
    assert evidence.stop is None


def test_that_no_callback_came_at_all_is_said() -> None:
    last = play(every, Phase.LAST)
    with listening() as listener, running([last], listener) as run:
        stop = run.of(last).stop
    assert stop is not None
    assert stop.halt is Halt.NOTHING_CAME


def gathering(talk: Conversation) -> None:
    talk.gather("report", never, 600)


def test_what_was_not_waited_for_to_the_end_is_not_known_to_be_missing() -> None:
    with listening() as listener, running([play(gathering)], listener, max_time=0.1) as run:
        stop = run.evidence()[0].stop
    assert stop is not None
    assert stop.halt is Halt.TIME


def test_a_scenario_that_crashes_says_so() -> None:
    def crashing(talk: Conversation) -> None:
        raise ZeroDivisionError("nothing to divide by")

    with listening() as listener, running([play(crashing)], listener) as run:
        stop = run.evidence()[0].stop
    assert stop == Stop(Halt.CRASHED, "the scenario itself failed: ZeroDivisionError: nothing to divide by")
