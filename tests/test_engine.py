"""The pool that sends ahead of the judging: its order, its bounds, its end."""

import threading
from concurrent.futures import CancelledError, wait
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.engine import Engine, Job

SOON = 10.0
"""Seconds within which anything here has ended long ago."""


class Log:
    """What runs, beside what: jobs note their begin and end."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = []
        self.begun = []
        self.beside = {}

    def job(self, key, phase=1, alone=False, work=lambda: None):
        def run():
            with self.lock:
                self.begun.append(key)
                self.running.append(key)
                for one in self.running:
                    self.beside.setdefault(one, set()).update(self.running)
            try:
                work()
            finally:
                with self.lock:
                    self.running.remove(key)
            return f"result of {key}"

        return Job(key, phase, alone, run)


def finish(engine):
    """Run to the end and give the results by key."""
    engine.start()
    return {key: future.result(SOON) for key, future in engine.futures.items()}


def engine_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("engine-")]


def join_all():
    for thread in engine_threads():
        thread.join(SOON)
    assert not engine_threads()


SETS = st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=12)


@settings(derandomize=True, deadline=None, database=None, max_examples=80)
@given(jobs=SETS, workers=st.integers(1, 5))
def test_phases_in_order_alone_alone_and_never_more_than_the_workers(jobs, workers):
    log = Log()
    # Giving way makes the threads overlap wherever the engine lets them.
    rest = threading.Event()
    planned = [log.job(number, phase, alone, lambda: rest.wait(0.0005)) for number, (phase, alone) in enumerate(jobs)]
    results = finish(Engine(planned, workers))
    assert results == {job.key: f"result of {job.key}" for job in planned}
    assert sorted(log.begun) == [job.key for job in planned]
    assert [planned[key].phase for key in log.begun] == sorted(job.phase for job in planned)
    for job in planned:
        beside = log.beside[job.key]
        assert {planned[key].phase for key in beside} == {job.phase}
        assert not job.alone or beside == {job.key}
    join_all()


@settings(derandomize=True, deadline=None, database=None, max_examples=50)
@given(jobs=SETS)
def test_one_worker_keeps_the_given_order_within_a_phase(jobs):
    log = Log()
    planned = [log.job(number, phase, alone) for number, (phase, alone) in enumerate(jobs)]
    finish(Engine(planned, 1))
    assert log.begun == [job.key for job in sorted(planned, key=lambda job: job.phase)]


@pytest.mark.parametrize("workers", [1, 2, 4, 7])
def test_all_workers_work_at_once_and_no_more(workers):
    log = Log()
    together = threading.Barrier(workers)
    most = []

    def work():
        together.wait(SOON)
        with log.lock:
            most.append(len(log.running))
        together.wait(SOON)

    finish(Engine([log.job(number, work=work) for number in range(workers * 3)], workers))
    assert max(most) == workers


class Odd(BaseException):
    """Not an Exception."""


@pytest.mark.parametrize("error", [ValueError("x"), Odd(), SystemExit(3), KeyboardInterrupt()])
def test_an_exception_reaches_its_future_and_stops_nothing_else(error):
    log = Log()

    def fail():
        raise error

    engine = Engine([log.job("bad", work=fail), log.job("good", alone=True), log.job("later", phase=2)], 2)
    engine.start()
    wait(list(engine.futures.values()), SOON)
    assert engine.futures["bad"].exception(0) is error
    assert engine.futures["good"].result(0) == "result of good"
    assert engine.futures["later"].result(0) == "result of later"


def test_stop_gives_up_on_what_hangs_and_begins_nothing_more():
    log = Log()
    began, hang = threading.Event(), threading.Event()

    def work():
        began.set()
        hang.wait(SOON)

    engine = Engine([log.job("done"), log.job("hangs", work=work), log.job("waits"), log.job("later", phase=2)], 1)
    engine.start()
    assert began.wait(SOON)
    engine.stop()
    assert not hang.is_set()
    assert engine.futures["done"].result(0) == "result of done"
    for key in ("hangs", "waits", "later"):
        with pytest.raises(CancelledError):
            engine.futures[key].result(0)
    hang.set()
    join_all()
    assert log.begun == ["done", "hangs"]
    assert engine.futures["hangs"].cancelled()


def test_stop_wakes_who_waits_for_a_result():
    log = Log()
    began, hang = threading.Event(), threading.Event()
    engine = Engine([log.job("hangs", work=lambda: (began.set(), hang.wait(SOON)))], 1)
    seen = []

    def await_result():
        try:
            engine.futures["hangs"].result(SOON)
        except CancelledError as error:
            seen.append(error)

    engine.start()
    waiter = threading.Thread(target=await_result)
    waiter.start()
    assert began.wait(SOON)
    engine.stop()
    waiter.join(SOON)
    hang.set()
    assert len(seen) == 1


def test_stop_before_start_and_twice_and_after_the_end():
    log = Log()
    engine = Engine([log.job("never")], 1)
    engine.stop()
    engine.stop()
    engine.start()
    assert engine.futures["never"].cancelled()
    ended = Engine([log.job("done")], 1)
    results = finish(ended)
    ended.stop()
    assert results == {"done": "result of done"}
    assert ended.futures["done"].result(0) == "result of done"
    join_all()
    assert log.begun == ["done"]


def test_no_thread_holds_up_the_end_of_the_process():
    log = Log()
    began, hang = threading.Barrier(4), threading.Event()
    engine = Engine([log.job(number, work=lambda: (began.wait(SOON), hang.wait(SOON))) for number in range(3)], 3)
    engine.start()
    began.wait(SOON)
    threads = engine_threads()
    assert len(threads) == 3
    assert all(thread.daemon for thread in threads)
    hang.set()
    join_all()


def test_no_more_threads_than_jobs_and_none_without_jobs():
    engine = Engine([], 4)
    engine.start()
    assert not engine_threads()
    assert engine.futures == {}


def test_what_a_result_calls_for_is_done_at_the_end_of_its_phase():
    log = Log()
    once_more = log.job("again", alone=True)
    first = replace(log.job("first"), follow=lambda result: once_more if result == "result of first" else None)
    engine = Engine([first, log.job("beside"), log.job("later", phase=2)], 2)
    engine.start()
    assert engine.futures["first"].result(SOON) == "result of first"
    assert engine.futures["again"].result(SOON) == "result of again"
    engine.futures["later"].result(SOON)
    assert sorted(log.begun[:2]) == ["beside", "first"]
    assert log.begun[2:] == ["again", "later"]
    assert log.beside["again"] == {"again"}


def test_what_a_result_calls_for_after_the_end_is_not_begun():
    log = Log()
    began, hang = threading.Event(), threading.Event()
    first = log.job("first", work=lambda: (began.set(), hang.wait(SOON)))
    engine = Engine([replace(first, follow=lambda result: log.job("again"))], 1)
    engine.start()
    assert began.wait(SOON)
    engine.stop()
    hang.set()
    join_all()
    assert log.begun == ["first"]
    assert "again" not in engine.futures
