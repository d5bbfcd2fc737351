"""A judge asked: what it says of the exchanges that a play left behind."""

from collections.abc import Mapping

from ..check import EVERY, Check
from ..exchange.message import Exchange
from ..profile import Profile
from ..verdict import Observation, Outcome, Party


def asked(check: Check, case: str, steps: Mapping[str, list[Exchange]], profile: Profile) -> list[Observation]:
    """What the judge of `check` observes in `steps`, one thing at least. Never raises: a judge that crashes, or that
    observes nothing, is the suite's own fault."""
    given: dict[str, object] = {name: found if name.startswith(EVERY) else found[0] for name, found in steps.items()}
    given |= {"profile": profile, "case": case}
    try:
        result = check.judge(**{name: given[name] for name in check.parameters})
    except Exception as error:
        return [_crashed(f"the check itself failed: {type(error).__name__}: {error}")]
    observations = [result] if isinstance(result, Observation) else list(result)
    return observations or [_crashed("the check observed nothing")]


def _crashed(reason: str) -> Observation:
    return Observation(Outcome.CRASHED, party=Party.SUITE, remedy=reason)
