"""A provider that has words of its own: other paths, names of parameters, accounts and recordings than the documents'
examples. They are exchanged at its door, so that its services know nothing of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .message import Received, Reply

TEXTUAL = ("application/json", "application/xml", "text/xml", "text/plain", "text/html")
"""Types of bodies in which words are found."""

NAME = r'(?:(?<=[?&])|^){0}(?==)|(?<![\\])"{0}"(?=\s*:)|(?<=<){0}(?=[\s/>])|(?<=</){0}(?=[\s>])'
"""Where the name of a parameter stands: in a query or a form, in JSON, in XML."""

VALUE = r"(?<![\w-]){0}(?![\w-])"


@dataclass(frozen=True)
class OwnWords:
    """What is called how: each word of the examples with the provider's own. `paths` are those at which a service is
    found, or below which; `names`, by the path in the examples, those of parameters and of what is answered; `values`
    user names, passwords, keys and ids. The words of the examples then mean nothing to the provider."""

    paths: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def understood(self, request: Received) -> Received:
        """`request` in the words of the examples."""
        path, mark, query = request.target.partition("?")
        moved = replace(request, target=_moved(path, self.paths))
        names = self.names.get(moved.path, {})
        body = request.body.decode("utf-8", "surrogateescape")
        return replace(
            moved,
            target=moved.target + self._exchanged(mark + query, names),
            headers=tuple((name, _exchanged(value, self.values, VALUE)) for name, value in request.headers),
            body=self._exchanged(body, names).encode("utf-8", "surrogateescape"),
        )

    def said(self, reply: Reply, path: str) -> Reply:
        """`reply` of what is served at `path` in the examples, in the provider's own words."""
        headers = tuple(
            (name, _moved(value, self.paths) if name == "Location" else value) for name, value in reply.headers
        )
        reply = replace(reply, headers=headers)
        media_type = dict(headers).get("Content-Type", "").partition(";")[0]
        if not isinstance(reply.body, bytes) or media_type not in TEXTUAL:
            return reply
        return replace(reply, body=self._exchanged(reply.body.decode(), self.names.get(path, {})).encode())

    def _exchanged(self, text: str, names: Mapping[str, str]) -> str:
        return _exchanged(_exchanged(text, self.values, VALUE), names, NAME)


def _both_ways(words: Mapping[str, str]) -> dict[str, str]:
    return {**words, **{own: word for word, own in words.items()}}


def _moved(path: str, paths: Mapping[str, str]) -> str:
    """`path` with its beginning exchanged."""
    for beginning, other in _both_ways(paths).items():
        if re.match(re.escape(beginning) + r"(?![\w-])", path):
            return other + path[len(beginning) :]
    return path


def _exchanged(text: str, words: Mapping[str, str], place: str) -> str:
    if not words:
        return text
    both = _both_ways(words)
    any_word = "|".join(map(re.escape, sorted(both, key=len, reverse=True)))
    return re.sub(place.format(f"({any_word})"), lambda found: _of(found, both), text)


def _of(found: re.Match[str], words: Mapping[str, str]) -> str:
    word = next(group for group in found.groups() if group)
    return found[0].replace(word, words[word])
