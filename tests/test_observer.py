"""What an observer's answer says, how one that gives none is told, and the command of the page about it."""

import json
import re
import sqlite3
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from conformance.exchange.body import Body
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response
from conformance.exchange.observer import mark_of, observed, stored_in
from conformance.exchange.settings import Observer
from conformance.resources import FIXTURES, PACKAGE

PAGE = PACKAGE.parent / "docs" / "observer.md"
URL = Observer("http://127.0.0.1:1/stored?id={id}")


def asked_of(*command: str, wait: float = 20) -> Exchange:
    """What comes of running `command` as the observer of the mark 7f-plus."""

    def never(request: Request, id: str) -> Exchange:
        raise AssertionError("a command is not sent for")

    return observed(Observer(command=command, wait=wait), "7f-plus", "id", never)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code, "{id}")


def answered(status: int, body: str) -> Exchange:
    def send(request: Request, id: str) -> Exchange:
        return Exchange(id, request, Response(status, "", (), Body.of(body.encode())))

    return observed(URL, "7f+plus", "id", send)


def told(exchange: Exchange) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        stored_in(exchange)
    return str(caught.value)


def test_a_command_tells_what_was_stored_in_order() -> None:
    exchange = asked_of(*python('import sys; print(\'[{"a": "%s"}, {"a": null}]\' % sys.argv[1])'))
    assert stored_in(exchange) == [{"a": "7f-plus"}, {"a": None}]
    assert mark_of(Observer(command=("x",)), exchange) == "7f-plus"


def test_a_url_is_asked_for_the_mark() -> None:
    exchange = answered(200, "[]")
    assert stored_in(exchange) == []
    assert exchange.request.url == "http://127.0.0.1:1/stored?id=7f%2Bplus"
    assert mark_of(URL, exchange) == "7f+plus"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; sys.stderr.write('one\\nno such table\\n\\n'); sys.exit(3)", "exit code 3: no such table"),
        ("import sys; sys.exit(1)", "exit code 1: it said nothing on standard error"),
        ("import sys; sys.exit('x' * 1000)", f"exit code 1: {'x' * 199}…"),
        ("import os; os.write(2, b'\\xff'); os._exit(2)", "exit code 2: \ufffd"),
    ],
)
def test_a_command_that_fails_is_told_in_its_own_words(code: str, says: str) -> None:
    assert told(asked_of(*python(code))) == f"'s command ended with {says}"


def test_a_command_that_cannot_be_run_is_named() -> None:
    problem = told(asked_of("./no-such-command", "{id}"))
    assert problem == "'s command ./no-such-command cannot be run (no such file or directory)"


def test_a_command_that_does_not_end_is_told_with_its_time() -> None:
    exchange = asked_of(*python("import sys; sys.stdin.close(); import threading; threading.Event().wait()"), wait=0.1)
    assert told(exchange) == "'s command gave no answer within 0.1 s"


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (500, "[]", "answered 500; it must answer 200 with a JSON array"),
        (200, "<html>", "answered something else than JSON; it must be an array of objects"),
        (200, "[" * 100_000, "answered something else than JSON; it must be an array of objects"),
        (200, "{}", "answered JSON that is no array of objects"),
        (200, "[1]", "answered JSON that is no array of objects"),
    ],
)
def test_a_url_that_gives_no_list(status: int, body: str, says: str) -> None:
    assert told(answered(status, body)) == says


def test_a_url_that_cannot_be_reached() -> None:
    failure = Failure(FailureKind.UNREACHABLE, "cannot connect to h: connection refused")
    exchange = Exchange("id", Request("GET", "http://h/"), failure=failure)
    assert told(exchange) == "cannot be asked: cannot connect to h: connection refused"


@pytest.mark.skipif(not PAGE.is_file(), reason="there is no checkout around the package")
def test_the_ten_lines_of_the_page_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [block] = re.findall(r"(?m)^    #!.*\n(?:(?:    .*)?\n)+", PAGE.read_text("utf-8"))
    lines = [line.removeprefix("    ") for line in block.strip().splitlines()[1:]]
    assert len(lines) <= 10
    (tmp_path / "stored.py").write_text("\n".join(lines))
    preview = (FIXTURES / "media" / "smallest.jpg").read_bytes()
    rows = [("+1", "a 7f-plus", preview, "http://m/1", 180), ("+2", "7f-plus", None, None, None)]
    with sqlite3.connect(tmp_path / "messages.db") as database:
        database.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, recipient, text, preview BLOB, url, width)")
        insert = "INSERT INTO messages (recipient, text, preview, url, width) VALUES (?, ?, ?, ?, ?)"
        database.executemany(insert, [*rows, ("+3", "another", None, None, None)])
    database.close()
    monkeypatch.chdir(tmp_path)
    assert stored_in(asked_of(sys.executable, "stored.py", "{id}")) == [
        {
            "sms_to": "+1",
            "description": "a 7f-plus",
            "preview_content": b64encode(preview).decode(),
            "preview_width": 180,
            "media_url": "http://m/1",
        },
        {
            "sms_to": "+2",
            "description": "7f-plus",
            "preview_content": None,
            "preview_width": None,
            "media_url": None,
        },
    ]
    assert json.dumps(stored_in(asked_of(sys.executable, "stored.py", "nothing"))) == "[]"
