"""The forms in which a whole value may be written: character by character with any escapes, or hidden in base64, in
hex, or in its SHA-1 digest, which a caller can send as `%sha1(...)%`."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .escapes import WIDEST, base64_characters, escaped, utf8


class Form(StrEnum):
    """How a value was spelled where it was found."""

    RAW = "raw"
    ENCODED = "encoded"
    BASE64 = "base64"
    HEX = "hex"
    SHA1 = "sha1"


@dataclass(frozen=True)
class Spelling:
    """One form of a value: `text`, of which `spelled` makes the pattern of all that may be written for it. A match is
    at most `reach` long and contains `anchor`, a run of ASCII letters and digits, unless one of these is escaped: only
    what is near an anchor or such an escape has to be searched."""

    form: Form
    text: str = field(repr=False)
    spelled: Callable[[str], str]

    @cached_property
    def anchor(self) -> str:
        return max(re.split("[^0-9A-Za-z]", self.text), key=len)

    @property
    def reach(self) -> int:
        return WIDEST * len(utf8(self.text))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.spelled(self.text))

    @cached_property
    def _unescaped(self) -> re.Pattern[str]:
        """The pattern for a text without `escapes`, which is the anchor itself where that is all there is: such a
        pattern is compiled a hundred times as fast."""
        return re.compile(self.anchor) if self.anchor == self.text else self.pattern

    def find(self, text: str, escapes: list[int]) -> Iterator[re.Match[str]]:
        """Where the value stands in `text`; `escapes` is `escaped_alnum(text)`."""
        pattern = self.pattern if escapes else self._unescaped
        points = sorted((*_places(self.anchor, text), *(escapes if self.form is Form.ENCODED else ())))
        start = end = 0
        for point in points if self.anchor else ():
            if point - self.reach > end:
                yield from pattern.finditer(text, start, end)
                start = point - self.reach
            end = point + self.reach
        if points or not self.anchor:
            yield from pattern.finditer(text, start, end if self.anchor else len(text))


def characters(value: str) -> Spelling:
    """`value` written character by character."""
    return Spelling(Form.ENCODED, value, escaped)


def base64s(value: str) -> list[Spelling]:
    """`value` inside base64, at each of the three places where its first byte can fall in a group of three."""
    found = []
    for shift in range(3):
        data = bytes(shift) + utf8(value)
        # The characters at both ends also hold bits of what stands around the value.
        core = base64.b64encode(data).decode()[-(-shift * 8 // 6) : len(data) * 8 // 6]
        found.append(Spelling(Form.BASE64, core, base64_characters))
    return found


def hexes(value: str) -> list[Spelling]:
    """The bytes of `value` in hex, in either case."""
    return _cases(Form.HEX, utf8(value).hex())


def digests(value: str) -> list[Spelling]:
    """The SHA-1 digest of `value` in hex, in either case."""
    return _cases(Form.SHA1, hashlib.sha1(utf8(value), usedforsecurity=False).hexdigest())


def _cases(form: Form, text: str) -> list[Spelling]:
    return [Spelling(form, case, re.escape) for case in (text, text.upper())]


def _places(anchor: str, text: str) -> Iterator[int]:
    at = text.find(anchor) if anchor else -1
    while at >= 0:
        yield at
        at = text.find(anchor, at + 1)
