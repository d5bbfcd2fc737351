"""Where secrets stand in a text: anywhere, or, when they are short, as the value of a credential's field."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from .escapes import escaped_alnum, utf8
from .spelling import Form, Spelling, base64s, characters, digests, hexes

ANYWHERE = 6
"""A secret of at least this many characters is found wherever it stands, a shorter one only in a credential's field."""

CREDENTIALS = ("password", "passwd", "pass", "pwd", "secret", "token", "key", "authorization", "sessionid")
"""How the names of fields end that hold credentials (`api_key`, `JSESSIONID`), in any case of letters."""

_QUOTE = r"(?:\\*[\"']|&quot;|&\#39;|&\#x27;|%22)?"
_BEFORE_VALUE = rf"""(?:\]|%5D)?
    (?: {_QUOTE}\s*(?:[:=]|%3A|%3D)\s*{_QUOTE}    # query, form, header, JSON, attribute
      | (?:\s[^<>]{{0,80}})?(?:>|&gt;)\s*         # XML element
    )\Z"""
_AFTER_VALUE = re.compile(r"[\s&;,?/#\"'<>)}\]\\]|%26|%22|\Z")
_SPLIT_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)\Z")
_MARK = re.compile(r"\[redacted:([\w.-]+)\]", re.ASCII)

CONTEXT = 160
"""How many characters before a short secret may tell what field it stands in."""

REPEATED_AT_MOST = 8192
"""Texts of at most this many characters come again and again in one report: names, headers, what a control sent."""


def mark(label: str) -> str:
    """What stands in a redacted text in place of the secret `label`."""
    return f"[redacted:{label}]"


@dataclass(frozen=True)
class Secret:
    label: str
    value: str = field(repr=False)

    @property
    def anywhere(self) -> bool:
        return len(self.value) >= ANYWHERE

    def is_value(self, text: str) -> bool:
        """Whether `text` is this secret and nothing else, in any spelling by characters."""
        return bool(self.characters.pattern.fullmatch(text))

    @cached_property
    def characters(self) -> Spelling:
        return characters(self.value)

    @cached_property
    def spellings(self) -> tuple[Spelling, ...]:
        hidden = (*base64s(self.value), *hexes(self.value)) if self.anywhere else ()
        return (self.characters, *hidden, *digests(self.value))

    @cached_property
    def raw(self) -> tuple[str, str]:
        """The value itself, as text and as the Latin-1 view of its UTF-8 bytes."""
        return self.value, utf8(self.value).decode("latin-1")


@dataclass(frozen=True)
class CredentialFields:
    """The fields that hold credentials: those of `CREDENTIALS` and the names in `more`."""

    more: tuple[str, ...] = ()

    @cached_property
    def _names(self) -> str:
        return "|".join(re.escape(name) for name in (*CREDENTIALS, *self.more))

    @cached_property
    def _name(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._names})\Z", re.IGNORECASE)

    @cached_property
    def _before_value(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._names}){_BEFORE_VALUE}", re.IGNORECASE | re.VERBOSE)

    def include(self, name: str) -> bool:
        return bool(self._name.search(name))

    def hold(self, text: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` is the whole value of such a field, in a query, form, header, JSON or XML."""
        return bool(_AFTER_VALUE.match(text, end) and self._before_value.search(text, max(0, start - CONTEXT), start))


@dataclass(frozen=True, order=True)
class Span:
    """`text[start:end]` is the secret `label`, spelled in `form`."""

    start: int
    end: int
    label: str
    form: Form


class Watch:
    """Secrets to look for. Immutable: `plus` makes another."""

    def __init__(self, secrets: tuple[Secret, ...], fields: CredentialFields) -> None:
        self.secrets = secrets
        self.fields = fields

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each value."""
        return {secret.value: secret.label for secret in self.secrets}

    @cached_property
    def _ways(self) -> list[tuple[str, Secret, Spelling]]:
        """Every spelling of every secret after its anchor, the shortest first."""
        ways = [(way.anchor, secret, way) for secret in self.secrets for way in secret.spellings]
        return sorted(ways, key=lambda way: len(way[0]))

    @cached_property
    def _lengths(self) -> list[int]:
        return [len(anchor) for anchor, _, _ in self._ways]

    @cached_property
    def _word(self) -> re.Pattern[str]:
        """A word that an anchor fits into."""
        return re.compile(f"[0-9A-Za-z]{{{max(1, min(self._lengths, default=1))},}}")

    def plus(self, secret: Secret) -> "Watch":
        return Watch((*self.secrets, secret), self.fields)

    def spans(self, text: str) -> Sequence[Span]:
        """Where secrets stand in `text`, in order. Secrets that overlap are one span under the label of the widest;
        what was redacted before is left alone."""
        return self._remembered(text) if len(text) <= REPEATED_AT_MOST else self._spans(text)

    @cached_property
    def _remembered(self) -> Callable[[str], Sequence[Span]]:
        return lru_cache(maxsize=2048)(self._spans)

    def _spans(self, text: str) -> Sequence[Span]:
        escapes = escaped_alnum(text)
        # Most texts hold no secret: they are done with once the anchors are looked up that would fit into a word.
        words = set(self._word.findall(text))
        longest = len(text) if escapes else max(map(len, words), default=0)
        ways = self._ways[: bisect_right(self._lengths, longest)]
        joined = " ".join(words)
        near = [
            (secret, way) for anchor, secret, way in ways if anchor in joined or (escapes and way.form is Form.ENCODED)
        ]
        found = [span for secret, way in near for span in self._found(secret, way, text, escapes)]
        return _merged(self._outside_marks(found, text)) if found else []

    def _found(self, secret: Secret, spelling: Spelling, text: str, escapes: list[int]) -> Iterator[Span]:
        for match in spelling.find(text, escapes):
            start, end = match.span()
            if spelling.form is Form.ENCODED and not (secret.anywhere or self.fields.hold(text, start, end)):
                continue
            # Half an escape left before the mark would spoil a JSON string.
            split = _SPLIT_ESCAPE.search(text, max(0, start - 64), start)
            form = Form.RAW if match[0] in secret.raw and not split else spelling.form
            yield Span(split.start(1) if split else start, end, secret.label, form)

    def _outside_marks(self, found: list[Span], text: str) -> Iterable[Span]:
        labels = self.labels.values()
        marks = [match.span() for match in _MARK.finditer(text) if match[1] in labels]
        return (span for span in found if not any(start <= span.start and span.end <= end for start, end in marks))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = _union(merged[-1], span)
        else:
            merged.append(span)
    return merged


def _union(one: Span, other: Span) -> Span:
    wide = max(one, other, key=lambda span: span.end - span.start)
    end = max(one.end, other.end)
    return wide if (wide.start, wide.end) == (one.start, end) else Span(one.start, end, wide.label, Form.ENCODED)
