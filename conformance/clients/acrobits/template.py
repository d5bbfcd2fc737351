"""Parameter templates: `%variable%`, `%account[NODE]%` and `%sha1(…)%`, whose argument is a template itself.

Document 000, Parameters and Configuration. An unknown `%name%` stays as it is, which is what the provider would see.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1

from .syntax import json_string, raw

Escape = Callable[[str], str]


@dataclass(frozen=True)
class Text:
    """What goes out as it stands."""

    text: str

    @property
    def source(self) -> str:
        return self.text


@dataclass(frozen=True)
class Variable:
    """`name` with its brackets, where it has them: `sms_to`, `account[password]`."""

    name: str

    @property
    def source(self) -> str:
        return f"%{self.name}%"


@dataclass(frozen=True)
class Call:
    function: str
    argument: "Template"

    @property
    def source(self) -> str:
        return f"%{self.function}({self.argument.source})%"


Part = Text | Variable | Call


@dataclass(frozen=True)
class Template:
    """A parsed template. No two of its texts are neighbours, none is empty."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Template":
        joined: list[Part] = []
        for part in parts:
            if isinstance(part, Text) and joined and isinstance(joined[-1], Text):
                joined[-1] = Text(joined[-1].text + part.text)
            elif part != Text(""):
                joined.append(part)
        return cls(tuple(joined))

    @property
    def source(self) -> str:
        return "".join(part.source for part in self.parts)


# A percent-encoded octet of the template's own text comes first, or `%C3%A9t%sms_to%` would hold variables C3 and A9t.
_OCTET = r"%(?:[0-9A-F]{2}|[a-f][0-9]|[a-f]{2}(?=%))"
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_PART = rf"{_OCTET}|%(?P<variable>{_NAME}(?:\[[^\]%]+\])?)%|%(?P<function>{_NAME})\("
_OUTSIDE = re.compile(_PART)
_IN_ARGUMENT = re.compile(rf"{_PART}|(?P<end>\)%)")


@lru_cache(maxsize=256)
def parse(template: str) -> Template:
    """Take `template` apart. What is no whole placeholder (`%2B`, a lone `%`, an unclosed function) is text."""
    opened: list[tuple[str, list[Part]]] = [("", [])]
    at = 0
    while found := (_IN_ARGUMENT if len(opened) > 1 else _OUTSIDE).search(template, at):
        parts = opened[-1][1]
        parts.append(Text(template[at : found.start()]))
        at = found.end()
        match found.lastgroup:
            case "variable":
                parts.append(Variable(found["variable"]))
            case "function":
                opened.append((found["function"], []))
            case "end":
                function, argument = opened.pop()
                opened[-1][1].append(Call(function, Template.of(argument)))
            case _:
                parts.append(Text(found[0]))
    opened[-1][1].append(Text(template[at:]))
    (_, whole), *unclosed = opened
    for function, argument in unclosed:
        whole += [Text(f"%{function}("), *argument]
    return Template.of(whole)


def _sha1(argument: str) -> str:
    return sha1(argument.encode(), usedforsecurity=False).hexdigest()


FUNCTIONS: Mapping[str, Callable[[str], str]] = {"sha1": _sha1}
"""The functions whose syntax is known; `sha1` gives lower-case hexadecimal of its argument's UTF-8."""


def _expanded(part: Part, values: Mapping[str, str], escape: Escape) -> str:
    value: str | None = None
    match part:
        case Variable(name):
            value = values.get(name)
        case Call(function, argument) if function in FUNCTIONS:
            value = FUNCTIONS[function]("".join(_expanded(inner, values, raw) for inner in argument.parts))
    return part.source if value is None else escape(value)


def expand(template: str, values: Mapping[str, str], escape: Escape) -> str:
    """`template` with each placeholder replaced by its escaped value; text and unknown placeholders stay as they are.

    `values` has a variable's name, brackets included, as its key: `sms_to`, `account[password]`.
    """
    return "".join(_expanded(part, values, escape) for part in parse(template).parts)


def in_json(template: Template) -> Iterator[tuple[Part, bool]]:
    """Each part of a JSON template, and whether it begins inside a string literal."""
    quoted = False
    for part in template.parts:
        yield part, quoted
        if isinstance(part, Text):
            quoted ^= re.sub(r"\\.", "", part.text, flags=re.DOTALL).count('"') % 2 == 1


def expand_json(template: str, values: Mapping[str, str]) -> str:
    """A JSON `template` expanded: a value in a string literal is escaped for it, a bare one goes in as it is."""
    parts = in_json(parse(template))
    return "".join(_expanded(part, values, json_string if quoted else raw) for part, quoted in parts)


def unknown(template: str, known: Collection[str]) -> list[str]:
    """The placeholders of `template` that would stay unexpanded, each once, in order; functions as `name()`."""

    def names(parts: Iterable[Part]) -> Iterator[str]:
        for part in parts:
            match part:
                case Variable(name) if name not in known:
                    yield name
                case Call(function, argument):
                    if function not in FUNCTIONS:
                        yield f"{function}()"
                    yield from names(argument.parts)

    return list(dict.fromkeys(names(parse(template).parts)))
