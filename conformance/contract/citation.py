"""How the place where something stands is put in words: the one way for the catalogue and the reports."""

from collections.abc import Sequence

from .loader import contract
from .rows import Clause, Document, Lines


def in_words(lines: Sequence[Lines]) -> str:
    """`line 84`, `lines 112-117` or `lines 80, 92`. `lines` must not be empty."""
    several = len(lines) > 1 or lines[0].first != lines[0].last
    return f"line{'s' if several else ''} {', '.join(map(str, lines))}"


def cite(document: Document, lines: Sequence[Lines], source: str) -> str:
    """Where a rule of `document` stands, in words: its lines, its other source, or both with a semicolon between."""
    own = f"{document.name}, {in_words(lines)}" if lines else ""
    return "; ".join(filter(None, (own, source)))


def cited(clause: Clause) -> str:
    """Where `clause` stands: `document 003 (Notify about new smartcontacts), lines 80, 92; RFC 9110, 8.6`."""
    return cite(contract(clause.service).document, clause.lines, clause.source)
