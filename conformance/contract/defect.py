"""The contract-defect register: where a document contradicts itself, another source or practice, or is silent.

A defect is no fault of the provider. The register names the readings and the one that the suite takes, so that a
reader of a finding can tell what the document says from what was decided here.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ..resources import SCHEMAS
from .citation import in_words
from .loader import folder_of
from .rows import Lines


@dataclass(frozen=True)
class Place:
    """What stands in `lines` of the service's document, or else in `source`."""

    says: str
    lines: Lines | None = None
    source: str = ""

    @property
    def where(self) -> str:
        """In words: `lines 83-85`, or the source."""
        return in_words([self.lines]) if self.lines else self.source


@dataclass(frozen=True)
class Defect:
    """One contradiction: `about` in a sentence, where it stands, how it can be read, and the reading `taken`.

    `checks` are the full ids of those that accept more than one reading, or that exist because of it; where there are
    none, `why` says so in a sentence, and is empty otherwise.
    """

    id: str
    service: str
    about: str
    places: tuple[Place, ...]
    readings: tuple[str, ...]
    taken: str
    checks: tuple[str, ...]
    why: str = ""


@cache
def defects(service: str) -> Mapping[str, Defect]:
    """The defects of `service`'s document by id, in the order of its `defects.toml`, whose rows obey `defects_schema`
    (by test). A service without that file has none."""
    path = folder_of(service) / "defects.toml"
    if not path.is_file():
        return {}
    found = [
        Defect(
            id=f"{service}.{row['id']}",
            service=service,
            about=row["about"],
            places=tuple(
                Place(place["says"], Lines.parse(place["lines"]) if "lines" in place else None, place.get("source", ""))
                for place in row["places"]
            ),
            readings=tuple(row["readings"]),
            taken=row["taken"],
            checks=tuple(f"{service}.{name}" for name in row["checks"]),
            why=row.get("why", ""),
        )
        for row in tomllib.loads(path.read_text("utf-8"))["defect"]
    ]
    return {defect.id: defect for defect in found}


def touching(check: str) -> tuple[Defect, ...]:
    """The defects that name the check of the id `check`."""
    return tuple(defect for defect in defects(check.partition(".")[0]).values() if check in defect.checks)


def defects_schema() -> object:
    """The JSON Schema that every `defects.toml` obeys (enforced by a test)."""
    return json.loads((SCHEMAS / "defects.schema.json").read_text("utf-8"))
