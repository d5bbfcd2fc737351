"""What a contract consists of: its document, and its clauses with the lines where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
    """One rule: what is demanded, where that stands, and what the caller does when it is broken.

    It stands in `lines` of the service's document, in `source` (an RFC's section or a page of the vendor), or in both.
    A clause that is stated and has a source is a rule of that source. `excluded` is the reason why no check proves it;
    None for a clause that is checked.
    """

    id: str
    service: str
    level: Level
    evidence: Evidence
    rule: str
    lines: tuple[Lines, ...]
    consequence: str
    excluded: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Document:
    """What a service's clauses were read from: a numbered document, pinned by its hash and its count of lines, or else
    a page of the vendor at `url`, which has no number, hash or lines."""

    title: str
    number: str = ""
    sha256: str = ""
    lines: int = 0
    url: str = ""

    @property
    def name(self) -> str:
        """How to name it in a sentence: `document 000 (Media Reference Send)`; a page with its address."""
        return f"document {self.number} ({self.title})" if self.number else f"{self.title} ({self.url})"


@dataclass(frozen=True)
class Contract:
    """A service's document, its clauses by id, and the line ranges that state no rule (with the reason)."""

    service: str
    document: Document
    clauses: Mapping[str, Clause]
    non_normative: tuple[tuple[Lines, str], ...]
