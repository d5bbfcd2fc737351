"""What the text of an error gives away, or spoils, that the app's user should not see (document 000, Response: the app
shows the `message` of an error as it is)."""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import name2codepoint
from typing import Any
from xml.etree import ElementTree

from ...exchange.message import Response
from .body import Unreadable, read

# Each begins with something rare and reaches a bounded distance: a body of a megabyte without a blank is read quickly.
_STACK_TRACES = (
    r"Traceback \(most recent call last\)",
    r'(?-i:File "[^"]+", line \d+)',
    # Java and Kotlin; .NET with symbols and without; Node and its kin; PHP; Perl; Ruby; Go.
    r"\bat [\w.$<>/]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)",
    r"\) in \S.{0,200}:line \d+",
    r"^\s{2,}at \w+(?:\.[\w`<>$]+){2,}\(.*\)\s*$",
    r"\.[cm]?[jt]sx?:\d+:\d+\b",
    r"\bnode:internal/\S+:\d+",
    r"\bFatal error\s?:.{0,300}\bon line\s+\d+",
    r"\.(?:php|phtml)(?:\W{0,3}on line\s+|\(|:)\d+",
    r"\.p[lm] line \d+",
    r"\.rb:\d+:in\b",
    r"\bgoroutine \d+ \[",
)

_DATABASES = (
    r"\bSQLSTATE\b",
    r'\bnear ".{0,200}": syntax error',
    r"\bsyntax error at or near\b",
    r"\berror in your SQL syntax\b",
    r"\bORA-\d{5}\b",
)

# The path of a URL looks the same; what stands before it tells, and where a route could well be named so, only a deep
# path counts, or one that ends with a file of a server's.
_FILE = (
    r"(?:[\w@+-][\w.@+-]*/)*[\w@+-]+"
    r"\.(?:py|rb|[cm]?[jt]s|java|class|jar|war|so|conf|cfg|ini|ya?ml|toml|env|log|db|sql)\b"
)
_PATHS = (
    r"(?:file://|(?<![\w./:~%\]})-]))/(?:"
    r"var/(?:www|lib|log|run|spool|opt|task)/\w|usr/(?:local|lib(?:64|exec)?|share|s?bin|src)/\w|etc/\w"
    rf"|(?:home|Users)/[\w.-]+/[\w.-]+/\w|(?:home|Users|srv|opt|app|root|tmp|mnt|data)/{_FILE})",
    r"\b[A-Z]:\\(?:inetpub|windows|program files[^\\]*|users|xampp|wamp\w*|www\w*)\\\w",
    r"\b[A-Z]:\\(?:[\w .()-]+\\)*[\w-]+\.(?:cs|vb|aspx?|php|py|js|java|dll|exe|config|log|mdf)\b",
)

_INTERNALS = re.compile("|".join((*_STACK_TRACES, *_DATABASES, *_PATHS)), re.IGNORECASE)

_LOOKED_AT = 1 << 18
"""Characters of a text that are looked at; debug pages are long, and the trace is not always at their beginning."""

_LEAD = 100
"""Characters of a line that may stand before what was found, so that a report's line holds both."""


def internals(response: Response) -> str | None:
    """The line of the body that tells how the server is made: a stack trace, a database's error, the path of a file.
    None when there is none.

    It is found in the strings of JSON and the texts of XML, else in the body as it is and without its HTML. A long line
    begins with the word in which it was found. It is not cut at the end: reports do that, when its secrets are gone.
    """
    for line in _text(response)[:_LOOKED_AT].splitlines():
        if found := _INTERNALS.search(line):
            word = line.rfind(" ", 0, found.start()) + 1
            return (line if found.start() < _LEAD else line[word:]).strip()
    return None


def _text(response: Response) -> str:
    try:
        document = read(response)
    except Unreadable:
        page = response.text[: _LOOKED_AT // 2]
        return f"{page}\n{unescape(re.sub(r'<[^<>]*>', ' ', page))}"
    return "\n".join(document.itertext() if isinstance(document, ElementTree.Element) else _strings(document))


def _strings(document: Any) -> Iterator[str]:
    """The strings of a JSON value, in order."""
    waiting = [document]
    while waiting:
        match waiting.pop():
            case str(text):
                yield text
            case list(entries):
                waiting += reversed(entries)
            case dict(members):
                waiting += reversed(members.values())


# An opening tag must be one of HTML's, for "<number>" may stand for a number; a closing or an empty one is markup.
_NAMES = (
    "a|abbr|b|big|blockquote|body|br|button|center|code|div|em|font|form|h[1-6]|head|hr|html|i|iframe|img|input|label"
    "|li|link|meta|ol|p|pre|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|title|tr|tt|u|ul"
)
_MARKUP = re.compile(
    rf"<(?:{_NAMES})(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>|</[a-z][\w:.-]*\s*>|<[a-z][\w:.-]*(?:\s[^<>]*)?/>"
    rf"|<!--|<!\[CDATA\[|<!DOCTYPE\b|<\?xml\b|&#(?:[0-9]{{1,7}}|x[0-9a-f]{{1,6}});|&(?:{'|'.join(name2codepoint)}|apos);",
    re.IGNORECASE,
)


def markup(message: str) -> str | None:
    """The first tag or entity of HTML or XML in `message`, which the app shows as text; None when there is none."""
    found = _MARKUP.search(message, 0, _LOOKED_AT)
    return found[0] if found else None


def repeats(message: str, secret: str) -> bool:
    """Whether `message` contains `secret`, apart from other letters and digits. One of fewer than four characters is
    not looked for: it stands in many a text by chance."""
    return len(secret) >= 4 and re.search(rf"(?<![^\W_]){re.escape(secret)}(?![^\W_])", message) is not None
