"""A transcript shows what was on the wire to a person: bounded, redacted, and with nothing that could deceive."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.body import Body
from conformance.exchange.message import SURPLUS_AT_MOST, Exchange, Failure, FailureKind, Headers, Request, Response
from conformance.exchange.redaction import Redactor
from conformance.report.transcript import (
    DUMPED_AT_MOST,
    HEAD_AT_MOST,
    SHOWN_AT_MOST,
    UNSEEN,
    body_text,
    request_text,
    response_text,
    target,
    visible,
)

SECRET = "s3cr3t-value"
REDACTOR = Redactor({"token": SECRET})
quick = settings(derandomize=True, deadline=None, max_examples=80, database=None)


def answered(body: bytes = b"", headers: Headers = (), reason: str = "OK") -> Exchange:
    request = Request("POST", "http://provider.example/take?x=%2b", (("X-Id", "7"),), b"a=1")
    return Exchange("s.play/step", request, Response(200, reason, headers, Body.of(body)))


def test_a_request_stands_as_it_went_out() -> None:
    assert request_text(answered(), REDACTOR) == (
        "POST /take?x=%2b HTTP/1.1\nHost: provider.example\nX-Id: 7\nContent-Length: 3\n\na=1\n"
    )


def test_a_callback_shows_the_headers_that_came_and_survives_a_host_that_is_none() -> None:
    call = Exchange("s.play/delivered", Request("POST", "http:///hook", (("Host", ""),), b"{}"), inbound=True)
    assert target(call) == "http:///hook"
    assert request_text(call, REDACTOR).splitlines()[1:] == ["Host: ", "", "{}"]


def test_a_failure_stands_where_the_response_would() -> None:
    lost = Exchange("s.play/step", answered().request, None, Failure(FailureKind.TIMEOUT, f"no answer to {SECRET}"))
    assert response_text(lost, REDACTOR) == "[timeout: no answer to [redacted:token]]"


@pytest.mark.parametrize(
    ("surplus", "shown"),
    [
        (f"<html>{SECRET}\x1b".encode(), "[19 bytes after the end: <html>[redacted:token][U+001B]]"),
        (b"\0\1", f"[2 bytes after the end: 00000000  {'00 01':<47}  ..]"),
        (b"x" * SURPLUS_AT_MOST, f"[4,096 or more bytes after the end: {'x' * SURPLUS_AT_MOST}]"),
    ],
)
def test_what_followed_the_end_stands_below_the_response(surplus: bytes, shown: str) -> None:
    response = Response(204, "No Content", (), surplus=surplus)
    text = response_text(Exchange("s.play/step", answered().request, response), REDACTOR)
    assert text == f"HTTP/1.1 204 No Content\n\n{shown}"


def test_text_is_read_by_its_charset_and_without_its_coding() -> None:
    latin = (("Content-Type", "text/plain; charset=ISO-8859-1"),)
    assert "Grüße" in response_text(answered("Grüße".encode("latin-1"), latin), REDACTOR)
    coded = response_text(answered(gzip.compress(b"readable"), (("Content-Encoding", "gzip"),)), REDACTOR)
    assert coded.endswith("readable\n[shown with gzip undone]\n")


def test_what_is_not_text_is_dumped() -> None:
    assert body_text(Body.of(b"RIFF\0\xff"), REDACTOR) == f"00000000  {'52 49 46 46 00 ff':<47}  RIFF.."
    for charset in ("utf-8", "idna", "undefined", "hex", "no-such"):
        assert body_text(Body.of(b"\xff\xfe"), REDACTOR, charset).startswith("00000000  ff fe")


def test_a_cut_between_the_bytes_of_a_character_leaves_text() -> None:
    text = body_text(Body.of("€".encode() * 100_000), REDACTOR)
    assert text.startswith("€€€")
    assert f"[the first {SHOWN_AT_MOST:,} of 300,000 bytes; sha256 " in text


@pytest.mark.parametrize("inside", range(1, len(SECRET)))
def test_a_secret_across_the_cut_is_redacted_whole(inside: int) -> None:
    text = body_text(Body.of(b"x" * (SHOWN_AT_MOST - inside) + SECRET.encode() + b"x" * 50_000), REDACTOR)
    assert "x" + SECRET[:inside] not in text
    dump = body_text(Body.of(b"\0" * (DUMPED_AT_MOST - inside) + SECRET.encode() + b"\0" * 50_000), REDACTOR)
    assert "." + SECRET[:inside] not in dump


def test_a_line_end_in_a_header_makes_no_second_header() -> None:
    text = response_text(answered(headers=(("X-A", "1\r\nSet-Cookie: forged"),)), REDACTOR)
    assert "X-A: 1␍␊Set-Cookie: forged" in text.splitlines()


def test_long_headers_are_bounded() -> None:
    text = response_text(answered(headers=(("X-Long", "y" * 1_000_000),) * 50), REDACTOR)
    assert len(text) < HEAD_AT_MOST + 200
    assert "more characters of headers" in text


def test_what_reorders_or_hides_text_is_made_visible() -> None:
    assert visible("user\u202egnp.exe\x1b[2J\ttab\r\nline") == "user[U+202E]gnp.exe[U+001B][2J\ttab\nline"


@quick
@given(st.text(), st.text(), st.binary(max_size=600), st.text(max_size=30))
def test_no_answer_deceives_or_breaks(name: str, value: str, body: bytes, reason: str) -> None:
    text = response_text(answered(body, ((name, value),), reason), REDACTOR)
    assert not UNSEEN.search(text)
    text.encode("utf-8")


@quick
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=300))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert body_text(Body.of(text.encode()), Redactor()) == visible(text)
