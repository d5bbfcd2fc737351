"""The CallREC client: its requests and what it reads in answers."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.callrec import (
    Agent,
    Criteria,
    Session,
    end_session,
    fetch,
    log_in,
    mint,
    session_of,
    token_of,
)
from conformance.exchange.body import Body
from conformance.exchange.message import Response, Url, header

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
    criteria = Criteria(tuple(couples), sid, "16", "download")
    request = mint(BASE, SESSION, criteria, method, encode_brackets=encoded)
    wanted = [("id_call[]", ",".join(couples))] if couples else []
    wanted += [("sid", sid)] if sid is not None else []
    assert fields(request, method) == [*wanted, ("type", "16"), ("action", "download")]
    assert "[" not in request.wire.decode() if encoded or not couples else "id_call[]=" in request.wire.decode()


def test_couples_may_come_in_a_field_each():
    request = mint(BASE, SESSION, Criteria(("1165", "1166"), type=None), "GET", repeated=True)
    assert request.url == f"{BASE}/downloadtoken?id_call[]=1165&id_call[]=1166"


@pytest.mark.parametrize(
    ("username", "password", "sent"),
    [(None, None, []), ("johndow", None, ["loginname"]), ("johndow", "", ["loginname", "password"])],
)
def test_a_credential_that_is_absent_is_not_an_empty_one(username, password, sent):
    assert [name for name, _ in fields(log_in(BASE, username, password), "POST")] == sent


@pytest.mark.parametrize(
    "request_of",
    [lambda agent: log_in(BASE, "a", "b", "GET", agent), lambda agent: fetch(BASE, SESSION, "t", agent=agent)],
)
def test_an_agent_has_a_name_and_may_have_an_accept(request_of):
    headers = dict(request_of(Agent("Player/1", "audio/*")).headers)
    assert (headers["User-Agent"], headers["Accept"]) == ("Player/1", "audio/*")
    assert dict(request_of(Agent("Player/1")).headers)["Accept"] in ("text/plain", "application/octet-stream")


@quick
@given(st.text(min_size=1), methods, st.sampled_from([mint, fetch]))
def test_a_session_in_the_url_follows_the_servlet_and_sends_no_cookie(id, method, make):
    wanted = Criteria(("1165",)) if make is mint else "t0ken"
    request = make(BASE, Session(id, (("JSESSIONID", id),)), wanted, method=method, carry="url")
    path = Url.parse(request.url).target.partition("?")[0]
    assert path.partition(";jsessionid=")[0] in ("/callrec/downloadtoken", "/callrec/sendcallfile.mp3")
    assert path.count(";") == 1
    assert path.count("/") == 2
    assert header(request.headers, "Cookie") is None


@pytest.mark.parametrize("make", [mint, fetch])
def test_a_session_can_be_named_twice_or_not_at_all(make):
    wanted = Criteria(("1165",)) if make is mint else "t0ken"
    both = make(BASE, SESSION, wanted, carry="both")
    assert f";jsessionid={SESSION.id}" in both.url
    assert header(both.headers, "Cookie") == f"JSESSIONID={SESSION.id}"
    for carry in ("cookie", "url", "both"):
        bare = make(BASE, None, wanted, carry=carry)
        assert ";" not in bare.url
        assert header(bare.headers, "Cookie") is None


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


@pytest.mark.parametrize(
    ("cookies", "header_sent", "id"),
    [
        ((), "JSESSIONID=L; route=a", "L"),
        (("JSESSIONID=N; Path=/callrec",), "route=a; JSESSIONID=N", "N"),
        (("route=b",), "JSESSIONID=L; route=b", "L"),
        (("JSESSIONID=M", "JSESSIONID=N"), "route=a; JSESSIONID=N", "N"),
        (("route=; Max-Age=0",), "JSESSIONID=L", "L"),
    ],
)
def test_a_cookie_store_follows_the_answers(cookies, header_sent, id):
    logged_in = Session("L", (("JSESSIONID", "L"), ("route", "a")), "L")
    after = logged_in.after(answer(b"", *(("Set-Cookie", cookie) for cookie in cookies)))
    assert (after.cookie, after.id, after.body_id) == (header_sent, id, "L")


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
    ("declared", "charset"),
    [
        ("", "utf-16"),
        ("", "utf-16le"),
        ("<?xml version='1.0'?>", "iso-8859-2"),
        ("<?xml version='1.0' encoding='utf-8'?>", "cp1250"),
    ],
)
def test_the_headers_charset_goes_before_the_documents_own(declared, charset):
    body = f"{declared}<reply>Žluťoučký</reply>".encode(charset)
    assert token_of(answer(body, ("Content-Type", f"text/xml; charset={charset}"))) == "Žluťoučký"
