"""The same provider and the same seed give the same results but for times, ids and ports."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from rehearsal import REFERENCE, rehearse, webhook
from test_order import FAULTY
from test_replay import save

from conformance.profile import load
from conformance.reference import Provider
from conformance.report import files

VARYING = ("run", "started", "finished")
"""Of what a run says of itself."""

OF_ONE_RUN = re.compile(
    r"127\.0\.0\.1:\d+(/[\w-]{16}(/\d+)?(?=/))?|after \d+\.\d s|(?<=\[redacted:)\w+"
    r"|\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{8})\b",
    re.IGNORECASE,
)
"""Addresses with their ports and the paths of one run behind them; what took how long; the numbers by which secrets are
known, in the order in which they became so; ids that the provider made up, and the mark of a run."""


def told(results: dict[str, Any]) -> list[str]:
    """`results` in lines, without what belongs to one run only; the order of its messages is a matter of time, too."""
    of_all_runs = {key: value for key, value in results.items() if key not in VARYING}
    messages = sorted(results["messages"], key=lambda message: str(message["exchange"]))
    text = json.dumps({**of_all_runs, "messages": messages}, indent=1)
    return OF_ONE_RUN.sub("...", text).splitlines()


def test_a_run_repeated_tells_the_same(tmp_path: Path) -> None:
    found = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        with webhook(2.0) as (listener, table), Provider(faults=FAULTY, webhook_url=listener.url) as provider:
            profile = load(REFERENCE, target=provider.url)
            profile = replace(profile, webhook=table, seed=7, limits=replace(profile.limits, exploration=5))
            save(rehearse(profile, listener), folder)
        found.append(told(json.loads((folder / files.RESULTS).read_text("utf-8"))))
    first, second = found
    differing = [f"{one} / {other}" for one, other in zip(first, second, strict=False) if one != other]
    assert differing[:5] == []
    assert len(first) == len(second)
