"""What the tests of whole runs are given."""

import gc
from pathlib import Path

import pytest
from support import Command


def pytest_collection_finish() -> None:
    """Keep thousands of collected tests out of every later garbage collection: each whole run ends with several."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """`conformance` in this process, with its reports under `tmp_path`."""
    return Command(capfd, tmp_path)
