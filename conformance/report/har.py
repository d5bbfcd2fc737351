"""The saved run: all its exchanges, redacted, in an HTTP Archive (HAR 1.2) that any viewer of that format opens.

What was played stands under `_evidence` of the log, so that what is loaded is judged as the run itself was. Bodies of
responses too long to be held lie as files in a folder beside the archive.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..exchange.evidence import Evidence, Halt, Stop
from ..exchange.redaction import Redactor
from .har_entry import entry, exchange


def dump(
    evidence: Iterable[Evidence],
    redactor: Redactor,
    creator_version: str,
    extra: Mapping[str, Any] | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """The archive of `evidence`; `extra` (JSON-like) stands in it as `_run`. An exchange that several plays share is
    written once. Bodies that lie in files are copied to `folder`; without one only their heads are kept."""
    plays = list(evidence)
    exchanges = {step.id: step for play in plays for step in play.steps.values()}
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "conformance", "version": creator_version},
            "entries": [entry(each, redactor, folder) for each in exchanges.values()],
            "_run": redactor.data(dict(extra or {})),
            "_evidence": [redactor.data(_played(play)) for play in plays],
        }
    }


def load(document: Mapping[str, Any], folder: Path | None = None) -> list[Evidence]:
    """The evidence of an archive made by `dump`, secrets redacted; `folder` is the one that `dump` was given. Raises
    KeyError for an archive of other origin."""
    log = document["log"]
    exchanges = {loaded.id: loaded for loaded in (exchange(each, folder) for each in log["entries"])}
    return [
        Evidence(
            play["play"],
            {step: exchanges[id] for step, id in play["steps"].items()},
            play["stop"] and Stop(Halt(play["stop"]["halt"]), play["stop"]["reason"]),
            play["beside"],
        )
        for play in log["_evidence"]
    ]


def write(
    path: Path,
    evidence: Iterable[Evidence],
    redactor: Redactor,
    creator_version: str,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Write the archive to `path` and long bodies to the folder beside it (`exchanges.har`, `exchanges.bodies/`), whose
    bodies of an earlier run, which may be somebody's recorded calls, are removed."""
    shutil.rmtree(_folder(path), ignore_errors=True)
    document = dump(evidence, redactor, creator_version, extra, _folder(path))
    whole(path, json.dumps(document, indent=1))


def whole(path: Path, text: str) -> None:
    """Write `path` whole or not at all, so that a full disk leaves no half a file behind."""
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)


def read(path: Path) -> list[Evidence]:
    """The evidence of an archive written by `write`. Raises OSError, ValueError or KeyError when it is none."""
    return load(json.loads(path.read_text(encoding="utf-8")), _folder(path))


def _folder(path: Path) -> Path:
    return path.with_suffix(".bodies")


def _played(play: Evidence) -> dict[str, Any]:
    return {
        "play": play.play,
        "steps": {step: exchange.id for step, exchange in play.steps.items()},
        "stop": play.stop and {"halt": play.stop.halt.value, "reason": play.stop.reason},
        "beside": play.beside,
    }
