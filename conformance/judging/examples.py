"""What a broken expectation means where a document's example stood in for what the provider never declared."""

from dataclasses import replace

from ..check import Check
from ..profile import Profile
from ..scenario import Phase
from ..verdict import Observation, Outcome, Party
from .evidence import Record

NO_SUCH_PATH = (404, 410)
MEDIA = ".media_urls"
"""Ends the key of the media that messages refer to: a provider may refuse a host that is not its own."""

NOT_SERVED = (*NO_SUCH_PATH, 405, 415, 501)
"""Statuses by which a server says that it offers no such path, method or content type."""


def unstated(check: Check, profile: Profile) -> tuple[str, ...]:
    """The keys for which the check had to make do with the document's examples: all without a profile. Beside a profile
    only the path has one, and whether it is right shows at the first contact: in a check without a control."""
    if not profile.declared:
        return check.relies_on
    own = profile.stated.get(check.service, ())
    missing = [key for key in check.relies_on if key.endswith(MEDIA) and "media_urls" not in own]
    if check.control is None and "url" not in own:
        missing += [key for key in check.relies_on if key.endswith(".url")]
    return tuple(missing)


def assumed(
    check: Check, case: str, broken: Observation, record: Record, keys: tuple[str, ...], profile: Profile
) -> Observation:
    """What a broken expectation means when the request was built from a document's examples, for want of `keys`.

    A provider need not know the example's account or path: that is nobody's fault, unless it took the request (2xx)
    and answered it with the wrong status. That it took bad credentials proves nothing, for it may not know the good
    ones either.
    """
    status = broken.actual if broken.where == "status" and isinstance(broken.actual, int) else None
    accepted_elsewhere = _accepted_elsewhere(check, case, record)
    elsewhere = status in NOT_SERVED and accepted_elsewhere
    if profile.declared and keys[0].endswith(MEDIA):
        if accepted_elsewhere or status is None or not 400 <= status < 500:
            return broken
        remedy = f"answered {status}: the provider may refuse media on the document's invented host; set {keys[0]}"
        return replace(broken, outcome=Outcome.UNPROVEN, party=Party.CONFIGURATION, remedy=remedy)
    if profile.declared and (elsewhere or status not in NO_SUCH_PATH):
        return broken
    if elsewhere:
        note = f"not offered: answered {status} while another combination was accepted"
        return Observation(Outcome.UNDECLARED, party=Party.OPEN, remedy=note)
    refusal = check.sends is not None and check.sends.phase is Phase.REFUSAL
    if status is not None and 200 <= status < 300 and not refusal:
        return broken
    if status in (401, 403):
        keys = tuple(key for key in keys if key.startswith("accounts.") or key.endswith(".properties")) or keys
    elif status in NOT_SERVED:
        keys = tuple(key for key in keys if key.endswith((".url", ".integration"))) or keys
    seen = f"answered {status}" if status is not None else f"{broken.where} was {broken.actual!r}"
    remedy = f"{seen} to the document's example, which proves nothing about this provider: set {' and '.join(keys)}"
    return replace(broken, outcome=Outcome.UNPROVEN, party=Party.CONFIGURATION, remedy=remedy)


def suspicion(check: Check, broken: Observation, profile: Profile) -> str:
    """What the profile itself may have got wrong, where the provider does not know what it was asked for."""
    if broken.outcome is not Outcome.BROKEN or not profile.declared or not check.relies_on:
        return ""
    unknown = broken.actual in (401, 403, *NO_SUCH_PATH) if broken.where == "status" else check.control is None
    return f"if the profile is wrong in {' or '.join(check.relies_on)}, the fault is there" if unknown else ""


def _accepted_elsewhere(check: Check, case: str, record: Record) -> bool:
    """Whether another case of the same check, sent in the same run, was answered 2xx."""
    for other in check.cases:
        play = check.play(other)
        if other == case or play is None or not record.planned(play):
            continue
        answers = [one for found in check.taken_from(record.of(play).steps).values() for one in found]
        if answers and all(one.response and 200 <= one.response.status < 300 for one in answers):
            return True
    return False
