"""The one place through which everything written passes, so that no secret leaves the suite."""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, BinaryIO

from .escapes import WIDEST, utf8
from .secret import ANYWHERE, CONTEXT, CredentialFields, Secret, Watch, mark
from .spelling import Form

CHUNK = 1 << 18
"""Bytes that `Redactor.stream` reads at a time."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: harmless when `label` is None, else the secret of that label, spelled in `form`."""

    text: str = field(repr=False)
    label: str | None = None
    form: Form | None = None

    @property
    def redacted(self) -> str:
        return self.text if self.label is None else mark(self.label)


class Redactor:
    """Replaces each secret by `[redacted:label]`, the same value always by the same label.

    Secrets are found by value, in every spelling of `conformance.exchange.spelling`; one of fewer than six characters
    only as the value of a credential's field, so that a PIN does not eat telephone numbers. `fields` are further names
    of such fields. Secrets may be added at any time from any thread.
    """

    def __init__(self, secrets: Mapping[str, str] | None = None, fields: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._watch = Watch((), CredentialFields(tuple(fields)))
        for label, value in (secrets or {}).items():
            self.add(label, value)

    def add(self, label: str, value: str) -> str:
        """Keep `value` secret under `label`, numbered when another value has it. Returns the label that the value has,
        which is an earlier one when it was known. An empty value is no secret."""
        return self._keep(value, chain((label,), (f"{label}_{number}" for number in count(2))))

    def learn(self, kind: str, value: str) -> str:
        """Keep secret a value that became known during the run: `session_1`, `session_2`. Returns its label."""
        return self._keep(value, (f"{kind}_{number}" for number in count(1)))

    def text(self, text: str) -> str:
        """`text` with every secret replaced. Applied to its own result it changes nothing."""
        if not self._watch.spans(text):
            return text
        return "".join(piece.redacted for piece in self.pieces(text))

    def bytes(self, data: bytes) -> bytes:
        """`data` with every secret replaced; the other bytes stay."""
        return self.text(data.decode("latin-1")).encode("latin-1")

    def field(self, name: str, value: str) -> str:
        """The value of the field `name` with every secret replaced, a short one too when it is the whole value."""
        label = self._short(name, value)
        return mark(label) if label else self.text(value)

    def data(self, value: Any) -> Any:
        """A JSON-like value with every secret replaced in its strings and keys; a tuple comes back as a list. A number
        that is a secret becomes a string."""
        return self._data("", value)

    def stream(self, source: BinaryIO, sink: BinaryIO) -> None:
        """Copy `source` to `sink` with every secret replaced, in constant memory."""
        margin = WIDEST * max((len(utf8(secret.value)) for secret in self._watch.secrets), default=0)
        held, written = "", 0
        while True:
            chunk = source.read(CHUNK)
            held += chunk.decode("latin-1")
            # A secret that begins behind the cut may not have been read to its end.
            cut = max(written, len(held) - margin) if chunk else len(held)
            start = written
            for piece in self._pieces(held, written, cut):
                sink.write(piece.redacted.encode("latin-1"))
                start += len(piece.text)
            if not chunk:
                return
            kept = max(0, start - CONTEXT)
            held, written = held[kept:], start - kept

    def pieces(self, text: str) -> Iterator[Piece]:
        """`text` cut into what is harmless and what is secret; the pieces joined are `text`."""
        return self._pieces(text, 0, len(text))

    def _pieces(self, text: str, at: int, cut: int) -> Iterator[Piece]:
        """The pieces of `text` from `at` up to `cut`, or up to the beginning of a secret that stands across `cut`."""
        for span in self._watch.spans(text):
            if span.end <= at:
                continue
            if span.end > cut:
                cut = min(cut, span.start)
                break
            if at < span.start:
                yield Piece(text[at : span.start])
            yield Piece(text[max(at, span.start) : span.end], span.label, span.form)
            at = span.end
        if at < cut:
            yield Piece(text[at:cut])

    def _keep(self, value: str, labels: Iterator[str]) -> str:
        safe = (re.sub(r"[^\w.-]", "_", label, flags=re.ASCII) for label in labels)
        if not value:
            return next(safe)
        with self._lock:
            known = self._watch.labels
            if value not in known:
                label = next(label for label in safe if label not in known.values())
                self._watch = self._watch.plus(Secret(label, value))
            return self._watch.labels[value]

    def _short(self, name: str, value: str) -> str | None:
        """The label of the secret that is the whole value of the credential's field `name`."""
        secrets = self._watch.secrets if self._watch.fields.include(name) else ()
        return next((secret.label for secret in secrets if secret.is_value(value)), None)

    def _data(self, name: str, value: Any) -> Any:
        match value:
            case str():
                return self.field(name, value)
            case dict():
                return {self.text(str(key)): self._data(str(key), item) for key, item in value.items()}
            case list() | tuple():
                return [self._data(name, item) for item in value]
            case bool() | None:
                return value
        # A number is a secret as a whole or not at all: a time stamp may hold the digits of a password.
        number = str(value)
        label = self._short(name, number) or (self._watch.labels.get(number) if len(number) >= ANYWHERE else None)
        return mark(label) if label else value
