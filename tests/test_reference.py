"""The reference provider: each service's main way, its framing, its single-use tokens, its faults, its clean end."""

import base64
import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import SimpleQueue
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_calls import (
    BEARER,
    FILE,
    FORM,
    JSON,
    MESSAGE,
    NOTIFICATION,
    NOTIFICATION_XML,
    PREVIEW,
    SECOND_PARTY,
    TEXT,
    XML,
    Answer,
    ask,
    notify,
    observed,
    send_message,
    send_text,
)

from conformance.reference import FAULTS, Provider
from conformance.reference.callbacks import Callbacks
from conformance.resources import FIXTURES


@contextmanager
def webhook() -> Iterator[tuple[str, SimpleQueue]]:
    """A listener's URL and the JSON bodies that it has received."""
    events: SimpleQueue = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            events.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook?id=1", events
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


def log_in(provider: Provider, user: str = "johndow", password: str = "12345678") -> str:
    credentials = urlencode({"loginname": user, "password": password})
    return ask(provider, "POST", "/callrec/loginservlet", credentials, FORM).xml.get("sessionid", "")


def cookie(session: str) -> dict[str, str]:
    return {"Cookie": f"JSESSIONID={session}"}


def mint(provider: Provider, session: str, criteria: str) -> str:
    """A token for `criteria`, "" when there is none."""
    reply = ask(provider, "GET", f"/callrec/downloadtoken;jsessionid={session}?{criteria}", None, cookie(session))
    assert reply.status == 200
    return reply.xml.text if reply.xml.tag == "reply" else ""


def use(provider: Provider, session: str, token: str) -> Answer:
    return ask(provider, "POST", "/callrec/sendcallfile.mp3", f"token={token}", {**FORM, **cookie(session)})


def download(provider: Provider, criteria: str) -> Answer:
    session = log_in(provider)
    return use(provider, session, mint(provider, session, criteria))


