"""The bounded pool that does the sending ahead of the judging.

Jobs run in phases: those of one phase side by side, at most `workers` at a time; a phase begins when the one before it
has ended. What a job's result calls for is done at the end of its phase. Threads are daemons: a pool that is joined at
exit would hold up Ctrl-C until the slowest answer is in.
"""

import threading
from bisect import insort
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Job(Generic[Key, Result]):
    """`run()` gives the result for `key`. `alone` jobs never run beside another one. `follow(result)` is the further
    job that the result calls for, if any."""

    key: Key
    phase: int
    alone: bool
    run: Callable[[], Result]
    follow: "Callable[[Result], Job[Key, Result] | None]" = lambda result: None


class Engine(Generic[Key, Result]):
    """Runs `jobs` in phase order, in their given order within a phase, on `workers` daemon threads."""

    def __init__(self, jobs: Sequence[Job[Key, Result]], workers: int) -> None:
        self._waiting = sorted(jobs, key=lambda job: job.phase)
        self._running: list[Job[Key, Result]] = []
        self._changed = threading.Condition()
        self._workers = workers
        self._stopped = False
        self._futures: dict[Key, Future[Result]] = {job.key: Future() for job in jobs}

    @property
    def futures(self) -> Mapping[Key, Future[Result]]:
        """One future a job; `stop` cancels those whose jobs have not ended. That of a job that follows another is there
        before the other's has its result."""
        return self._futures

    def start(self) -> None:
        for number in range(min(self._workers, len(self._waiting))):
            threading.Thread(target=self._work, name=f"engine-{number}", daemon=True).start()

    def stop(self) -> None:
        """Begin nothing more and give up on what is running: every open future is cancelled."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            for future in self._futures.values():
                future.cancel()
            self._changed.notify_all()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            future = self._futures[job.key]
            try:
                result = job.run()
                self._add(job.follow(result))
            except BaseException as error:
                self._settle(future, error=error)
            else:
                self._settle(future, result=result)
            with self._changed:
                self._running.remove(job)
                self._changed.notify_all()

    def _add(self, job: Job[Key, Result] | None) -> None:
        with self._changed:
            if job is not None and not self._stopped:
                self._futures[job.key] = Future()
                insort(self._waiting, job, key=lambda waiting: waiting.phase)

    def _settle(
        self, future: "Future[Result]", *, result: Result | None = None, error: BaseException | None = None
    ) -> None:
        with self._changed:
            if future.cancelled():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

    def _next(self) -> Job[Key, Result] | None:
        with self._changed:
            while self._waiting and not self._may_run(self._waiting[0]):
                self._changed.wait()
            if not self._waiting:
                return None
            job = self._waiting.pop(0)
            self._running.append(job)
            return job

    def _may_run(self, job: Job[Key, Result]) -> bool:
        if not self._running:
            return True
        return not job.alone and all(other.phase == job.phase and not other.alone for other in self._running)
