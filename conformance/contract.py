"""The law: each rule of a contract's document as one row of data, and its loader.

A service's folder holds `clauses.toml`: a `[document]` table (number, title, sha256, lines), rows `[[clause]]`, and
`[[non_normative]]` ranges; together rows and ranges account for every line of the document.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from .resources import SCHEMAS, SERVICES


class Level(StrEnum):
    """How strongly a clause demands (RFC 2119)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class Evidence(StrEnum):
    """What a clause stands on: a rule in the text, the provider's own word, an example only, or practice."""

    STATED = "stated"
    DECLARED = "declared"
    SHOWN = "shown"
    INFERRED = "inferred"


@dataclass(frozen=True)
class Lines:
    """A closed range of line numbers of a document, counted from 1."""

    first: int
    last: int

    @classmethod
    def parse(cls, text: str) -> "Lines":
        first, _, last = text.partition("-")
        return cls(int(first), int(last or first))

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True)
class Clause:
    """One rule: what the document demands, where it says so, and what the caller does when it is broken.

    `excluded` is the reason why no check proves it; None for a clause that is checked.
    """

    id: str
    service: str
    level: Level
    evidence: Evidence
    rule: str
    lines: tuple[Lines, ...]
    consequence: str
    excluded: str | None = None


@dataclass(frozen=True)
class Document:
    number: str
    title: str
    sha256: str
    lines: int


@dataclass(frozen=True)
class Contract:
    """A service's document, its clauses by id, and the line ranges that state no rule (with the reason)."""

    service: str
    document: Document
    clauses: Mapping[str, Clause]
    non_normative: tuple[tuple[Lines, str], ...]


def service_of(folder: str) -> str:
    """The service's public name of a folder under `services/`: `send_call_file` is `send-call-file`."""
    return folder.replace("_", "-")


@cache
def services() -> tuple[str, ...]:
    """The names of all services, sorted: every folder that has a `clauses.toml`."""
    return tuple(sorted(service_of(path.parent.name) for path in SERVICES.glob("*/clauses.toml")))


def folder_of(service: str) -> Path:
    return SERVICES / service.replace("-", "_")


@cache
def contract(service: str) -> Contract:
    """The contract of `service`, whose rows obey `clauses_schema` (by test). Raises KeyError for an unknown service."""
    if service not in services():
        raise KeyError(service)
    with (folder_of(service) / "clauses.toml").open("rb") as file:
        rows = tomllib.load(file)
    clauses = [
        Clause(
            id=f"{service}.{row['id']}",
            service=service,
            level=Level(row["level"]),
            evidence=Evidence(row["evidence"]),
            rule=row["rule"],
            lines=tuple(map(Lines.parse, row["lines"])),
            consequence=row["consequence"],
            excluded=row.get("excluded"),
        )
        for row in rows["clause"]
    ]
    return Contract(
        service,
        Document(**rows["document"]),
        {clause.id: clause for clause in clauses},
        tuple((Lines.parse(lines), row["reason"]) for row in rows["non_normative"] for lines in row["lines"]),
    )


def clause(id: str) -> Clause:
    """The clause `<service>.<name>`. Raises KeyError when there is none."""
    return contract(id.partition(".")[0]).clauses[id]


def clauses_schema() -> object:
    """The JSON Schema that every `clauses.toml` obeys (enforced by a test)."""
    return json.loads((SCHEMAS / "clauses.schema.json").read_text("utf-8"))
