"""The named fields of a configured template, so that one configuration can be a query, a form or JSON."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from .syntax import json_string, percent
from .template import Escape, Part, Template, Text, in_json, parse, unknown


@dataclass(frozen=True)
class Field:
    """One field: `value`'s texts are decoded. A `bare` one stood in JSON without quotation marks, as a number does."""

    name: str
    value: Template
    bare: bool = False


Fields = tuple[Field, ...]

# While a template is taken apart, a lone surrogate stands for each placeholder: no text in UTF-8 can hold one.
_QUOTED, _BARE, _MARKS_END = 0xD800, 0xDC00, 0xE000


def _unmasked(text: str, placeholders: list[Part]) -> Template:
    def part(piece: str) -> Part:
        if len(piece) == 1 and _QUOTED <= ord(piece) < _MARKS_END:
            return placeholders[ord(piece) % (_BARE - _QUOTED)]
        return Text(piece)

    return Template.of(part(piece) for piece in re.split("([\ud800-\udfff])", text))


def mentions(template: str, variable: str) -> bool:
    """Whether `template` holds %variable%, also within a function."""
    return variable in unknown(template, ())


def header_lines(template: str) -> list[str]:
    """The lines of custom headers, which are separated by newlines, real ones or the two characters backslash and n."""
    return re.split(r"\r?\n|\\n", template)


def _masked_pairs(template: str) -> tuple[list[str], list[Part]]:
    placeholders: list[Part] = []
    masked = ""
    for part in parse(template).parts:
        if isinstance(part, Text):
            masked += part.text
        else:
            masked += chr(_QUOTED + len(placeholders))
            placeholders.append(part)
    return [pair for pair in masked.split("&") if pair], placeholders


def from_form(template: str) -> Fields:
    """The fields of a query or form template (`a=%x%&b=1`), in order."""
    masked, placeholders = _masked_pairs(template)
    pairs = (pair.partition("=") for pair in masked)
    decoded = ((unquote_plus(name), unquote_plus(value)) for name, _, value in pairs)
    return tuple(Field(_unmasked(name, placeholders).source, _unmasked(value, placeholders)) for name, value in decoded)


def form_without(template: str, variable: str) -> str:
    """The query or form `template` without the fields that mention `variable`; the others stay as they are written."""
    pairs, placeholders = _masked_pairs(template)
    written = (_unmasked(pair, placeholders).source for pair in pairs)
    return "&".join(pair for pair in written if not mentions(pair, variable))


def _masked_json(template: str) -> tuple[Any, list[Part]]:
    """The JSON document of a template, with marks for its placeholders. Raises ValueError when it is not JSON."""
    placeholders: list[Part] = []
    masked = ""
    for part, quoted in in_json(parse(template)):
        if isinstance(part, Text):
            masked += part.text
        else:
            mark = chr((_QUOTED if quoted else _BARE) + len(placeholders))
            masked += mark if quoted else f'"{mark}"'
            placeholders.append(part)
    return json.loads(masked), placeholders


def from_json(template: str) -> Fields:
    """The members of a JSON object template, in order. Raises ValueError when it is none, or when a member is an object
    or an array, which a form cannot carry."""
    document, placeholders = _masked_json(template)
    if not isinstance(document, dict):
        raise ValueError("the JSON template is not an object")
    fields = []
    for masked_name, value in document.items():
        name = _unmasked(masked_name, placeholders).source
        if isinstance(value, dict | list):
            raise ValueError(f"the JSON template's member {name!r} is not a single value")
        text = value if isinstance(value, str) else json.dumps(value)
        bare = not isinstance(value, str) or (len(text) == 1 and _BARE <= ord(text) < _MARKS_END)
        fields.append(Field(name, _unmasked(text, placeholders), bare))
    return tuple(fields)


def json_without(template: str, variable: str) -> str:
    """The JSON `template` without the members, of objects at any depth, whose name, text or array of texts mentions
    `variable`. Raises ValueError when it is not JSON."""
    document, placeholders = _masked_json(template)

    def mentioned(value: Any) -> bool:
        texts = value if isinstance(value, list) else [value]
        return any(isinstance(text, str) and mentions(_unmasked(text, placeholders).source, variable) for text in texts)

    def pruned(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: pruned(member) for name, member in value.items() if not mentioned(name) and not mentioned(member)
            }
        return [pruned(item) for item in value] if isinstance(value, list) else value

    masked = json.dumps(pruned(document), ensure_ascii=False).replace("%", "\\u0025")
    return _unmasked(re.sub('"([\udc00-\udfff])"', r"\1", masked), placeholders).source


def first_of_each(fields: Iterable[Field]) -> Fields:
    """`fields` without those whose name came before."""
    first: dict[str, Field] = {}
    for field in fields:
        first.setdefault(field.name, field)
    return tuple(first.values())


def _template(value: Template, escape: Escape) -> str:
    return "".join(escape(part.text) if isinstance(part, Text) else part.source for part in value.parts)


def to_form(fields: Fields) -> str:
    """`fields` as a query or form template."""
    return "&".join(f"{percent(field.name)}={_template(field.value, percent)}" for field in fields)


def _json_text(text: str) -> str:
    # A percent sign of the text's own must not open a placeholder in the new template.
    return json_string(text).replace("%", "\\u0025")


def to_json(fields: Fields) -> str:
    """`fields` as a JSON object template: all values are strings but the bare ones."""
    members = (
        f'"{_json_text(field.name)}": '
        + (field.value.source if field.bare else f'"{_template(field.value, _json_text)}"')
        for field in fields
    )
    return "{" + ", ".join(members) + "}"
