"""Help for a name that was mistyped."""

from collections.abc import Sequence
from difflib import get_close_matches

FEW = 8


def did_you_mean(name: str, known: Sequence[str], see: str) -> str:
    """A half sentence that names what is nearest to `name`, else all of `known` when there are few, else the command
    `see` that lists them."""
    # The last parts of an id are what people remember of it.
    ends = {".".join(one.split(".")[at:]): one for one in known for at in range(one.count(".") + 1)}
    close = [one for one in known if name and one.startswith(name)]
    close += [ends[end] for end in get_close_matches(name, ends, n=1)]
    if close:
        return f"did you mean {close[0]}?"
    return f"there are {', '.join(known)}" if len(known) <= FEW else f"see `{see}`"
