"""What goes over the wire, as data: URLs taken apart, the bytes of a request, the text of a response."""

import gzip
import hashlib
import zlib
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conformance.exchange.body import KEPT_IN_MEMORY, Body
from conformance.exchange.message import DECODED_AT_MOST, Exchange, Failure, FailureKind, Request, Response, Url, header

PROPERTY = settings(derandomize=True, deadline=None, database=None, max_examples=80)


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("http://h", "http://h", "/"),
        ("HTTPS://H:8443/a?b#c", "https://H:8443", "/a?b"),
        ("http://h?a=1", "http://h", "/?a=1"),
        ("http://h;jsessionid=1", "http://h", "/;jsessionid=1"),
        ("http://h/?", "http://h", "/?"),
        ("http://h//x/../y", "http://h", "//x/../y"),
        ("http://u:p@h:1/a@b", "http://u:p@h:1", "/a@b"),
        ("http://[::1]:80/x?u=http://o/", "http://[::1]:80", "/x?u=http://o/"),
        ("http://h#/x", "http://h", "/"),
    ],
)
def test_a_url_is_taken_apart(url, origin, target):
    parsed = Url.parse(url)
    assert (parsed.origin, parsed.target) == (origin, target)


@pytest.mark.parametrize("url", ["", "h/x", "/x", "ftp://h/", "http:///x", "http://", "http://?x", "http:h", "%url%"])
def test_what_is_no_url_of_a_web_service_is_refused(url):
    with pytest.raises(ValueError, match="URL must"):
        Url.parse(url)


@PROPERTY
@given(target=st.text(st.characters(blacklist_characters="#")))
def test_a_target_is_never_rewritten(target):
    url = Url.parse(f"http://h/{target}")
    assert (url.authority, url.target) == ("h", f"/{target}")


def test_the_host_goes_first_and_the_length_last():
    request = Request("POST", "http://u:p@h:80/x", (("B", "1"), ("a", "2")), b"abc")
    assert request.wire_headers == (("Host", "h:80"), ("B", "1"), ("a", "2"), ("Content-Length", "3"))
    assert request.wire == b"POST /x HTTP/1.1\r\nHost: h:80\r\nB: 1\r\na: 2\r\nContent-Length: 3\r\n\r\nabc"


def test_the_callers_own_host_and_length_stay_where_they_are():
    headers = (("content-length", "7"), ("A", "1"), ("hOsT", "other"))
    assert Request("POST", "http://h/", headers, b"abc").wire_headers == headers


def test_no_body_has_no_length_and_an_empty_one_has():
    assert b"Content-Length" not in Request("POST", "http://h/").wire
    assert b"Content-Length: 0\r\n\r\n" in Request("POST", "http://h/", (), b"").wire


def test_reading_to_the_end_is_no_part_of_what_goes_out():
    request = Request("POST", "http://h/", (("Connection", "close"),), b"a")
    assert replace(request, to_the_end=True).wire == request.wire


def test_what_is_not_ascii_goes_out_as_utf_8():
    wire = Request("GET", "http://h/ä?b=€", (("X", "ü\ud800"),)).wire
    assert wire == "GET /ä?b=€ HTTP/1.1\r\nHost: h\r\nX: ü?\r\n\r\n".encode()


def test_nothing_that_may_hold_a_secret_is_in_a_representation():
    request = Request(
        "POST", "http://h/s3cr3t?s3cr3t", (("X", "s3cr3t"),), b"s3cr3t", ("s3cr3t",), ("s3cr3t", "s3cr3t")
    )
    response = Response(200, "OK", (("X", "s3cr3t"),), Body.of(b"s3cr3t"), surplus=b"s3cr3t")
    assert "s3cr3t" not in repr(Exchange("id", request, response))
    assert "s3cr3t" not in repr(Url.parse(request.url))


def test_a_header_is_found_in_any_case_and_the_first_one_counts():
    headers = (("X-a", "1"), ("x-A", "2"))
    assert (header(headers, "X-A"), header(headers, "y")) == ("1", None)
    assert Response(200, "", headers).header("x-a") == "1"


def test_a_body_knows_its_size_and_hash():
    body = Body.of(b"abc")
    assert (body.size, body.fingerprint) == (3, hashlib.sha256(b"abc").hexdigest())
    assert Body().fingerprint == Body.of(b"").fingerprint


