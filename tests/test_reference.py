"""The reference provider: the main way of the services of the app and the sync server, its framing, its clean end."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_calls import (
    BEARER,
    FORM,
    JSON,
    MESSAGE,
    NOTIFICATION,
    NOTIFICATION_XML,
    PREVIEW,
    SECOND_PARTY,
    TEXT,
    XML,
    ask,
    notify,
    observed,
    send_message,
    send_text,
)

from conformance.reference import FAULTS, Provider
from conformance.resources import FIXTURES


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


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
