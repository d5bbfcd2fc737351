"""Help for a name that was mistyped."""

from collections.abc import Sequence
from difflib import get_close_matches

FEW = 8


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """A half sentence that names what is nearest to `name`, or all of `known` when there are few."""
    # An id's last part alone is what people remember of it.
    close = get_close_matches(name, known, n=1, cutoff=0.5) or [one for one in known if one.endswith(f".{name}")]
    if close:
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(known)}" if len(known) <= FEW else "see `conformance list`"
