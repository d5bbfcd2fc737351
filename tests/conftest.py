"""What the tests of whole runs are given."""

from pathlib import Path

import pytest
from support import Command


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """`conformance` in this process, with its reports under `tmp_path`."""
    return Command(capfd, tmp_path)
