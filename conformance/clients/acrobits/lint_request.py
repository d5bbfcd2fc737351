"""What of a configured request HTTP does not allow: its method, its header lines, its URL."""

import re
from collections.abc import Iterator

from ...exchange.message import Url
from .fields import header_lines
from .lint_problem import Problem, Rule, Severity
from .template import Call, Text, parse

METHODS = ("GET", "HEAD", "POST", "PUT")
"""Those of document 000, genericMediaRefSendMethod."""

SHOWN_AT_MOST = 20
BEGINNING_AT_MOST = 30

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
            lack = "no valid name before its colon" if colon else "no colon"
            problem = f"the custom header in line {number}{_named(name, bool(colon))} has {lack}"
            yield Problem(Rule.HEADERS, Severity.ERROR, "custom_headers", problem, "write each line as Name:value")
    if "\\n" in custom_headers:
        problem = "the custom headers are separated by a backslash and an n"
        remedy = "leave it, or write line breaks: the document can be read either way"
        yield Problem(Rule.HEADERS, Severity.NOTE, "custom_headers", problem, remedy)


def _named(name: str, has_colon: bool) -> str:
    """How to tell which line is meant: by the `name` before its colon, or without one by its first word if that is of
    letters and hyphens alone, for anything else may be a secret."""
    words = [name.strip()] if has_colon else re.findall(r"^\s*([A-Za-z-]+)(?![^\s=;,])", name)
    if not words or not words[0] or "[password]" in name:
        return ""
    shown = words[0][:SHOWN_AT_MOST]
    return f', "{shown}{"…" * (shown != name.strip())}",'


def _not_addressed(url: str) -> str:
    """Why `url` is no address, with what it begins with where that cannot be a user's password."""
    if not url.strip():
        return "the URL is empty"
    if re.match("https?://", url, re.IGNORECASE):
        return "the URL names no host"
    beginning = re.split("[/?]", url, maxsplit=1)[0]
    if "@" in url and "@" not in beginning and ":" in beginning[:-1]:
        return "the URL does not begin with http:// or https://"
    return f'the URL begins with "{beginning.rpartition("@")[2][:BEGINNING_AT_MOST]}", not with http:// or https://'


def url_problems(url: str) -> Iterator[Problem]:
    """What is wrong with `url`, a template or not. One that begins with a slash is put onto the target."""
    first = next(iter(parse(url).parts), Text(""))
    if not isinstance(first, Text):
        name = f"%{first.function}(…)%" if isinstance(first, Call) else first.source
        problem = f"the URL begins with {name}, so the suite cannot tell its scheme"
        yield Problem(Rule.URL, Severity.UNKNOWN, "url", problem, "begin it with https://")
    elif not url.startswith("/"):
        try:
            Url.parse(url)
        except ValueError:
            remedy = "begin it with https:// and the host"
            yield Problem(Rule.URL, Severity.ERROR, "url", _not_addressed(url), remedy)
    if found := re.search(r"[\0-\x20\x7f]", url):
        what, remedy = "a control character", "leave it out"
        if found[0] == " ":
            what, remedy = "a space", "write it as %20"
        problem = f"the URL holds {what} as its character {found.start() + 1}"
        yield Problem(Rule.URL, Severity.ERROR, "url", problem, remedy)
