"""Every way in which the reference provider can be told to be careless, each exactly one defect."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from . import media_reference_send, messaging_integration, send_call_file, send_message, smart_contact_notification
from .fault import Fault

__all__ = ["FAULTS", "Fault", "known_faults"]

FAULTS: Mapping[str, Fault] = {
    fault.name: fault
    for fault in (
        *media_reference_send.FAULTS,
        *send_call_file.FAULTS,
        *messaging_integration.FAULTS,
        *smart_contact_notification.FAULTS,
        *send_message.FAULTS,
    )
}


def known_faults(names: Collection[str]) -> frozenset[str]:
    """`names` as a set. Raises ValueError for one that is no fault, with the nearest that is."""
    for name in names:
        if name not in FAULTS:
            near = get_close_matches(name, FAULTS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(FAULTS)}"
            raise ValueError(f"there is no fault {name!r}; {hint}")
    return frozenset(names)
