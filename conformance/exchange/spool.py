"""A response's body as it comes in: into memory while it is short, then into a file, then past who watches it."""

import http.client
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

import urllib3

from .body import KEPT_IN_FILE, KEPT_IN_MEMORY, Body, Watch
from .failure import broken_off
from .message import Failure, FailureKind
from .passing import Passing
from .settings import Limits

CHUNK = 1 << 17
"""Bytes that are read at a time, and written at a time."""


def body_of(raw: Any, limits: Limits, folder: Path | None, watch: Watch) -> tuple[Body, Failure | None]:
    """The body of `raw`, a response of urllib3, taken in constant memory, and what cut it short, if anything did.

    One longer than `KEPT_IN_MEMORY` goes to a file in `folder`, which the caller removes; one longer than
    `KEPT_IN_FILE` passes who is to `watch` it.
    """
    spool = _Spool(raw.length_remaining, folder, watch)
    failure: Failure | None = None
    try:
        for part in _parts(raw):
            spool.take(part)
            if spool.size > limits.response_mb << 20:
                failure = Failure(FailureKind.TOO_LARGE, f"more than {limits.response_mb} MB")
            if failure or spool.problem:
                break
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        failure = broken_off(error, raw, spool.size, limits.read)
    finally:
        body = spool.close()
    if spool.problem:
        failure = Failure(FailureKind.TOO_LARGE, f"the body cannot be kept: {spool.problem}")
    return body, failure


def _parts(raw: Any) -> Iterator[bytes]:
    """The body as it comes in. Only read1 gives what came before the connection broke off."""
    if raw.chunked:
        return raw.stream(CHUNK, decode_content=False)  # type: ignore[no-any-return]
    return iter(partial(raw.read1, CHUNK, decode_content=False), b"")


class _Spool:
    """Takes a body part by part. `problem` is why the file could not be written, which is not the provider's fault."""

    def __init__(self, announced: int | None, folder: Path | None, watch: Watch) -> None:
        self.size = 0
        self.problem: str | None = None
        self._is_long = announced is not None and announced > KEPT_IN_FILE
        self._folder = folder
        self._watch = watch
        self._parts: list[bytes] = []
        self._waiting = 0
        self._head = b""
        self._file: IO[bytes] | None = None
        self._passing: Passing | None = None

    def take(self, part: bytes) -> None:
        """The next part; many small ones go on together."""
        self._parts.append(part)
        self._waiting += len(part)
        self.size += len(part)
        if self.size > KEPT_IN_MEMORY and self._waiting >= CHUNK:
            self._pass_on()

    def close(self) -> Body:
        """What was taken; nothing more will be."""
        if self.size <= KEPT_IN_MEMORY:
            return Body.of(b"".join(self._parts))
        self._pass_on()
        try:
            if self._passing is not None:
                return self._passing.body()
            if self._file is not None:
                self._file.close()
        except OSError as error:
            self.problem = error.strerror
        return Body(self._head, self.size, path=Path(self._file.name) if self._file else None)

    def _pass_on(self) -> None:
        block, self._parts, self._waiting = b"".join(self._parts), [], 0
        self._head = self._head or block[:KEPT_IN_MEMORY]
        try:
            if self._passing is None and (self._is_long or self.size > KEPT_IN_FILE):
                self._passing = self._let_pass()
            if self._passing is not None:
                self._passing.take(block)
                return
            if self._file is None:
                self._file = tempfile.NamedTemporaryFile(dir=self._folder, prefix="body-", delete=False)  # noqa: SIM115
            self._file.write(block)
        except OSError as error:
            self.problem = error.strerror

    def _let_pass(self) -> Passing:
        """The body from its beginning, which is not kept any longer."""
        passing = Passing(self._head, self._watch(self._head), self._folder)
        if self._file is not None:
            self._file.close()
            path = Path(self._file.name)
            with path.open("rb") as written:
                for block in iter(partial(written.read, CHUNK), b""):
                    passing.take(block)
            path.unlink()
        return passing
