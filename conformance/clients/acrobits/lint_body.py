"""Whether a body template is well-formed once expanded, and where in the template it is not."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from .lint_problem import Problem, Rule, Severity
from .syntax import Syntax, json_string, raw, xml_text
from .template import Call, Escape, Part, Text, expand, in_json, parse

NASTY = "\"'\\\n<&>"
"""What a value may hold and a syntax must not be broken by."""

_Piece = tuple[Part, str]

# A form's field may have a name in brackets, `[to]=…`.
_LOOKS = ((Syntax.JSON, re.compile(r'\s*(?:\{|\[\s*[\[{"%\]])')), (Syntax.XML, re.compile(r"\s*<[\w?!%]")))


@dataclass(frozen=True)
class Fault:
    """The first place that a parser stumbles over: `line` and `column` of the template, from 1."""

    line: int
    column: int
    cause: str
    remedy: str = "correct the template"


def looks_like(template: str) -> Syntax | None:
    """JSON or XML where the body `template` begins like it, whatever its content type."""
    return next((syntax for syntax, beginning in _LOOKS if beginning.match(template)), None)


def _pieces(parts: Iterable[tuple[Part, Escape]], values: Mapping[str, str]) -> list[_Piece]:
    def expanded(part: Part, escape: Escape) -> str:
        text = expand(part.source, values, escape)
        # What has no value is a finding of its own; a digit is well-formed wherever a value can stand.
        return "0" if text == part.source and not isinstance(part, Text) else text

    return [(part, expanded(part, escape)) for part, escape in parts]


def _located(pieces: list[_Piece], offset: int) -> tuple[int, int, Part | None]:
    """Line and column in the template of an `offset` in its expansion, and the placeholder there."""
    before = ""
    for part, text in pieces:
        if offset < len(text):
            before += text[:offset] if isinstance(part, Text) else ""
            break
        before, offset = before + part.source, offset - len(text)
    else:
        part = Text("")
    column = len(before) - (before.rfind("\n") + 1) + 1
    return before.count("\n") + 1, column, None if isinstance(part, Text) else part


def json_fault(template: str, values: Mapping[str, str]) -> Fault | None:
    """What makes the JSON `template`, expanded with `values`, no JSON."""
    pieces = _pieces(((part, json_string if quoted else raw) for part, quoted in in_json(parse(template))), values)
    text = "".join(expansion for _, expansion in pieces)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        line, column, placeholder = _located(pieces, error.pos)
        if placeholder:
            source = f"%{placeholder.function}(…)%" if isinstance(placeholder, Call) else placeholder.source
            return Fault(line, column, f"{source} is not in quotation marks", "put it into quotation marks")
        if error.msg.startswith("Expecting ','") and text[error.pos : error.pos + 1] == '"':
            return Fault(line, column, "a comma is missing before it", "put a comma between the two members")
        return Fault(line, column, error.msg[:1].lower() + error.msg[1:])
    except (ValueError, RecursionError):
        return Fault(1, 1, "nested too deeply, or a number too long, to be read")
    return None


def xml_fault(template: str, values: Mapping[str, str], escape: Escape = xml_text) -> Fault | None:
    """What makes the XML `template`, expanded with `values` by `escape`, not well-formed."""
    pieces = _pieces(((part, escape) for part in parse(template).parts), values)
    text = "".join(expansion for _, expansion in pieces)
    if "<!DOCTYPE" in text:
        line, column, _ = _located(pieces, text.index("<!DOCTYPE"))
        return Fault(line, column, "a document type declaration, which the suite does not read", "leave it out")
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        starts = [0, *(end.end() for end in re.finditer(r"\r\n?|\n", text))]
        line, column, _ = _located(pieces, starts[line - 1] + column)
        return Fault(line, column, str(error).partition(":")[0])
    return None


def body_problem(key: str, syntax: Syntax, fault: Fault) -> Problem:
    """The finding of a `fault` in the body template `key`."""
    place = f"line {fault.line}, column {fault.column}"
    problem = f"the body is not well-formed {syntax.upper()} at {place}: {fault.cause}"
    return Problem(Rule.BODY_FORM, Severity.ERROR, key, problem, fault.remedy)
