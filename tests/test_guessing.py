"""A sample of tokens is called guessable when it is, and never when it is not."""

import base64
import string
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.services.send_call_file.guessing import guessable

TIMES = [1_700_000_000 + seconds for seconds in (0.0, 0.0131, 0.0202, 0.0417, 0.0613, 0.0688, 0.0704, 0.0911)]
LETTERS = string.ascii_letters + string.digits

UNGUESSABLE = {
    "digits": (string.digits, 22),
    "hexadecimal": ("0123456789abcdef", 18),
    "capitals": (string.ascii_uppercase + string.digits, 16),
    "alphanumeric": (LETTERS, 20),
    "base64": (LETTERS + "-_", 12),
}


@pytest.mark.parametrize(("alphabet", "length"), UNGUESSABLE.values(), ids=UNGUESSABLE)
@settings(derandomize=True, deadline=None, max_examples=400, database=None)
@given(st.randoms(use_true_random=True))
def test_random_tokens_are_never_blamed(alphabet: str, length: int, random) -> None:  # type: ignore[no-untyped-def]
    for frame in ("{}", "T-{}", "{}==", "s1.{}.callrec"):
        tokens = [frame.format("".join(random.choices(alphabet, k=length))) for _ in range(8)]
        assert guessable(tokens, TIMES) is None


def test_random_uuids_are_never_blamed() -> None:
    for _ in range(500):
        assert guessable([str(uuid.uuid4()) for _ in range(8)], TIMES) is None


def in_base(number: int, alphabet: str, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits


def counted(alphabet: str, step: int = 1) -> Callable[[int, float], str]:
    return lambda number, time: "Kp20xQ" + in_base(9_990 + number * step, alphabet, 14)


def clock(time: float) -> bytes:
    """The time in a text that Base64 spells with its 63rd and 64th letters."""
    return f"??>~~~recorder:{int(time * 1e9)}:recording".encode()


SEQUENCES: dict[str, Callable[[int, float], str]] = {
    "10": counted(string.digits),
    "16": counted("0123456789ABCDEF", 3),
    "36": counted(string.digits + string.ascii_lowercase, 100),
    "62": counted(LETTERS),
    "62-from-0": counted(string.digits + string.ascii_letters),
    "down": counted(string.digits, -1),
    "before-a-suffix": lambda number, time: f"{number + 97:08}-node1",
    "drawn-from-by-others": lambda number, time: f"{[5, 6, 90, 91, 99, 100, 700, 710][number]:012}",
    "of-growing-length": lambda number, time: str(number + 7),
}
CLOCKS: dict[str, Callable[[int, float], str]] = {
    "milliseconds": lambda number, time: f"{time * 1000:.0f}",
    "nanoseconds": lambda number, time: f"T{time * 1e9:.0f}",
    "hexadecimal": lambda number, time: f"{int(time * 1e7):032x}",
    "base64": lambda number, time: base64.b64encode(clock(time)).decode(),
    "base64-for-urls": lambda number, time: base64.urlsafe_b64encode(clock(time)).decode(),
}
SHORT: dict[str, Callable[[int, float], str]] = {
    "six-letters": lambda number, time: [
        "Kx0Qp2",
        "9fLm1z",
        "aB77cQ",
        "Zz1Xp0",
        "m3Nn4O",
        "Qw8Er9",
        "tY5Ui1",
        "oP0aS2",
    ][number],
    "a-pin-around-a-constant": lambda number, time: "{0:04}-SESSIONOFTHERECORDER-{0:04}".format(
        [4711, 815, 1234, 9321, 27, 6666, 5012, 3999][number]
    ),
    "a-pin-in-a-frame": lambda number, time: (
        f"NWnMJ4iK{[4711, 815, 1234, 9321, 27, 6666, 5012, 3999][number]:04}LOY0sUlGDX"
    ),
}


def tokens_of(make: Callable[[int, float], str]) -> list[str]:
    return [make(number, time) for number, time in enumerate(TIMES)]


@pytest.mark.parametrize("make", SEQUENCES.values(), ids=SEQUENCES)
def test_a_sequence_is_told_with_its_steps(make: Callable[[int, float], str]) -> None:
    assert str(guessable(tokens_of(make), TIMES)).startswith(("each differs ", "each is "))


@pytest.mark.parametrize("make", CLOCKS.values(), ids=CLOCKS)
def test_the_time_is_no_secret(make: Callable[[int, float], str]) -> None:
    assert str(guessable(tokens_of(make), [time + 0.002 for time in TIMES])).startswith("they move with the clock")


@pytest.mark.parametrize("make", SHORT.values(), ids=SHORT)
def test_too_few_characters_differ(make: Callable[[int, float], str]) -> None:
    assert "bits long" in str(guessable(tokens_of(make), TIMES))


@settings(derandomize=True, deadline=None, max_examples=300, database=None)
@given(st.lists(st.text(), min_size=2, max_size=8, unique=True))
def test_no_token_is_too_odd(tokens: list[str]) -> None:
    guessable(tokens, TIMES[: len(tokens)])
