"""How a character may be escaped: as patterns, each escape on its own, so that mixed spellings are recognised.

Percent-encoding for a URL or form (also repeated), a backslash for JSON, Python or a shell, and character references
for XML or HTML (also escaped once more); a character outside ASCII also as its UTF-8 bytes.
"""

import re
from itertools import groupby

Starts = list[tuple[str, str]]
"""Alternative spellings of something, each as its first character and the pattern of what follows it."""

WIDEST = 72
"""No spelling takes more characters than this for each UTF-8 byte of its value."""

NAMED_REFERENCE = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
BACKSLASH_LETTER = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
BACKSLASH = r"(?:\\|%5[cC])"

_ALNUM = "(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA])"
_ALNUM_DECIMAL = "(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[7-9]|1[01][0-9]|12[0-2])"
_ESCAPED_ALNUM = re.compile(
    rf"%(?:25){{0,2}}{_ALNUM}|(?:\\|%5[cC])(?:u00|x){_ALNUM}|&(?:amp;)?\#(?:0*{_ALNUM_DECIMAL}|[xX]0*{_ALNUM});"
)


def escaped_alnum(text: str) -> list[int]:
    """Where ASCII letters and digits, which nobody needs to escape, are escaped in `text`."""
    return [match.start() for match in _ESCAPED_ALNUM.finditer(text)]


def utf8(value: str) -> bytes:
    """The bytes of `value`; a lone surrogate, which has none, does not fail."""
    return value.encode("utf-8", "surrogatepass")


def escaped(value: str) -> str:
    """The pattern of `value` written character by character, each of them raw or escaped."""
    units = [starts for slashes, run in groupby(value, "\\".__eq__) for starts in _starts("".join(run), slashes)]
    return _first(units[0]) + "".join(map(_any, units[1:]))


def base64_characters(text: str) -> str:
    """The pattern of the base64 characters `text`, also in the alphabet for URLs, percent-encoded, or with the slash
    escaped as in JSON."""
    return "".join(_any(_base64_character(char)) for char in text)


def _any(starts: Starts) -> str:
    return f"(?:{'|'.join(re.escape(first) + rest for first, rest in starts)})"


def _first(starts: Starts) -> str:
    """The same as `_any`, in a shape from which `re` learns the possible first characters: four times as fast."""
    initials = "".join(re.escape(first) for first in sorted({first for first, _ in starts}))
    return f"[{initials}](?:{'|'.join(f'(?<={re.escape(first)}){rest}' for first, rest in starts)})"


def _hex(code: int, width: int = 1) -> str:
    return re.sub("[a-f]", lambda digit: f"[{digit[0]}{digit[0].upper()}]", f"{code:0{width}x}")


def _percent(char: str) -> str:
    return rf"(?:25){{0,2}}{_hex(ord(char), 2)}"


def _reference(char: str) -> str:
    names = [rf"#0{{0,6}}{ord(char)};", rf"#[xX]0{{0,6}}{_hex(ord(char))};"]
    names += [f"{NAMED_REFERENCE[char]};"] if char in NAMED_REFERENCE else []
    return f"(?:amp;)?(?:{'|'.join(names)})"


def _after_backslash(char: str) -> str:
    code = ord(char)
    ways = [f"u{_hex(code, 4)}"] if code < 0x10000 else [f"U{_hex(code, 8)}"]
    if code >= 0x10000:
        high, low = 0xD800 + (code - 0x10000 >> 10), 0xDC00 + (code & 0x3FF)
        ways.append(rf"u{_hex(high)}{BACKSLASH}{{1,4}}u{_hex(low)}")
    if code < 0x100:
        ways.append(f"x{_hex(code, 2)}")
    if char in BACKSLASH_LETTER:
        ways.append(BACKSLASH_LETTER[char])
    if char.isascii() and not char.isalnum():
        # Escaped for JSON or a shell, and the result once more for XML or a URL.
        ways += [f"&{_reference(char)}", f"%{_percent(char)}", re.escape(char)]
    return rf"{BACKSLASH}{{0,3}}(?:{'|'.join(ways)})"


def _escapes(char: str) -> Starts:
    backslashed = _after_backslash(char)
    percent = [("%", _percent(char))] if ord(char) < 0x100 else []
    return [("\\", backslashed), ("%", f"5[cC]{backslashed}"), ("&", _reference(char)), *percent]


def _character(char: str) -> Starts:
    # The longer spelling first: of "&amp;" the whole must go where "&" is meant.
    starts = _escapes(char)
    if char == " ":
        starts.append(("+", ""))
    if char == "'":
        starts += [("'", "\"'\"'"), ("'", r"\\''")]
    starts.append((char, ""))
    return starts


def _as_bytes(char: str) -> Starts:
    """A character outside ASCII as its UTF-8 bytes, each of them a character of Latin-1."""
    first, *others = (_character(byte) for byte in utf8(char).decode("latin-1"))
    return [(initial, rest + "".join(map(_any, others))) for initial, rest in first]


def _starts(run: str, backslashes: bool) -> list[Starts]:
    if backslashes:
        return [_backslashes(len(run))]
    return [([] if char.isascii() else _as_bytes(char)) + _character(char) for char in run]


def _backslashes(count: int) -> Starts:
    """A run of backslashes: doubled, perhaps twice, or as it is. Beyond the raw ones only an even number is taken, so
    that a backslash which escapes what follows the value stays."""
    one: Starts = [("\\", "[ux](?:00)?5[cC]"), ("%", _percent("\\")), ("&", _reference("\\")), ("\\", "")]
    each = _any(one)
    doubled = rf"{each}(?:{each}{each}){{{count - 1},{2 * count - 1}}}"
    return [(first, rf"{rest}(?:{doubled}|{each}{{{count - 1}}})") for first, rest in one]


def _base64_character(char: str) -> Starts:
    other = {"+": "-", "/": "_"}.get(char)
    return [(char, "")] if other is None else [*_character(char), (other, "")]
