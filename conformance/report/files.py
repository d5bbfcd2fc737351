"""The report files of a run, besides those that pytest and pytest-html write."""

import json
import os
from pathlib import Path

from .. import __version__
from ..exchange.redaction import Redactor
from . import har
from .document import document
from .results import Results

NAMES = HTML, JUNIT, RESULTS, EXCHANGES = "report.html", "junit.xml", "results.json", "exchanges.har"
BODIES = "exchanges.bodies"
"""Where answers too long for the archive lie, when there are any."""


class NotWritable(Exception):
    """The reports cannot be written; the message is one sentence with the remedy."""


def prepare(folder: Path) -> None:
    """Make `folder` and see that it can be written, before anything is sent. Raises NotWritable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotWritable(f"--reports {folder}: cannot write there ({why}); name another folder") from None


def write(folder: Path, results: Results, redactor: Redactor) -> None:
    """Write `results.json`, whose findings are told without secrets, and the saved exchanges beside it, redacted."""
    content = document(results)
    har.whole(folder / RESULTS, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    har.write(folder / EXCHANGES, results.evidence, redactor, __version__)
