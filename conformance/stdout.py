"""Standard output whose reader may leave: `conformance run | head -1` is no reason not to finish a run."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Outlet(io.FileIO):
    """A file whose writes succeed when nobody reads any more."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            return memoryview(data).nbytes


@contextmanager
def lasting() -> Iterator[None]:
    """Let what is printed go nowhere, rather than raise an error, once the reader has closed the pipe, and where there
    was no standard output from the beginning."""
    before = sys.stdout
    if before is None:
        outlet = _Outlet(os.devnull, "w")
    else:
        before.flush()
        outlet = _Outlet(before.fileno(), "w", closefd=False)
    encoding, errors = (before.encoding, before.errors) if before else ("utf-8", "replace")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(outlet), encoding, errors, line_buffering=outlet.isatty())
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stdout = before