class TestMediaReferenceSend:
    @pytest.mark.parametrize(
        ("method", "encoding"),
        [("GET", "query"), ("HEAD", "query"), ("POST", "form"), ("PUT", "form"), ("POST", "json"), ("PUT", "json")],
    )
    def test_accepts_and_stores_what_was_sent(self, provider, method, encoding):
        answer = send_message(provider, method, encoding)
        assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")
        stored = provider.stored_messages[-1]
        assert (stored.to, stored.description, stored.preview) == ("+15551231234", "Grüße", PREVIEW)

    @pytest.mark.parametrize(
        "to", ["+15551231234", "15551231234", "+1(555)123-1234", "sip:alice@example.com", "alice@example.com"]
    )
    def test_accepts_every_form_of_recipient(self, provider, to):
        assert send_message(provider, to=to).status == 200

    def test_accepts_the_examples_field_name_and_numbers(self, provider):
        fields = {**MESSAGE, "sms_to": MESSAGE["to"], "w": 180, "h": 120}
        del fields["to"]
        headers = {"Content-Type": "application/json; charset=utf-8"}
        assert ask(provider, "POST", "/send_media_message/", json.dumps(fields), headers).status == 200

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"password": "wrong"}, 403),
            ({"password": ""}, 403),
            ({"password": None}, 403),
            ({"password": "********"}, 403),
            ({"from": "nobody"}, 403),
            ({"from": None}, 403),
            ({"to": "not a recipient"}, 406),
            ({"to": " 15551231234"}, 406),
            ({"to": ""}, 400),
            ({"to": None}, 400),
            ({"pc": None}, 400),
            ({"url": ""}, 400),
            ({"url": "ftp://example.com/a"}, 400),
            ({"w": "wide"}, 400),
            ({"pct": "image/png"}, 400),
            ({"pc": "A64FBB8....7237=="}, 400),
            ({"pc": base64.b64encode(b"PNG").decode()}, 400),
            ({"ct": "text/plain"}, 400),
        ],
    )
    def test_refuses_in_the_requests_own_style(self, provider, changes, status):
        before = len(provider.stored)
        by_query, by_json = send_message(provider, **changes), send_message(provider, "POST", "json", **changes)
        assert (by_query.status, by_json.status) == (status, status)
        assert by_query.headers["Content-Type"] == "text/xml"
        assert by_query.xml.find("message").text == by_json.json["message"] != ""
        assert len(provider.stored) == before

    @pytest.mark.parametrize(
        ("body", "headers", "status"),
        [
            ("{", JSON, 400),
            ("[]", JSON, 400),
            ('{"from": 1e999}', JSON, 403),
            (json.dumps({**MESSAGE, "description": "\ud800"}), JSON, 400),
            (b"from=johndow&password=\xff", FORM, 400),
            ("from=johndow&password=%FF", FORM, 400),
            ("<from>johndow</from>", XML, 415),
        ],
    )
    def test_refuses_what_it_cannot_read(self, provider, body, headers, status):
        assert ask(provider, "POST", "/send_media_message", body, headers).status == status

    def test_reads_numbers_and_texts_raw_and_encoded_slashes_query_and_body(self, provider):
        fields = {**MESSAGE, "description": "both ways", "w": 180, "h": 120}
        query = {name: fields.pop(name) for name in ("from", "password")}
        target = "/send_media_message?" + urlencode(query)
        assert ask(provider, "PUT", target, json.dumps(fields), JSON).status == 200
        raw = urlencode(MESSAGE | {"description": "both ways"}, safe="/")
        assert "pct=image/jpeg" in raw
        assert ask(provider, "POST", "/send_media_message", raw, FORM).status == 200
        assert {(one["preview_width"], one["preview_content_type"]) for one in observed(provider, "both ways")} == {
            (180, "image/jpeg")
        }

    def test_takes_a_preview_of_a_megabyte_by_body_and_says_414_to_it_in_a_url(self, provider):
        big = base64.b64encode(PREVIEW + bytes(1 << 20)).decode()
        assert send_message(provider, "POST", "json", pc=big).status == 200
        assert [send_message(provider, method, pc=big).status for method in ("GET", "HEAD")] == [414, 414]
        fields = {**MESSAGE, "pc": big}
        assert ask(provider, "POST", "/send_media_message?" + urlencode(fields), urlencode(fields), FORM).status == 414

    @pytest.mark.parametrize(
        ("path", "media_type", "name"),
        [("/media/picture.jpg?a=1", "image/jpeg", "preview.jpg"), ("/media/video.mp4", "video/mp4", "video.mp4")],
    )
    def test_hosts_the_media(self, provider, path, media_type, name):
        answer = ask(provider, "GET", path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
        assert answer.body == (FIXTURES / "media" / name).read_bytes()

    def test_head_never_has_a_body(self, provider):
        connection = HTTPConnection(urlsplit(provider.url).netloc, timeout=5)
        for method in ("HEAD", "GET"):  # bytes after the first answer would be taken for the second
            connection.request(method, "/send_media_message?from=johndow")
            response = connection.getresponse()
            assert response.status == 403
            response.read()
        connection.close()


class TestSendMessage:
    @pytest.mark.parametrize(
        ("method", "encoding"),
        [("POST", "form"), ("PUT", "form"), ("POST", "json"), ("PUT", "json")],
    )
    def test_accepts_and_stores_a_long_text_and_answers_with_an_id_of_its_own(self, provider, method, encoding):
        text = f"long {method} {encoding} " + "ä+☃" * 4000
        answers = [send_text(provider, method, encoding, body=text, content_type="text/plain") for _ in range(2)]
        assert [answer.status for answer in answers] == [200, 200]
        assert answers[0].json["sms_id"] != answers[1].json["sms_id"]
        assert observed(provider, f"long {method} {encoding}") == 2 * [
            {
                "service": "send-message",
                "account": "johndow",
                "sms_to": "+15551231234",
                "sms_body": text,
                "content_type": "text/plain",
            }
        ]

    def test_accepts_a_text_by_query(self, provider):
        answer, head = send_text(provider, "GET", "query"), send_text(provider, "HEAD", "query")
        assert (answer.status, answer.json.keys()) == (200, {"sms_id"})
        assert (head.status, head.body) == (200, b"")

    @pytest.mark.parametrize(
        ("changes", "status"),
        [({"password": ""}, 403), ({"to": None}, 400), ({"to": "?"}, 406), ({"body": ""}, 400), ({"body": None}, 400)],
    )
    def test_refuses_with_a_message(self, provider, changes, status):
        answer = send_text(provider, "POST", "json", **changes)
        assert answer.status == status
        assert answer.json["message"]


class TestObserver:
    def test_tells_what_arrived_by_its_mark_in_order(self):
        with Provider() as provider:
            send_message(provider, description="first 7f3a-x + é", to="+1(555)123-1234")
            send_text(provider, body="second 7f3a-x", smart="1")
            send_message(provider, "POST", "json", description=None, url="http://media.server.com/7f3a-x%2F?a=b")
            notify(provider, newSmartNumber="7f3a-x")
            send_message(provider, description="another")
            media, text, undescribed, contact = observed(provider, "7f3a-x")
            kinds = [type(stored).__name__ for stored in provider.stored]
        assert media == {
            "service": "media-reference-send",
            "account": "johndow",
            "sms_to": "+1(555)123-1234",
            "description": "first 7f3a-x + é",
            "preview_width": 180,
            "preview_height": 120,
            "preview_content_type": "image/jpeg",
            "preview_content": MESSAGE["pc"],
            "media_url": MESSAGE["url"],
            "media_content_type": "video/mp4",
        }
        assert (text["sms_body"], text["smart"]) == ("second 7f3a-x", "1")
        assert (undescribed["description"], undescribed["media_url"]) == ("", "http://media.server.com/7f3a-x%2F?a=b")
        assert contact == {
            "service": "smart-contact-notification",
            "new_smart_number": "7f3a-x",
            "network_id": "mynetwork",
            "new_smart_uri": "johnsnow@pbx.acrobits.net",
            "interested_parties": [{"username": "eric", "device": "erics_iphone"}],
        }
        assert kinds == ["MediaMessage", "TextMessage", "MediaMessage", "SmartContact", "MediaMessage"]

    def test_tells_nothing_without_a_mark_and_of_an_unknown_one(self, provider):
        assert ask(provider, "GET", "/observed").status == 400
        assert observed(provider, "never sent") == []


class TestSendCallFile:
    def test_log_in_gives_the_session_twice(self, provider):
        answer = ask(provider, "GET", "/callrec/loginservlet?loginname=johndow&password=12345678")
        session = answer.xml.get("sessionid")
        assert answer.status == 200
        assert answer.headers["Set-Cookie"] == f"JSESSIONID={session}; Path=/callrec"
        assert answer.body[55:].startswith(session.encode())

    def test_bad_credentials_are_told_in_the_body_only(self, provider):
        answer = ask(provider, "POST", "/callrec/loginservlet", "loginname=johndow&password=no", FORM)
        assert (answer.status, answer.xml.tag, answer.headers.get("Set-Cookie")) == (200, "error", None)

    @pytest.mark.parametrize(
        ("criteria", "media_type", "start", "attached"),
        [
            ("id_call[]=1165&type=1", "audio/x-wav", b"RIFF", None),
            ("sid=sid-1165&id_call[]=1166,1167&type=1", "audio/x-wav", b"RIFF", None),
            ("id_call[]=1167&type=16", "video/mp4", b"\0\0\0", None),
            ("id_call%5B%5D=1165&action=download", "audio/x-wav", b"RIFF", "attachment; filename=1165.wav"),
            ("id_call[]=1167&type=1&action=download", "video/mp4", b"\0\0\0", "attachment; filename=1167.mp4"),
        ],
    )
    def test_sends_one_file(self, provider, criteria, media_type, start, attached):
        answer = download(provider, criteria)
        assert (answer.status, answer.headers["Content-Type"]) == (200, media_type)
        assert answer.headers.get("Content-Disposition") == attached
        assert answer.body.startswith(start)
        assert len(answer.body) == int(answer.headers["Content-Length"]) > 5000

    @pytest.mark.parametrize("ids", ["id_call[]=1165,1167", "id_call[]=1165&id_call[]=1167"])
    def test_sends_several_files_as_a_zip(self, provider, ids):
        answer = download(provider, f"{ids}&type=1&action=download")
        assert answer.headers["Transfer-Encoding"] == "chunked"
        assert answer.headers["Content-Disposition"] == "attachment; filename=calldata.zip"
        archive = zipfile.ZipFile(io.BytesIO(answer.body))
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["1165.wav", "1167.mp4", "contents.txt"]
        assert b"1167" in archive.read("contents.txt")

    def test_prepares_a_video(self, provider):
        session = log_in(provider)
        prepared = use(provider, session, mint(provider, session, "id_call[]=1167&type=16&action=prepare"))
        video = use(provider, session, prepared.xml.text)
        assert (video.status, video.headers["Content-Type"]) == (200, "video/mp4")

    @pytest.mark.parametrize(
        "criteria",
        ["", "id_call[]=", "id_call[]=4711", "id_call[]=1165,1999", "id_call[]=1165,1166", "id_call[]=1165&type=16"],
    )
    def test_gives_no_token_for_what_cannot_be_sent(self, provider, criteria):
        assert mint(provider, log_in(provider), criteria) == ""

    def test_understands_the_session_in_the_url_and_prefers_the_cookie(self, provider):
        session = log_in(provider)
        by_url = f"/callrec/sendcallfile.mp3;jsessionid={session}?token="
        assert ask(provider, "GET", by_url + mint(provider, session, "sid=sid-1165")).status == 200
        token = mint(provider, session, "sid=sid-1165")
        assert ask(provider, "GET", by_url + token, None, cookie("stale")).status == 302
        assert ask(provider, "GET", by_url + token).status == 200

    def test_a_token_is_good_once_for_16_threads_at_once(self, provider):
        session = log_in(provider)
        token = mint(provider, session, "id_call[]=1165&type=1")
        gate = threading.Barrier(16)

        def race(_: int) -> int:
            gate.wait()
            return use(provider, session, token).status

        with ThreadPoolExecutor(16) as pool:
            assert sorted(pool.map(race, range(16))) == [200] + [403] * 15

    def test_tokens_of_others_unknown_and_missing_tokens_are_forbidden(self, provider):
        session = log_in(provider)
        token = mint(provider, session, "id_call[]=1165")
        stranger = log_in(provider, "alice", "wonderland1")
        assert [use(provider, stranger, text).status for text in (token, "unknown", "")] == [403] * 3
        assert use(provider, session, token).status == 200

    def test_without_a_session_it_leads_to_the_log_in_page(self, provider):
        session = log_in(provider)
        token = mint(provider, session, "id_call[]=1165")
        ask(provider, "POST", "/callrec/expire", "", cookie(session))
        for answer in (use(provider, session, token), use(provider, "FORGED", token)):
            assert (answer.status, answer.headers["Location"], answer.body) == (302, "/callrec/login", b"")
        assert b"<form" in ask(provider, "GET", "/callrec/login").body
        assert use(provider, log_in(provider), token).status == 403


class TestMessagingIntegration:
    @pytest.mark.parametrize("message", [TEXT, FILE])
    def test_answers_with_an_id_and_reports_it_delivered(self, provider, message):
        with webhook() as (url, events):
            provider.webhook_url = url
            answer = ask(provider, "POST", "/webhook", json.dumps(message), BEARER)
            delivered = events.get(timeout=5)
            provider.webhook_url = None
        assert answer.status == 200
        assert delivered == {"method": "delivered", "params": {"messageid": answer.json["data"]["id"]}}

    @pytest.mark.parametrize(
        ("body", "headers", "status"),
        [
            (TEXT, JSON, 401),
            (TEXT, {**BEARER, "Authorization": "Bearer wrong"}, 401),
            ({**TEXT, "to": ""}, BEARER, 400),
            ({**TEXT, "content": ""}, BEARER, 400),
            ({**FILE, "media_url": "a.jpeg"}, BEARER, 400),
            ([TEXT], BEARER, 400),
            (TEXT, {**BEARER, "Content-Type": "text/plain"}, 415),
        ],
    )
    def test_refuses_in_json(self, provider, body, headers, status):
        answer = ask(provider, "POST", "/webhook", json.dumps(body), headers)
        assert answer.status == status
        assert answer.json["error"]


class TestSmartContactNotification:
    @pytest.mark.parametrize(
        ("body", "headers"), [(json.dumps(NOTIFICATION), JSON), (NOTIFICATION_XML, XML)], ids=["json", "xml"]
    )
    @pytest.mark.parametrize("path", ["/smartcontactnotification", "/smartcontactnotification/"])
    def test_answers_204_without_body_and_length(self, provider, path, body, headers):
        answer = ask(
            provider, "POST", path, body, {**headers, "Content-Type": headers["Content-Type"] + ";charset=utf-8"}
        )
        assert (answer.status, answer.body) == (204, b"")
        assert not {"Content-Length", "Transfer-Encoding"} & set(answer.headers)

    @pytest.mark.parametrize(
        ("body", "headers", "status"),
        [
            ("{", JSON, 400),
            (json.dumps({**NOTIFICATION, "newSmartUri": None}), JSON, 400),
            (json.dumps({**NOTIFICATION, "interestedParties": "[]"}), JSON, 400),
            (json.dumps({**NOTIFICATION, "interestedParties": [{"username": "eric"}]}), JSON, 400),
            ("<root>", XML, 400),
            (NOTIFICATION_XML.replace("network_id", "network"), XML, 400),
            (NOTIFICATION_XML.replace("username", "user"), XML, 400),
            ("<!DOCTYPE root>" + NOTIFICATION_XML, XML, 400),
            (NOTIFICATION_XML, FORM, 415),
        ],
    )
    def test_refuses_what_is_not_whole(self, provider, body, headers, status):
        assert ask(provider, "POST", "/smartcontactnotification", body, headers).status == status

    @pytest.mark.parametrize(
        "changes",
        [
            {"interestedParties": []},
            {"interestedParties": [SECOND_PARTY] * 1000},
            {"interestedParties": [{"username": "Grüße & <b>", "device": '"'}]},
            {"newSmartNumber": "+15551231234", "newSmartUri": "sip:johnsnow@pbx.acrobits.net"},
            {"another": {"member": 1}},
        ],
    )
    def test_takes_all_that_the_document_leaves_open(self, provider, changes):
        assert [notify(provider, **changes).status, notify(provider, **changes).status] == [204, 204]

    def test_refuses_an_entity_bomb_at_once(self, provider):
        levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!DOCTYPE r [<!ENTITY a0 "aaaaaaaaaa">{levels}]><r>&a9;</r>'
        started = time.perf_counter()
        assert ask(provider, "POST", "/smartcontactnotification", bomb, XML).status == 400
        assert time.perf_counter() - started < 1


class TestServer:
    def test_reads_chunked_bodies_and_keeps_the_connection(self, provider):
        connection = HTTPConnection(urlsplit(provider.url).netloc, timeout=5)
        for _ in range(2):
            parts = iter([b'{"newSmart', json.dumps(NOTIFICATION).encode()[10:]])
            connection.request("POST", "/smartcontactnotification", parts, JSON, encode_chunked=True)
            assert connection.getresponse().read() == b""
        connection.close()

    def test_records_the_raw_target(self, provider):
        assert ask(provider, "BREW", "//webhook;x=%41?a=%2b|b").status == 404
        assert provider.requests[-1] == ("BREW", "//webhook;x=%41?a=%2b|b")

    def test_front_page_names_every_service(self, provider):
        page = ask(provider, "GET", "/").body.decode()
        assert all(service in page for service in {fault.service for fault in FAULTS.values()})
        assert f"{provider.url}/callrec/loginservlet" in page

    def test_starts_at_once_and_leaves_no_thread(self):
        before = set(threading.enumerate())
        started = time.perf_counter()
        provider = Provider(webhook_url="http://127.0.0.1:9/closed")
        provider.start()
        idle = HTTPConnection(urlsplit(provider.url).netloc, timeout=5)
        idle.request("GET", "/")
        idle.getresponse().read()
        ask(provider, "POST", "/webhook", json.dumps(TEXT), BEARER)
        provider.stop()
        idle.close()
        assert time.perf_counter() - started < 1
        assert set(threading.enumerate()) <= before

    def test_answers_no_sooner_than_its_latency(self):
        with Provider(latency=0.05) as provider:
            started = time.perf_counter()
            ask(provider, "GET", "/")
            assert time.perf_counter() - started >= 0.05

    def test_logs_neither_query_nor_session(self):
        lines: list[str] = []
        with Provider(log=lines.append) as provider:
            ask(provider, "GET", "/callrec/downloadtoken;jsessionid=SECRET?sid=SECRET")
        assert lines == ["GET /callrec/downloadtoken 200"]

    @settings(derandomize=True, deadline=None, max_examples=60, database=None)
    @given(
        path=st.sampled_from(
            [
                "/send_media_message",
                "/send_message",
                "/webhook",
                "/smartcontactnotification",
                "/callrec/downloadtoken",
                "/callrec/sendcallfile.mp3",
            ]
        ),
        headers=st.sampled_from([FORM, BEARER, XML]),
        body=st.binary(max_size=60) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps),
        query=st.text(max_size=20).map(quote),
    )
    def test_answers_any_body(self, provider, path, headers, body, query):
        """Whatever is sent, there is an answer and never a 500."""
        assert ask(provider, "POST", f"{path}?{query}", body, headers).status < 500


