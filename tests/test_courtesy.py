"""The polite caller: its pace, what it repeats, and when it gives an origin up. No time passes here."""

import threading
from email.utils import formatdate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.exchange import courtesy
from conformance.exchange.breaker import SILENT_AT_MOST
from conformance.exchange.courtesy import RETRY_AFTER_AT_MOST, PoliteSender, retry_after
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response

EPOCH = 1_700_000_000.0


class Clock:
    """Stands in for the module `time`: sleeping moves it on."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []
        self._lock = threading.Lock()

    def monotonic(self):
        return self.now

    def time(self):
        return EPOCH + self.now

    def sleep(self, seconds):
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


class Scripted:
    """A sender whose answers are given: statuses, (status, headers) pairs, or kinds of failure; the last one stays."""

    def __init__(self, clock, *answers):
        self.clock = clock
        self.answers = list(answers)
        self.sent = []

    def send(self, request, id, deadline=None, ready=None):
        self.sent.append((self.clock.now, request.url))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, FailureKind):
            return Exchange(id, request, failure=Failure(answer, "the cause"))
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        return Exchange(id, request, Response(status, "", tuple(headers.items())))

    @property
    def times(self):
        return [when - 1000.0 for when, _ in self.sent]


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(courtesy, "time", clock)
    return clock


GET = Request("GET", "http://a.example/x?password=s3cr3t")
ELSEWHERE = Request("GET", "http://b.example/x")
MESSAGE = Request("POST", "http://a.example/send", recipients=("+491",))


def statuses(exchanges):
    return [exchange.answer.status for exchange in exchanges]


def test_without_a_rate_nothing_waits(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire)
    assert statuses(polite.send(GET, "id") for _ in range(5)) == [200] * 5
    assert clock.slept == []


@settings(derandomize=True, deadline=None, database=None, max_examples=50)
@given(rate=st.floats(1, 6000), count=st.integers(1, 20), gaps=st.lists(st.floats(0, 5), max_size=20))
def test_the_rate_is_kept(rate, count, gaps):
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(courtesy, "time", clock)
        wire = Scripted(clock, 200)
        polite = PoliteSender(wire, per_minute=rate)
        for number in range(count):
            polite.send(GET, "id")
            clock.now += gaps[number] if number < len(gaps) else 0.0
    assert all(later - earlier >= 60 / rate - 1e-6 for earlier, later in zip(wire.times, wire.times[1:], strict=False))
    assert wire.times[0] == 0


def test_each_origin_has_a_pace_of_its_own(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire, per_minute=60)
    for request in (GET, ELSEWHERE, GET, ELSEWHERE):
        polite.send(request, "id")
    assert wire.times == [0, 0, 1, 1]


def test_threads_share_the_pace(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire, per_minute=60)
    # A clock that stands still shows which turn each thread was given.
    turns = []
    clock.sleep = turns.append
    threads = [threading.Thread(target=polite.send, args=(GET, "id")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(turns) == [1, 2, 3, 4, 5, 6, 7]
    assert len(wire.sent) == 8


def test_nothing_is_sent_whose_turn_comes_after_the_runs_end(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire, per_minute=6, deadline=clock.now + 15)
    sent = [polite.send(GET, "id") for _ in range(4)]
    assert wire.times == [0, 10]
    assert [exchange.failure and exchange.failure.kind for exchange in sent] == [None, None, *[FailureKind.TIMEOUT] * 2]
    assert clock.now < 1000 + 15


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("wish", ["2", "date"])
def test_a_wish_to_wait_is_granted_once(clock, status, wish):
    value = formatdate(clock.time() + 2, usegmt=True) if wish == "date" else wish
    wire = Scripted(clock, (status, {"Retry-After": value}))
    exchange = PoliteSender(wire).send(GET, "id")
    assert (exchange.answer.status, exchange.id) == (status, "id")
    assert wire.times == [0, pytest.approx(2)]


def test_the_answer_to_the_second_try_is_what_counts(clock):
    wire = Scripted(clock, (429, {"retry-after": "1"}), 200)
    assert PoliteSender(wire).send(MESSAGE, "id").answer.status == 200
    assert wire.times == [0, 1]


def test_a_wish_holds_up_the_whole_origin_and_no_other(clock):
    wire = Scripted(clock, (429, {"Retry-After": "5"}), 200)
    polite = PoliteSender(wire, per_minute=60)
    polite.send(GET, "id")
    assert clock.now == 1005
    polite.send(ELSEWHERE, "id")
    assert clock.now == 1005
    polite.send(GET, "id")
    assert wire.times == [0, 5, 5, 6]


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (MESSAGE, (503, {"Retry-After": "1"})),
        (GET, (429, {"Retry-After": str(RETRY_AFTER_AT_MOST + 1)})),
        (GET, (503, {"Retry-After": "86400"})),
        (GET, (429, {})),
        (GET, (503, {})),
        (GET, (429, {"Retry-After": "soon"})),
        (GET, (500, {"Retry-After": "1"})),
        (GET, (502, {"Retry-After": "1"})),
        (GET, (302, {"Retry-After": "1"})),
    ],
)
def test_what_is_not_repeated(clock, request_, answer):
    wire = Scripted(clock, answer, 200)
    assert PoliteSender(wire).send(request_, "id").answer.status == answer[0]
    assert (len(wire.sent), clock.slept) == (1, [])


def test_a_wish_beyond_the_runs_end_is_not_waited_for(clock):
    wire = Scripted(clock, (429, {"Retry-After": "5"}), 200)
    assert PoliteSender(wire, deadline=clock.now + 3).send(GET, "id").answer.status == 429
    assert clock.slept == []


@settings(derandomize=True, deadline=None, database=None, max_examples=100)
@given(value=st.text(st.characters(max_codepoint=255), max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, \d+ Jan \d+ .*"))
@example("²")
@example("1" * 5000)
@example("Wed, 21 Oct 99999 07:28:00 GMT")
@example("Wed, 21 Oct 0001 07:28:00 -0000")
@example("Wed, 21 Oct 2015 07:28:00 +99999999999999")
@example("Wed, 21 Oct 2015 99999999999999999999:28:00 GMT")
@example("Thu, 01 Jan 1970 00:00:00 GMT")
def test_any_retry_after_is_seconds_or_nothing(value):
    seconds = retry_after(Exchange("id", GET, Response(503, "", (("Retry-After", value),))))
    assert seconds is None or seconds >= 0


def test_a_date_in_the_past_asks_for_no_wait():
    past = Response(429, "", (("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"),))
    assert retry_after(Exchange("id", GET, past)) == 0


def test_an_origin_that_cannot_be_reached_is_tried_twice_and_given_up(clock):
    wire = Scripted(clock, FailureKind.UNREACHABLE)
    polite = PoliteSender(wire, per_minute=600)
    sent = [polite.send(request, str(number)) for number, request in enumerate([GET, MESSAGE, GET, MESSAGE])]
    assert len(wire.sent) == 2
    assert [exchange.id for exchange in sent] == ["0", "1", "2", "3"]
    assert [exchange.request for exchange in sent] == [GET, MESSAGE, GET, MESSAGE]
    assert {exchange.failure for exchange in sent} == {Failure(FailureKind.UNREACHABLE, "the cause")}
    assert clock.now < 1001


def test_other_origins_go_on(clock):
    wire = Scripted(clock, FailureKind.TLS, 200)
    polite = PoliteSender(wire)
    assert polite.send(GET, "id").failure.kind is FailureKind.TLS
    assert polite.send(ELSEWHERE, "id").answer.status == 200
    assert polite.send(GET, "id").failure.kind is FailureKind.TLS
    assert len(wire.sent) == 2


def test_a_connection_that_comes_about_at_the_second_try_counts(clock):
    wire = Scripted(clock, FailureKind.UNREACHABLE, 200)
    polite = PoliteSender(wire)
    assert statuses([polite.send(MESSAGE, "id"), polite.send(MESSAGE, "id")]) == [200, 200]


def test_an_origin_given_up_while_a_request_awaits_its_turn_gets_nothing_more(clock):
    wire = Scripted(clock, 200, FailureKind.TLS)
    polite = PoliteSender(wire, per_minute=60)
    polite.send(GET, "first")

    def meanwhile(seconds):
        clock.sleep = Clock().sleep
        assert polite.send(GET, "overtakes").failure.kind is FailureKind.TLS

    clock.sleep = meanwhile
    assert polite.send(GET, "waits").failure.kind is FailureKind.TLS
    assert len(wire.sent) == 2


@pytest.mark.parametrize(
    "kind", [FailureKind.TIMEOUT, FailureKind.RESET, FailureKind.NOT_HTTP, FailureKind.TRUNCATED, FailureKind.TOO_LARGE]
)
def test_what_fails_after_the_connection_neither_breaks_nor_repeats(clock, kind):
    wire = Scripted(clock, kind, 200)
    polite = PoliteSender(wire)
    assert polite.send(MESSAGE, "id").failure.kind is kind
    assert polite.send(MESSAGE, "id").answer.status == 200
    assert (len(wire.sent), clock.slept) == (2, [])


def test_an_origin_that_never_answers_is_given_up(clock):
    wire = Scripted(clock, *[FailureKind.TIMEOUT] * (SILENT_AT_MOST + 1))
    polite = PoliteSender(wire)
    for _ in range(SILENT_AT_MOST + 3):
        assert polite.send(GET, "id").failure.kind is FailureKind.TIMEOUT
    assert len(wire.sent) == SILENT_AT_MOST


def test_an_origin_that_has_answered_once_is_not_given_up_for_time_outs(clock):
    wire = Scripted(clock, 200, *[FailureKind.TIMEOUT] * (2 * SILENT_AT_MOST), 200)
    polite = PoliteSender(wire)
    kinds = [polite.send(GET, "id").failure for _ in range(2 * SILENT_AT_MOST + 2)]
    assert (kinds[0], kinds[-1]) == (None, None)
    assert len(wire.sent) == 2 * SILENT_AT_MOST + 2


def test_a_silent_origin_costs_one_time_out_however_many_requests_run_beside_each_other(clock):
    """Four are under way when the first times out: nothing new is begun until they have ended, and then nothing."""
    first_four, ended = threading.Barrier(5, timeout=10), threading.Event()
    sent = []

    class Silent:
        def send(self, request, id, deadline=None, ready=None):
            sent.append(id)
            first_four.wait()
            if id != "first":
                ended.wait(10)
            return Exchange(id, request, failure=Failure(FailureKind.TIMEOUT, "the cause"))

    polite = PoliteSender(Silent())
    first = threading.Thread(target=polite.send, args=(GET, "first"), daemon=True)
    others = [threading.Thread(target=polite.send, args=(GET, f"{n}"), daemon=True) for n in range(3)]
    for thread in (first, *others):
        thread.start()
    first_four.wait()
    first.join(10)
    late = threading.Thread(target=polite.send, args=(GET, "late"), daemon=True)
    late.start()
    late.join(0.2)
    assert late.is_alive()
    ended.set()
    for thread in (*others, late):
        thread.join(10)
    assert sorted(sent) == ["0", "1", "2", "first"]


def group():
    """What requests that go together share."""
    return lambda: None


def test_requests_that_go_together_take_one_turn_and_pay_for_all_of_them_afterwards(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire, per_minute=60)
    first, second = group(), group()
    for ready in (None, first, first, first, second, second, None):
        polite.send(MESSAGE, "id", ready)
    assert wire.times == [0, 1, 1, 1, 4, 4, 6]


def test_a_group_to_two_origins_takes_a_turn_at_each(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire, per_minute=60)
    polite.send(ELSEWHERE, "id")
    ready = group()
    for request in (MESSAGE, ELSEWHERE, MESSAGE):
        polite.send(request, "id", ready)
    assert wire.times == [0, 0, 1, 1]
    assert [url for _, url in wire.sent] == [ELSEWHERE.url, MESSAGE.url, ELSEWHERE.url, MESSAGE.url]


def test_of_a_group_whose_turn_comes_after_the_runs_end_nothing_is_sent(clock):
    wire = Scripted(clock, 200)
    polite = PoliteSender(wire, per_minute=6, deadline=clock.now + 5)
    polite.send(GET, "id")
    ready = group()
    failures = [polite.send(MESSAGE, "id", ready).failure for _ in range(3)]
    assert {failure.kind for failure in failures} == {FailureKind.TIMEOUT}
    assert len(wire.sent) == 1


@pytest.mark.parametrize(
    "answer", [FailureKind.UNREACHABLE, FailureKind.TLS, (429, {"Retry-After": "1"}), (503, {"Retry-After": "1"})]
)
def test_one_of_a_group_is_not_tried_again_and_gives_no_origin_up(clock, answer):
    wire = Scripted(clock, answer, 200)
    polite = PoliteSender(wire)
    sent = polite.send(GET, "id", group())
    assert (len(wire.sent), clock.slept) == (1, [])
    assert sent.failure is not None or sent.answer.status == answer[0]
    assert polite.send(GET, "id").answer.status == 200


def test_a_group_that_was_let_out_stays_together_though_its_origin_is_given_up_meanwhile(clock):
    wire = Scripted(clock, 200, FailureKind.TLS, 200)
    polite = PoliteSender(wire)
    ready = group()
    assert polite.send(MESSAGE, "id", ready).answer.status == 200
    assert polite.send(GET, "another").failure.kind is FailureKind.TLS
    assert polite.send(MESSAGE, "id", ready).answer.status == 200
    assert polite.send(MESSAGE, "id", group()).failure.kind is FailureKind.TLS
    assert len(wire.sent) == 3


def test_a_group_is_at_once_even_at_an_origin_that_let_a_request_time_out(clock):
    meeting = threading.Barrier(4, timeout=10)

    class Slow:
        def send(self, request, id, deadline=None, ready=None):
            if ready is not None:
                meeting.wait()
            return Exchange(id, request, failure=Failure(FailureKind.TIMEOUT, "the cause"))

    polite = PoliteSender(Slow())
    polite.send(GET, "id")
    ready = group()
    threads = [threading.Thread(target=polite.send, args=(MESSAGE, "id", ready), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not meeting.broken
    assert not any(thread.is_alive() for thread in threads)
