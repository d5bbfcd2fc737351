"""Reads `clauses.toml` of each service: a `[document]` table and rows `[[clause]]`.

A numbered document has `[[non_normative]]` ranges as well: together with the clauses' lines they account for every line
of it. A page of the vendor has a title and a URL only, and its clauses name their `source`.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..resources import SCHEMAS, SERVICES
from .rows import Clause, Contract, Document, Evidence, Level, Lines


def service_of(folder: str) -> str:
    """The service's public name of a folder under `services/`: `send_call_file` is `send-call-file`."""
    return folder.replace("_", "-")


@cache
def services() -> tuple[str, ...]:
    """The names of all services, sorted: every folder that has a `clauses.toml`."""
    return tuple(sorted(service_of(path.parent.name) for path in SERVICES.glob("*/clauses.toml")))


def folder_of(service: str) -> Path:
    """The folder of `service` under `services/`, whether it exists or not."""
    return SERVICES / service.replace("-", "_")


@cache
def contract(service: str) -> Contract:
    """The contract of `service`, whose rows obey `clauses_schema` (by test). Raises KeyError for an unknown service."""
    if service not in services():
        raise KeyError(service)
    with (folder_of(service) / "clauses.toml").open("rb") as file:
        return read(service, tomllib.load(file))


def read(service: str, rows: Mapping[str, Any]) -> Contract:
    """The contract of `service` from the content of its `clauses.toml`."""
    clauses = [
        Clause(
            id=f"{service}.{row['id']}",
            service=service,
            level=Level(row["level"]),
            evidence=Evidence(row["evidence"]),
            rule=row["rule"],
            lines=tuple(map(Lines.parse, row.get("lines", ()))),
            consequence=row["consequence"],
            excluded=row.get("excluded"),
            source=row.get("source", ""),
        )
        for row in rows["clause"]
    ]
    return Contract(
        service,
        Document(**rows["document"]),
        {clause.id: clause for clause in clauses},
        tuple((Lines.parse(lines), row["reason"]) for row in rows.get("non_normative", ()) for lines in row["lines"]),
    )


def clause(id: str) -> Clause:
    """The clause `<service>.<name>`. Raises KeyError when there is none."""
    return contract(id.partition(".")[0]).clauses[id]


def clauses_schema() -> object:
    """The JSON Schema that every `clauses.toml` obeys (enforced by a test)."""
    return json.loads((SCHEMAS / "clauses.schema.json").read_text("utf-8"))
