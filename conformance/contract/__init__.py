"""The law: each rule of a contract as one row of data, where it stands, and where its document is not clear.

A service's folder holds `clauses.toml` (the rules) and, where its document contradicts itself, `defects.toml`.
"""

from .citation import cited, in_words
from .defect import Defect, Place, defects, defects_schema, touching
from .loader import clause, clauses_schema, contract, folder_of, read, service_of, services
from .rows import Clause, Contract, Document, Evidence, Level, Lines

__all__ = (
    "Clause",
    "Contract",
    "Defect",
    "Document",
    "Evidence",
    "Level",
    "Lines",
    "Place",
    "cited",
    "clause",
    "clauses_schema",
    "contract",
    "defects",
    "defects_schema",
    "folder_of",
    "in_words",
    "read",
    "service_of",
    "services",
    "touching",
)