def test_an_unknown_fault_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'token-reusable'"):
        Provider(faults=["token-reuseable"])


def second_use(provider: Provider) -> Answer:
    session = log_in(provider)
    token = mint(provider, session, "id_call[]=1165")
    use(provider, session, token)
    return use(provider, session, token)


def expired_session(provider: Provider) -> Answer:
    session = log_in(provider)
    token = mint(provider, session, "id_call[]=1165")
    ask(provider, "POST", "/callrec/expire", "", cookie(session))
    return use(provider, session, token)


def by_url_only(provider: Provider) -> Answer:
    session = log_in(provider)
    token = mint(provider, session, "id_call[]=1165")
    return ask(provider, "GET", f"/callrec/sendcallfile.mp3;jsessionid={session}?token={token}")


def text_id(provider: Provider) -> object:
    return ask(provider, "POST", "/webhook", json.dumps(TEXT), BEARER).json.get("data", {}).get("id")


def delivered(provider: Provider) -> tuple[str, bool, bool]:
    """By which method an event went out, whether in the right shape, and whether with the right id."""
    events: list[tuple[str, bytes]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Callbacks, "send", lambda self, method, url, event: events.append((method, event)))
        provider.webhook_url = "http://127.0.0.1:9/"
        id = text_id(provider)
        provider.stop()  # it waits for whatever follows the answer
    method, body = events[0] if events else ("", b"{}")
    event = json.loads(body)
    return method, event.get("method") == "delivered", event.get("params", {}).get("messageid") == id