def test_a_body_opens_from_memory_and_from_its_file(tmp_path):
    whole = b"x" * (KEPT_IN_MEMORY + 5)
    (tmp_path / "body").write_bytes(whole)
    for body, data in (
        (Body.of(b"abc"), b"abc"),
        (Body(whole[:KEPT_IN_MEMORY], len(whole), "", tmp_path / "body"), whole),
    ):
        with body.open() as stream:
            assert stream.read() == data
            stream.seek(1)
            assert stream.read(1) == data[1:2]
        assert stream.closed


def response(data, content_type=None, coding=None):
    headers = [("Content-Type", content_type)] if content_type is not None else []
    headers += [("Content-Encoding", coding)] if coding is not None else []
    return Response(200, "OK", tuple(headers), Body.of(data))


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [("Application/JSON; charset=UTF-8", "application/json"), (" text/xml ", "text/xml"), ("", ""), (None, "")],
)
def test_a_media_type_is_without_parameters(content_type, expected):
    assert response(b"", content_type).media_type == expected


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        ("ä".encode(), None, "ä"),
        ("ä".encode(), "text/plain; charset=utf-8", "ä"),
        (b"\xe4", "text/plain; charset=ISO-8859-1", "ä"),
        (b"\xe4", 'text/xml; CHARSET="iso-8859-1"; x=y', "ä"),
        (b"\xef\xbb\xbf{}", "application/json", "{}"),
        (b"\xe4", "text/plain", "\ufffd"),
        ("ä".encode(), "text/plain; charset=klingon", "ä"),
        ("ä".encode(), "text/plain; charset=", "ä"),
        (b"a", "text/plain; charset=hex", "a"),
    ],
)
def test_text_is_decoded_as_declared_else_as_utf_8(data, content_type, text):
    assert response(data, content_type).text == text


def raw_deflate(data):
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(data) + squeeze.flush()


@pytest.mark.parametrize(
    ("data", "coding", "content"),
    [
        (gzip.compress(b"abc", mtime=0), "gzip", b"abc"),
        (gzip.compress(b"abc", mtime=0), "X-GZip ", b"abc"),
        (zlib.compress(b"abc"), "deflate", b"abc"),
        (b"abc", "gzip", b"abc"),
        (b"abc", "br", b"abc"),
        (b"abc", "identity", b"abc"),
        (b"", "gzip", b""),
        (raw_deflate(b"abc"), "deflate", raw_deflate(b"abc")),
    ],
)
def test_a_content_coding_is_undone_where_it_can_be(data, coding, content):
    assert response(data, coding=coding).content == content
    assert response(data, coding=coding).decoded == Body.of(content)


def test_a_small_answer_cannot_fill_the_memory():
    assert len(response(gzip.compress(b"\0" * (DECODED_AT_MOST * 4)), coding="gzip").content) == KEPT_IN_MEMORY


def test_a_body_that_is_not_undone_whole_stays_as_it_came(tmp_path):
    bomb = response(gzip.compress(b"\0" * DECODED_AT_MOST), coding="gzip")
    assert bomb.decoded is bomb.body
    long = replace(bomb, body=replace(bomb.body, path=tmp_path / "body"))
    assert long.decoded is long.body


@PROPERTY
@given(
    data=st.binary(max_size=60),
    charset=st.text(st.characters(max_codepoint=255), max_size=12) | st.sampled_from(["idna", "undefined", "utf-7"]),
    coding=st.sampled_from([None, "gzip", "deflate"]),
)
@example(b"\xff", "idna", None)
@example(b"a", "undefined", None)
@example(b"a", "a\0b", None)
@example(b"\\x", "unicode_escape", None)
def test_any_answer_has_a_text(data, charset, coding):
    assert isinstance(response(data, f"text/plain; charset={charset}", coding).text, str)


def test_an_exchange_without_a_response_has_no_answer():
    exchange = Exchange("play/step", Request("GET", "http://h/"), failure=Failure(FailureKind.TIMEOUT, "too late"))
    with pytest.raises(LookupError, match=r"play/step.*too late"):
        _ = exchange.answer
