"""`results.json`, in the shape of `schemas/results.schema.json`, and the findings read back from it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from .. import __version__
from ..contract import Evidence as Grade
from ..contract import Level
from ..resources import SCHEMAS
from ..verdict import Finding, Party, Verdict
from .coverage import coverage
from .results import Results, ledger, moment
from .root_causes import root_causes
from .words import name


def document(results: Results) -> dict[str, Any]:
    """The content of `results.json`. Raises jsonschema.ValidationError when it is not what the schema promises."""
    reach = coverage(results)
    content = {
        "suite": {"name": "conformance", "version": __version__},
        "run": results.run,
        "started": moment(results.started),
        "finished": moment(results.finished),
        "target": results.target,
        "reference": results.reference,
        "profile": results.profile,
        "strict": results.strict,
        "exit_code": int(results.exit_code),
        "verdict": str(results.verdict),
        "rules": {"asked": len(reach.rules), "provable": len(reach.provable), "proven": len(reach.proven)},
        "fix_first": [
            {
                "cause": found.said,
                "remedy": found.remedy,
                "explains": [name(finding) for finding in found.findings],
                "of": found.troubled,
            }
            for found in root_causes(results)
        ],
        "services": {
            name: {"verdict": str(verdict), "counts": {str(key): count for key, count in sorted(counts.items())}}
            for name, (verdict, counts) in results.services.items()
        },
        "findings": [_plain(asdict(finding)) for finding in results.findings],
        "messages": [_plain(asdict(message)) for message in ledger(results)],
    }
    _validator().validate(content)
    return content


def _plain(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _plain(value) for key, value in item.items()}
    if isinstance(item, (list, tuple)):
        return [_plain(value) for value in item]
    return str(item) if isinstance(item, str) else item


def findings_from(rows: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """The findings of a `results.json`, as they were."""
    return [
        Finding(
            **{
                **row,
                "level": Level(row["level"]),
                "evidence": Grade(row["evidence"]),
                "verdict": Verdict(row["verdict"]),
                "party": Party(row["party"]),
                "expected": tuple(row["expected"]),
                "exchanges": tuple(row["exchanges"]),
                "notes": tuple(row["notes"]),
            }
        )
        for row in rows
    ]


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((SCHEMAS / "results.schema.json").read_text("utf-8")))