def zip_names(provider: Provider) -> object:
    try:
        archive = zipfile.ZipFile(io.BytesIO(download(provider, "id_call[]=1165,1166&action=download").body))
    except zipfile.BadZipFile:
        return "broken"
    return [name.partition(".")[0] for name in archive.namelist()]


EFFECTS = {
    "login-refused": (
        lambda p: b"sessionid" in ask(p, "GET", "/callrec/loginservlet?loginname=johndow&password=12345678").body,
        True,
        False,
    ),
    "login-401": (
        lambda p: ask(p, "GET", "/callrec/loginservlet?loginname=johndow&password=12345678").status,
        200,
        401,
    ),
    "login-without-cookie": (
        lambda p: "Set-Cookie" in ask(p, "GET", "/callrec/loginservlet?loginname=johndow&password=12345678").headers,
        True,
        False,
    ),
    "token-refused": (
        lambda p: ask(p, "POST", "/callrec/downloadtoken", "id_call[]=1165", cookie(log_in(p))).xml.tag,
        "reply",
        "error",
    ),
    "token-reusable": (lambda p: second_use(p).status, 403, 200),
    "used-token-404": (lambda p: second_use(p).status, 403, 404),
    "any-token": (lambda p: [use(p, log_in(p), "neverMinted").status, second_use(p).status], [403, 403], [200, 403]),
    "expired-session-200": (lambda p: expired_session(p).status, 302, 200),
    "download-206": (lambda p: download(p, "sid=sid-1165&action=download").status, 200, 206),
    "download-is-login-page": (lambda p: download(p, "sid=sid-1165&action=download").body[:4], b"RIFF", b"<!DO"),
    "download-inline": (
        lambda p: "Content-Disposition" in download(p, "sid=sid-1165&action=download").headers,
        True,
        False,
    ),
    "zip-broken": (zip_names, ["1165", "1166", "contents"], "broken"),
    "zip-without-text": (zip_names, ["1165", "1166", "contents"], ["1165", "1166"]),
    "zip-missing-entry": (zip_names, ["1165", "1166", "contents"], ["1165", "contents"]),
    "url-session-ignored": (
        lambda p: [by_url_only(p).status, download(p, "sid=sid-1165").status],
        [200, 200],
        [302, 200],
    ),
    "cookie-session-ignored": (
        lambda p: [by_url_only(p).status, download(p, "sid=sid-1165").status],
        [200, 200],
        [200, 302],
    ),
    "token-by-query-only": (
        lambda p: [by_url_only(p).status, download(p, "sid=sid-1165").status],
        [200, 200],
        [200, 403],
    ),
    "message-refused": (lambda p: ask(p, "POST", "/webhook", json.dumps(TEXT), BEARER).status, 200, 400),
    "id-elsewhere": (lambda p: text_id(p) is None, False, True),
    "same-id": (lambda p: text_id(p) == text_id(p), False, True),
    "error-in-200": (
        lambda p: ask(p, "POST", "/webhook", json.dumps(TEXT), BEARER).json.keys() == {"error"},
        False,
        True,
    ),
    "file-refused": (lambda p: ask(p, "POST", "/webhook", json.dumps(FILE), BEARER).status, 200, 400),
    "delivered-wrong-id": (delivered, ("POST", True, True), ("POST", True, False)),
    "delivered-wrong-shape": (delivered, ("POST", True, True), ("POST", False, False)),
    "delivered-by-put": (delivered, ("POST", True, True), ("PUT", True, True)),
    "delivered-never": (delivered, ("POST", True, True), ("", False, False)),
    "any-key": (
        lambda p: ask(p, "POST", "/webhook", json.dumps(TEXT), {**BEARER, "Authorization": "Bearer x"}).status,
        401,
        200,
    ),
}


@pytest.mark.parametrize("name", EFFECTS)
def test_a_fault_changes_what_it_says(name):
    observe, conforming, faulty = EFFECTS[name]
    with Provider() as sound:
        assert observe(sound) == conforming
    with Provider(faults=[name]) as broken:
        assert observe(broken) == faulty
