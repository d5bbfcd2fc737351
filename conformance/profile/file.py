"""Reading a profile: the TOML file with its line numbers, and the one sentence that is said when it is wrong."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

Key = tuple[str | int, ...]
"""Where a value stands in a document: names of tables and keys, positions in lists."""

BARE = re.compile(r"[A-Za-z0-9_-]+")


class ProfileError(ValueError):
    """The profile cannot be used. Its text is one sentence: file, line, key, what is wrong, remedy; never a value."""


@dataclass(frozen=True)
class Source:
    """A profile as it stands in its file."""

    path: Path
    text: str = field(repr=False)
    document: Mapping[str, Any] = field(repr=False)

    def line(self, key: Key) -> int | None:
        """The line (from 1) where the statement of `key`, or else of its nearest ancestor, begins; None without one."""
        nearest, found = 0, None
        for first, document in self._prefixes:
            depth = _depth(document, key)
            if depth > nearest:
                nearest, found = depth, first
        return found

    def error(self, key: Key, problem: str, near: Key | None = None) -> ProfileError:
        """The error to raise about `key`: `problem` follows its name. `near` is the key whose line is told instead."""
        line = self.line(near or key)
        return ProfileError(f"{self.path}{f', line {line}' if line else ''}: {dotted(key)} {problem}")

    @cached_property
    def _prefixes(self) -> list[tuple[int, Mapping[str, Any]]]:
        """The document after each of its statements, with the line where that statement began.

        tomllib keeps no positions, but a text cut between two statements is valid TOML and one cut inside is not."""
        lines = self.text.split("\n")
        prefixes: list[tuple[int, Mapping[str, Any]]] = []
        first = 1
        for end in range(1, len(lines) + 1):
            try:
                prefixes.append((first, tomllib.loads("\n".join(lines[:end]) + "\n")))
            except ValueError:
                continue
            first = end + 1
        return prefixes


def read(path: Path) -> Source:
    """The profile in the file `path`. Raises ProfileError when it is no readable TOML file in UTF-8."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ProfileError(f"{path}: there is no such file; check the path of the profile") from None
    except IsADirectoryError:
        raise ProfileError(f"{path}: this is a folder; name the TOML file in it") from None
    except OSError as error:
        raise ProfileError(f"{path}: the file cannot be read ({error.strerror}); check its permissions") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ProfileError(f"{path}, line {line}: the text is not UTF-8; save the file in UTF-8") from None
    try:
        return Source(path, text, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        raise ProfileError(_syntax(path, text, str(error))) from None


def dotted(key: Key) -> str:
    """`key` as it would be written in TOML: `services.send-call-file.couples[0]`."""
    parts: list[str] = []
    for part in key:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        else:
            parts.append(("." if parts else "") + (part if BARE.fullmatch(part) else json.dumps(part)))
    return "".join(parts)


def lookup(document: Any, key: Key) -> Iterator[Any]:
    """The values on the way to `key`, from the outermost in, as far as they exist."""
    for part in key:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return
        yield document


def _depth(document: Any, key: Key) -> int:
    return sum(1 for _ in lookup(document, key))


def _syntax(path: Path, text: str, message: str) -> str:
    # Only the position is taken over: a parser's message may quote the text, and that may be a secret.
    at = re.search(r"at line (\d+), column (\d+)", message)
    line = int(at[1]) if at else text.rstrip("\n").count("\n") + 1
    column = f" at column {at[2]}" if at else ""
    return f"{path}, line {line}: this is not valid TOML{column}; check quotes, brackets, and keys that stand twice"
