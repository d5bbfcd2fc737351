"""Placeholders that the caller would not expand as they are meant: misspelt, open on one side, or without any mark."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from .fields import from_form
from .lint_problem import Problem, Rule, Severity
from .syntax import Syntax
from .template import FUNCTIONS, Call, Part, Text, Variable, parse

# Account XML has nodes as alike as username, authUsername and cloud_username: what is less alike is another name.
_NEAR, _SAME = 0.85, 1.0
_SHORT = 6
"""The characters of a name that is long enough to be known by all letters but one."""

_ODD = re.compile(r"""%([A-Za-z_][^\s%&=?/"'<>]*)(?=%)""")
_OCTET = re.compile("[0-9A-F]{2}")
_MEMBER = re.compile(
    r'"(?P<name>(?:[^"\\]|\\.)*)"\s*:\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<bare>[A-Za-z_][\w\[\]]*))', re.DOTALL
)
_ELEMENT = re.compile(r"<([^\s<>/!?]+)(?:\s[^<>]*)?>([^<]*)</")


@dataclass(frozen=True)
class Misnamed:
    """A placeholder as `written` that is none; `guess` is the one that may be meant. A function's argument, which can
    hold a secret salt, is left out of both."""

    written: str
    guess: str | None
    is_function: bool = False


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _nearest(name: str, known: Collection[str], alike: float = _NEAR) -> str | None:
    # `%username%` for `%account[username]%`, too: the scope is compared only where it is misspelt itself.
    spellings = {_letters(one).removeprefix("account"): one for one in known} | {_letters(one): one for one in known}
    near = get_close_matches(_letters(name).removeprefix("account"), spellings, 1, alike)
    return f"%{spellings[near[0]]}%" if near else None


def _slip(name: str, known: Collection[str]) -> str | None:
    """The only variable without a scope that has all letters of `name` but one, of which a short name is less alike."""
    letters, plain = _letters(name), {_letters(one): one for one in known if "[" not in one}
    if "[" in name or len(name) < _SHORT:
        return None
    near = get_close_matches(letters, plain, 2, 1 - 1 / max(4, len(letters)))
    return f"%{plain[near[0]]}%" if len(near) == 1 else None


def _misnamed_function(call: Call, known: Collection[str], functions: Collection[str]) -> Misnamed:
    near = get_close_matches(call.function.lower(), functions, 1, _NEAR)
    # A variable in brackets of another kind, as in `%account(username)%`, holds plain text, and its scope is written.
    if not near and all(isinstance(part, Text) for part in call.argument.parts):
        guess = _nearest(f"{call.function}({call.argument.source})", known)
        if guess and get_close_matches(call.function.lower(), [guess.strip("%").partition("[")[0]], 1, _NEAR):
            return Misnamed(call.source, guess)
    return Misnamed(f"%{call.function}(…)%", f"%{near[0]}(…)%" if near else None, is_function=True)


def misnamed(template: str, known: Collection[str], functions: Collection[str] = FUNCTIONS) -> list[Misnamed]:
    """What looks like a placeholder of `template` and is none of the `known` variables and `functions`: each once, in
    order. What is no placeholder by its form (`%account.username%`) counts only when it is near one."""

    def walk(parts: Iterable[Part]) -> Iterator[Misnamed]:
        for part in parts:
            match part:
                case Text(text):
                    for name in _ODD.findall(text):
                        # `%ACCOUNT[…]%` begins as `%ACute` in a percent-encoded text does.
                        if guess := _nearest(name, known, _SAME if _OCTET.match(name) else _NEAR):
                            yield Misnamed(f"%{name}%", guess)
                case Variable(name) if name not in known:
                    yield Misnamed(part.source, _nearest(name, known) or _slip(name, known))
                case Call(function, argument):
                    if function not in functions:
                        yield _misnamed_function(part, known, functions)
                    yield from walk(argument.parts)

    return list(dict.fromkeys(walk(parse(template).parts)))


def _texts(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case Text(text):
                yield text
            case Call(_, argument):
                yield from _texts(argument.parts)


def _one_sided(template: str, known: Collection[str]) -> list[str]:
    """The placeholders of `template`, as they should be written, that lack one of their percent signs."""
    stems = {name.removesuffix("]"): f"%{name}%" for name in known}
    names = "|".join(re.escape(stem) for stem in sorted(stems, key=len, reverse=True)) or "(?!)"
    functions = "|".join(FUNCTIONS)
    # The mark after `sms_to` in `sms_to%20` begins a space.
    marks = re.compile(
        rf"%({names})\]?(?![\w\[\]%])|(?<![\w%\[])({names})\]?%(?![0-9A-Fa-f]{{2}})|(?<!\w)({functions})\("
    )
    found = (match for text in _texts(parse(template).parts) for match in marks.finditer(text))
    return list(dict.fromkeys(f"%{match[3]}(…)%" if match[3] else stems[match[1] or match[2]] for match in found))


def values(template: str, syntax: Syntax) -> Iterator[tuple[str, str]]:
    """What each field of a body is called ("the field to") and the template of its value, also of a body that is not
    well-formed: form fields, JSON members at any depth, XML elements, and functions with their arguments. In plain text
    there are only functions."""
    match syntax:
        case Syntax.FORM:
            yield from ((f"the field {field.name}", field.value.source.strip()) for field in from_form(template))
        case Syntax.JSON:
            for one in _MEMBER.finditer(template):
                yield f"the member {one['name']}", (one["text"] or one["bare"] or "").strip()
        case Syntax.XML:
            yield from ((f"the element {name}", text.strip()) for name, text in _ELEMENT.findall(template))
    calls = (part for part in parse(template).parts if isinstance(part, Call))
    yield from ((f"the argument of %{call.function}(…)%", call.argument.source.strip()) for call in calls)


def unmarked(
    key: str,
    template: str,
    fields: Iterable[tuple[str, str]],
    known: Collection[str],
    used: Collection[str],
    telling: Collection[str] | None = None,
) -> Iterator[Problem]:
    """What of the `template` at `key` lacks percent signs: one of those of a `known` placeholder, or both as the whole
    value of one of the template's `fields`. Of the names in the latter only the `telling` ones (all without) are taken
    for a variable; one that is `used` with its marks elsewhere may be meant as a text."""
    for placeholder in _one_sided(template, known):
        problem = f"{placeholder.strip('%')} lacks one of its percent signs"
        yield Problem(Rule.PLACEHOLDERS, Severity.ERROR, key, problem, f"write {placeholder}")
    for field, value in fields:
        if value in (known if telling is None else telling) and value not in used:
            problem = f"{field} has the fixed text {value}, the name of a variable"
            yield Problem(Rule.PLACEHOLDERS, Severity.ERROR, key, problem, f"write %{value}%")
