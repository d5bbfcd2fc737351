"""What the tests of whole runs are given."""

import gc
import signal
from pathlib import Path

import pytest
from support import Command


def pytest_configure() -> None:
    """What a script starts in its background ignores SIGINT, and so would every process that is interrupted here."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Keep thousands of collected tests out of every later garbage collection: each whole run ends with several."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """`conformance` in this process, with its reports under `tmp_path`."""
    return Command(capfd, tmp_path)
