"""Texts that get damaged on the way from a caller to a store, and when what was stored is still the same text."""

import unicodedata
from collections.abc import Mapping
from itertools import cycle, islice
from string import ascii_lowercase

TEXTS: Mapping[str, str] = {
    "accents": "é ü ñ ß",
    "cjk": "你好 こんにちは 안녕",
    "emoji": "😀 👩\u200d👩\u200d👧 🇨🇿",
    "rare-ideographs": "𠀀 𠮷 𰻞",
    "tags": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "right-to-left": "שָׁלוֹם مَرْحَبًا",
    "combining": "cafe\u0301",
    "newline": "two\nlines",
    "quotes": "' \" ` « »",
    "percent": "100% %41 %2B %zz",
    "ampersand": "Q&A &amp; a&b=c",
    "equals": "a=b==c",
    "plus": "1+1=2 + 3",
    "less-than": "<b>1 < 2</b>",
    "backslash": r"C:\new \u0041 \n",
}
"""By what they try: each breaks where an encoding is forgotten or done twice. Characters that a conforming store may
refuse, such as controls and those of private use, are not among them."""


def described(mark: str, text: str = "") -> str:
    """The text of a message that `mark` finds again, and that tells whoever sees it where it comes from."""
    return f"Conformance test {mark}{': ' if text else ''}{text}"


def long_text(length: int, mark: str) -> str:
    """A text of exactly `length` characters that begins as a described one. ValueError when that is longer."""
    return of_length(length, f"{described(mark)} ")


def of_length(length: int, mark: str) -> str:
    """A text of exactly `length` characters: `mark`, then lower-case letters, of which a text message's 7-bit alphabet
    (3GPP TS 23.038) holds one in each septet. ValueError when `mark` is longer."""
    if len(mark) > length:
        raise ValueError(f"a text of {length} characters cannot begin with {len(mark)}; give more, or a shorter mark")
    return mark + "".join(islice(cycle(ascii_lowercase), length - len(mark)))


def same_text(sent: str, stored: str) -> bool:
    """Whether `stored` is the text `sent`, as far as a store must keep it: it may compose characters (Unicode NFC), end
    lines with CRLF or LF, and drop white space at both ends."""
    return _essence(sent) == _essence(stored)


def _essence(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
