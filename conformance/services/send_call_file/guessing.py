"""Whether tokens can be guessed by one who has seen some of them."""

import base64
import math
import string
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from statistics import StatisticsError, correlation

BITS_AT_LEAST = 64
"""Fewer random bits in a session's identifier can be guessed (OWASP Session Management Cheat Sheet)."""

ALPHABETS = (
    string.digits,
    "0123456789abcdef",
    "0123456789ABCDEF",
    string.digits + string.ascii_lowercase,
    string.digits + string.ascii_uppercase,
    string.digits + string.ascii_letters,
    string.digits + string.ascii_uppercase + string.ascii_lowercase,
    string.ascii_letters + string.digits,
    string.ascii_uppercase + string.ascii_lowercase + string.digits,
    string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/",
    string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_",
)
"""What numbers are written in, the digits from the lowest: base 10, 16, 36, 62 and 64."""

DECODERS: tuple[Callable[[str], bytes], ...] = (
    bytes.fromhex,
    lambda token: base64.b64decode(f"{token}{'=' * (-len(token) % 4)}", validate=True),
    lambda token: base64.b64decode(f"{token}{'=' * (-len(token) % 4)}", "-_", validate=True),
)
"""What bytes are spelt by. Those of random tokens are as good as never all printable."""

STEP_AT_MOST = 1 << 10
"""The widest gap between neighbours of a sequence that other clients draw from at the same time."""

SAME_PACE = 0.9
"""The least correlation with the clock of what tells the time."""


def guessable(tokens: Sequence[str], times: Sequence[float]) -> str | None:
    """What makes distinct `tokens`, which came at `times` (seconds), guessable, or None. What they share adds nothing,
    and a text that they are merely another spelling of tells as much as they do."""
    readings = (tokens, *filter(None, (_decoded(tokens, by) for by in DECODERS)))
    return next(filter(None, (_weakness(texts, times) for texts in readings)), None)


def _weakness(tokens: Sequence[str], times: Sequence[float]) -> str | None:
    parts = _differing(tokens)
    varying = _varying(parts)
    used = set("".join(varying))
    bits = max(map(len, varying)) * math.log2(min((len(each) for each in ALPHABETS if used <= set(each)), default=64))
    if bits >= BITS_AT_LEAST:
        return None
    used = set("".join(parts))
    few = f"what differs in them is {bits:.0f} bits long"
    for alphabet in ALPHABETS:
        if used <= set(alphabet):
            numbers = [_number(part, alphabet) for part in parts]
            steps = {after - before for before, after in pairwise(numbers)}
            if len(steps) == 1:
                return f"each differs from the one before by {steps.pop()}; {few}"
            if _together(numbers, times):
                return f"they move with the clock; {few}"
            if max(map(abs, steps)) <= STEP_AT_MOST and numbers in (sorted(numbers), sorted(numbers, reverse=True)):
                return f"each is a little further than the one before; {few}"
    return few


def _differing(tokens: Sequence[str]) -> list[str]:
    """`tokens` without the beginning and the end that all of them share."""
    start = _shared(tokens)
    rest = [token[start:] for token in tokens]
    end = _shared([part[::-1] for part in rest])
    return [part[: len(part) - end] for part in rest]


def _varying(parts: Sequence[str]) -> list[str]:
    """`parts` without the characters that are the same in all, where all have one length."""
    if len(set(map(len, parts))) > 1:
        return list(parts)
    columns = [column for column in zip(*parts, strict=True) if len(set(column)) > 1]
    return ["".join(row) for row in zip(*columns, strict=True)]


def _decoded(tokens: Sequence[str], decode: Callable[[str], bytes]) -> list[str] | None:
    """The texts that all `tokens` stand for by `decode`, or None where some stand for none that can be read."""
    try:
        texts = [decode(token).decode("ascii") for token in tokens]
    except ValueError:
        return None
    return texts if all(map(str.isprintable, texts)) and len(set(texts)) == len(tokens) else None


def _shared(words: Sequence[str]) -> int:
    """With how many characters all of `words` begin alike."""
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False)))


def _number(digits: str, alphabet: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(alphabet) + alphabet.index(digit)
    return number


def _together(numbers: Sequence[int], times: Sequence[float]) -> bool:
    try:
        return correlation(numbers, times) >= SAME_PACE
    except StatisticsError:
        # The clock stood still.
        return False
