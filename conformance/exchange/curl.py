"""A request as one command line of a POSIX shell, secrets as its variables: what a report gives to reproduce it."""

import re
import shlex
from itertools import chain, count

from .message import Request, Url, header
from .redaction import Piece, Redactor
from .spelling import Form

LONGEST_ARGUMENT = 100_000
"""A longer body is piped: Linux starts no program with an argument of 128 KiB (`MAX_ARG_STRLEN`)."""

ADDED_BY_CURL = ("User-Agent", "Accept")
ADDED_WITH_BODY = ("Content-Type", "Expect")


def curl(request: Request, redactor: Redactor) -> str:
    """The command that sends the request byte for byte: its method, target, headers in order, and body.

    A secret stands as `"$LABEL"`, or `"$LABEL_ENCODED"` (`_BASE64`, `_HEX`, `_SHA1`) where it is spelled otherwise than
    as its plain value; a second spelling of that kind is numbered. The answer to a Digest challenge is left out.
    """
    return _Line(redactor).write(request)


def variables(request: Request, redactor: Redactor) -> dict[str, tuple[str, Form]]:
    """The variables of the line that `curl` writes, in their order: the label of the secret, and how it is spelled."""
    line = _Line(redactor)
    line.write(request)
    return {name: (label, form) for name, (label, form, _) in line.variables.items()}


class _Line:
    """One command line being written, and the variables that it uses."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self.variables: dict[str, tuple[str, Form, str]] = {}

    def write(self, request: Request) -> str:
        words = [
            "curl",
            "-sS",
            "-i",
            "--http1.1",
            "--path-as-is",
            "--globoff",
            *self._method(request),
            self._url(request),
        ]
        for name, value in request.headers:
            # curl drops a header without a value unless it ends in a semicolon.
            words += ["-H", self._word(f"{name}: {value}" if value.strip() else f"{name};")]
        for name in ADDED_BY_CURL if request.body is None else ADDED_BY_CURL + ADDED_WITH_BODY:
            if header(request.headers, name) is None:
                words += ["-H", shlex.quote(f"{name}:")]
        if request.body is None:
            return " ".join(words)
        text = _as_argument(request.body)
        if text is not None:
            return " ".join([*words, "--data-raw", self._word(text)])
        return f"{self._printf(request.body)} | {' '.join(words)} --data-binary @-"

    def _method(self, request: Request) -> list[str]:
        """curl waits in vain for the body of an answer to HEAD, unless it knows the method by its own option."""
        return ["-I"] if request.method == "HEAD" and request.body is None else ["-X", shlex.quote(request.method)]

    def _url(self, request: Request) -> str:
        """The URL without user information, which only curl would make a header of; the target apart where curl would
        not take it in a URL."""
        url = Url.parse(request.url)
        origin = f"{url.scheme}://{url.authority.rpartition('@')[2]}"
        if re.fullmatch(r"[!-~]+", url.target):
            return self._word(origin + url.target)
        return f"--request-target {self._word(url.target)} {self._word(origin)}"

    def _word(self, text: str) -> str:
        """`text` as one word of the shell."""
        return "".join(self._quoted(piece) for piece in self._redactor.pieces(text)) or "''"

    def _quoted(self, piece: Piece) -> str:
        return shlex.quote(piece.text) if piece.label is None else f'"${self._variable(piece, piece.label)}"'

    def _printf(self, body: bytes) -> str:
        """The command that prints `body`: what is not printable ASCII as octal, secrets as arguments."""
        pieces = list(self._redactor.pieces(body.decode("latin-1")))
        form = "".join("%s" if piece.label else "".join(map(_printed, piece.text)) for piece in pieces)
        if form.startswith("-"):
            form = "\\055" + form[1:]
        return " ".join(["printf", shlex.quote(form), *(self._quoted(piece) for piece in pieces if piece.label)])

    def _variable(self, piece: Piece, label: str) -> str:
        """The name of the variable that holds what `piece` spells: one name for one spelling."""
        plain = re.sub(r"^(?=\d)|[.-]", "_", label).upper()
        form = piece.form or Form.RAW
        raw = form is Form.RAW
        name = plain if raw else f"{plain}_{form}".upper()
        content = (label, form, "" if raw else piece.text)
        names = chain((name,), (f"{name}_{number}" for number in count(2)))
        return next(name for name in names if self.variables.setdefault(name, content) == content)


def _as_argument(body: bytes) -> str | None:
    """`body` as a text that an argument can carry, or None."""
    if len(body) > LONGEST_ARGUMENT or b"\0" in body:
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _printed(char: str) -> str:
    """`char` (of Latin-1) in a format of `printf`."""
    if char == "%":
        return "%%"
    return char if " " <= char <= "~" and char != "\\" else f"\\{ord(char):03o}"
