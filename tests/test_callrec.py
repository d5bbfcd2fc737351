"""The CallREC client: its requests and what it reads in answers."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.callrec import Session, end_session, fetch, log_in, mint, session_of, token_of
from conformance.clients.disposition import filename_of, is_attachment
from conformance.exchange.message import Body, Response, Url, header

BASE = "http://myserver/callrec"
SESSION = Session("8A355EC61B5D804447704B8CB64DF535")
quick = settings(derandomize=True, deadline=None, max_examples=60, database=None)


def answer(body: bytes = b"", *headers: tuple[str, str]) -> Response:
    return Response(200, "OK", headers, Body.of(body))


def fields(request, method):
    sent = request.body.decode() if method == "POST" else Url.parse(request.url).target.partition("?")[2]
    return parse_qsl(sent, keep_blank_values=True, strict_parsing=bool(sent))


methods = st.sampled_from(["GET", "POST"])


@quick
@given(st.text(), st.text(), methods)
def test_credentials_survive_the_form_and_the_query(username, password, method):
    request = log_in(BASE, username, password, method)
    assert fields(request, method) == [("loginname", username), ("password", password)]
    assert (request.body is None) == (method == "GET")


@quick
@given(st.lists(st.text(min_size=1), max_size=4), st.none() | st.text(), methods, st.booleans())
def test_search_criteria_survive_and_couples_share_one_field(couples, sid, method, encoded):
    request = mint(BASE, SESSION, couples, sid, "16", "download", method, encode_brackets=encoded)
    wanted = [("id_call[]", ",".join(couples))] if couples else []
    wanted += [("sid", sid)] if sid is not None else []
    assert fields(request, method) == [*wanted, ("type", "16"), ("action", "download")]
    assert "[" not in request.wire.decode() if encoded or not couples else "id_call[]=" in request.wire.decode()


@quick
@given(st.text(min_size=1), methods, st.sampled_from([mint, fetch]))
def test_a_session_in_the_url_follows_the_servlet_and_sends_no_cookie(id, method, make):
    arguments = (["1165"],) if make is mint else ("t0ken",)
    request = make(BASE, Session(id, (("JSESSIONID", id),)), *arguments, method=method, carry="url")
    path = Url.parse(request.url).target.partition("?")[0]
    assert path.partition(";jsessionid=")[0] in ("/callrec/downloadtoken", "/callrec/sendcallfile.mp3")
    assert path.count(";") == 1
    assert path.count("/") == 2
    assert header(request.headers, "Cookie") is None


def test_fetching_is_the_documents_trace():
    request = fetch(BASE, SESSION, "NWnMJ4iKhVLOY0sUlGDX")
    assert request.wire.decode().split("\r\n") == [
        "POST /callrec/sendcallfile.mp3 HTTP/1.1",
        "User-Agent: curl/7.21.0 (x86_64-pc-linux-gnu) libcurl/7.21.0 OpenSSL/0.9.8o zlib/1.2.3.4 libidn/1.18",
        "Host: myserver",
        "Cookie: JSESSIONID=8A355EC61B5D804447704B8CB64DF535",
        "Content-Type: application/x-www-form-urlencoded",
        "Accept: application/octet-stream",
        "Content-Length: 26",
        "",
        "token=NWnMJ4iKhVLOY0sUlGDX",
    ]


def test_the_browser_example_and_a_request_without_token_or_session():
    assert fetch(BASE, SESSION, "abc", "GET", "url").url == f"{BASE}/sendcallfile.mp3;jsessionid={SESSION.id}?token=abc"
    bare = fetch(BASE, None, None)
    assert (bare.url, bare.body, header(bare.headers, "Cookie")) == (f"{BASE}/sendcallfile.mp3", b"", None)


def test_a_log_in_answers_with_its_session_in_body_and_cookies():
    opened = session_of(
        answer(
            b'<?xml version="1.0"?>\n<ok sessionid="B1" number="1">Access is authorized.</ok>',
            ("Set-Cookie", "JSESSIONID=old; Path=/callrec"),
            ("Set-Cookie", "route=node2; HttpOnly"),
            ("set-cookie", "JSESSIONID=C2; Path=/callrec"),
            ("Set-Cookie", "rememberMe=x; Max-Age=0"),
        )
    )
    assert opened is not None
    assert (opened.id, opened.body_id, opened.cookie_id) == ("B1", "B1", "C2")
    assert header(end_session("http://myserver/out", opened).headers, "Cookie") == "route=node2; JSESSIONID=C2"


@pytest.mark.parametrize(
    ("body", "id"),
    [
        (b'<session sessionid="X"/>', "X"),
        (b'<ok sessionid=""/>', None),
        (b"<error>Access denied</error>", None),
        (b'<ok sessionid="X">', None),
        (b'<!DOCTYPE ok [<!ENTITY e "X">]><ok sessionid="&e;"/>', None),
        (b"<html><p>no xml<br></html>", None),
        (b"", None),
    ],
)
def test_a_session_is_read_in_any_well_formed_body(body, id):
    opened = session_of(answer(body))
    assert (opened.id if opened else None) == id


def test_a_session_by_cookie_alone():
    opened = session_of(answer(b"welcome", ("Set-Cookie", "JSESSIONID=C; Secure")))
    assert opened == Session("C", (("JSESSIONID", "C"),))


@pytest.mark.parametrize(
    ("body", "token"),
    [
        (b"<?xml version='1.0' encoding='UTF-8'?>\r\n<reply>NWnMJ4</reply>\n", "NWnMJ4"),
        (b"<result><reply>\n abc \n</reply></result>", "abc"),
        (b"<reply> </reply>", None),
        (b"<error>no permission</error>", None),
        (b"<reply>abc", None),
    ],
)
def test_the_token_is_the_text_of_reply(body, token):
    assert token_of(answer(body)) == token


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=calldata.zip", "calldata.zip"),
        ('ATTACHMENT; FILENAME="a call; part \\"1\\".wav"', 'a call; part "1".wav'),
        ("attachment; filename=\"plain.zip\"; filename*=UTF-8''p%C5%99ehled.zip", "přehled.zip"),
        ("attachment", None),
        ("attachment; filename=", None),
    ],
)
def test_a_download_names_its_file(disposition, name):
    response = answer(b"", ("Content-Disposition", disposition))
    assert is_attachment(response)
    assert filename_of(response) == name


def test_what_is_played_is_no_attachment():
    assert not is_attachment(answer())
    assert not is_attachment(answer(b"", ("Content-Disposition", "inline; filename=attachment")))
