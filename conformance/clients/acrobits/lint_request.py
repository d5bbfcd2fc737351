"""What of a configured request HTTP does not allow: its method, its header lines, its URL."""

import re
from collections.abc import Iterator

from ...exchange.message import Url
from .fields import header_lines
from .lint_problem import Problem, Rule, Severity
from .template import Text, parse

METHODS = ("GET", "HEAD", "POST", "PUT")
"""Those of document 000, genericMediaRefSendMethod."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def method_problems(method: str) -> Iterator[Problem]:
    """What is wrong with the configured `method`; one that is unset is the caller's to choose."""
    method = method.strip()
    if method and method.upper() not in METHODS:
        problem, remedy = f"{method} is no method that the app uses", f"use one of {', '.join(METHODS)}"
        yield Problem(Rule.METHOD, Severity.ERROR, "method", problem, remedy)
    elif method != method.upper():
        problem = f"{method} is not in upper case"
        yield Problem(Rule.METHOD, Severity.NOTE, "method", problem, "leave it: the document shows both")


def header_problems(custom_headers: str) -> Iterator[Problem]:
    """What is wrong with the lines of `custom_headers`, a template; blank lines are none."""
    for number, line in enumerate(header_lines(custom_headers), 1):
        name, colon, _ = line.partition(":")
        # A placeholder may expand to any part of a name.
        literal = "".join(part.text if isinstance(part, Text) else "x" for part in parse(name.strip()).parts)
        if line.strip() and not (colon and _TOKEN.fullmatch(literal)):
            lack = "no header name before its colon" if colon else "no colon"
            problem, remedy = f"line {number} has {lack}", "write each line as Name: value"
            yield Problem(Rule.HEADERS, Severity.ERROR, "custom_headers", problem, remedy)
    if "\\n" in custom_headers:
        problem = "its lines are separated by a backslash and an n"
        remedy = "leave it, or write line breaks: the document can be read either way"
        yield Problem(Rule.HEADERS, Severity.NOTE, "custom_headers", problem, remedy)


def url_problems(url: str) -> Iterator[Problem]:
    """What is wrong with `url`, a template or not. One that begins with a slash is put onto the target."""
    first = next(iter(parse(url).parts), Text(""))
    if not isinstance(first, Text):
        problem = "its scheme is that of a variable's value"
        yield Problem(Rule.URL, Severity.UNKNOWN, "url", problem, "begin it with https://")
    elif not url.startswith("/"):
        try:
            Url.parse(url)
        except ValueError as error:
            yield Problem(Rule.URL, Severity.ERROR, "url", str(error), "begin it with https:// and the host")
    if re.search(r"[\0-\x20\x7f]", url):
        problem = "it holds a space or a control character"
        yield Problem(Rule.URL, Severity.ERROR, "url", problem, "write a space as %20")
