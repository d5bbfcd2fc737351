"""What the tests use of the suite's own rehearsals, in one import."""

from conformance.selftest.rehearsal import (
    REFERENCE,
    Rehearsed,
    against_reference,
    cases_of,
    label,
    rehearse,
    webhook,
)

__all__ = ["REFERENCE", "Rehearsed", "against_reference", "cases_of", "label", "rehearse", "webhook"]
