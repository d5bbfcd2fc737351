"""The reference call recorder: what it sends to whom, by which sessions and tokens."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from recorder_calls import DOWNLOAD, ONE, SEVERAL, log_in, new, raced, seen, token_of, user
from reference_calls import ask

from conformance.reference import Provider
from conformance.reference.send_call_file.recordings import COUPLES

ALL = {"johndow", "alice", "bob", "carol"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as provider:
        yield provider


@pytest.mark.parametrize(
    ("criteria", "recording", "allowed"),
    [
        ("id_call[]=1165", "call 1165", ALL),
        ("id_call[]=1165&type=1&action=play", "call 1165", ALL),
        ("id_call[]=1165&type=1&action=prepare", "", set()),
        ("id_call[]=1167&type=1", "call 1167", ALL),
        ("id_call[]=1167&type=16", "screen 1167", ALL - {"carol"}),
        ("sid=sid-1167&id_call[]=1165,1166&type=16", "screen 1167", ALL - {"carol"}),
        (ONE, "call 1165", ALL - {"bob"}),
        (f"id_call[]=1165&type=16{DOWNLOAD}", "call 1165", ALL - {"bob", "carol"}),
        (f"id_call[]=1167&type=1{DOWNLOAD}", "screen 1167", ALL - {"bob", "carol"}),
        (f"id_call[]=1165,1167&type=16{DOWNLOAD}", "1165.wav 1167.mp4 contents.txt", ALL - {"bob", "carol"}),
        (f"id_call[]=1166&id_call[]=1165&type=1{DOWNLOAD}", "1166.wav 1165.wav contents.txt", ALL - {"bob"}),
        ("id_call[]=1999&type=1", "call 1999", {"alice"}),
        (f"id_call[]=1165,1999&type=1{DOWNLOAD}", "1165.wav 1999.wav contents.txt", {"alice"}),
        ("id_call[]=1168&type=16", "", set()),
        ("id_call[]=1168&type=1", "", set()),
        (f"id_call[]=1168&type=16{DOWNLOAD}", "", set()),
        ("id_call[]=1165&type=16", "", set()),
        ("id_call[]=1165,1166&type=1", "", set()),
        ("id_call[]=1167,1168&type=16&action=prepare", "", set()),
        (f"id_call[]=1165,4711{DOWNLOAD}", "", set()),
        ("id_call[]=1165&type=2", "", set()),
        ("id_call[]=", "", set()),
        ("", "", set()),
    ],
)
def test_each_user_gets_what_is_allowed_and_nothing_else(provider, criteria, recording, allowed):
    assert {name for name in ALL if user(provider, name).mint(criteria)} == allowed
    assert {user(provider, name).sees(criteria) for name in allowed} == {recording} - {""}


@pytest.mark.parametrize("criteria", ["id_call[]=1168&type=16", f"id_call[]=1168&type=16{DOWNLOAD}"])
def test_a_recording_is_mixed_for_the_session_that_asked(provider, criteria):
    one, other = new(provider), new(provider)
    prepared = one.get("id_call[]=1168&type=16&action=prepare")
    assert seen(one.use(token_of(prepared))) == "screen 1168"
    assert one.sees(criteria) == "screen 1168"
    assert other.mint(criteria) == ""


@pytest.mark.parametrize("methods", [("POST", "POST"), ("POST", "GET"), ("GET", "POST"), ("GET", "GET")])
def test_a_token_is_dead_after_its_first_use_by_any_method(provider, methods):
    client = user(provider)
    token = client.mint(ONE)
    assert [client.use(token, method).status for method in (*methods, "POST")] == [200, 403, 403]


def test_a_token_is_good_once_for_16_threads_at_once(provider):
    assert raced(provider, 16) == [200] + [403] * 15


def test_a_token_is_its_users_own_and_dies_with_its_session(provider):
    client, other = new(provider), user(provider, "alice")
    token = client.mint(ONE)
    assert other.use(token).status == 403
    assert client.ask("POST", "expire", "").status == 200
    assert (client.use(token).status, user(provider).use(token).status) == (302, 403)


def test_a_cookie_goes_before_the_url(provider):
    client = replace(user(provider), carry="url")
    token = client.mint(ONE)
    assert client.use(token, Cookie="JSESSIONID=stale").status == 302
    assert client.use(token).status == 200


def test_a_session_that_has_ended_is_led_to_the_log_in_page(provider):
    client = new(provider)
    client.ask("POST", "expire", "")
    answer = client.use("any")
    assert (answer.status, answer.body) == (302, b"")
    assert b"<form" in ask(provider, "GET", answer.headers["Location"]).body


def test_a_log_in_can_be_cut_by_position(provider):
    answer = log_in(provider)
    assert answer.body[55:].startswith(answer.xml.get("sessionid", "none").encode())


def test_the_front_page_tells_of_every_recording_and_user(provider):
    page = ask(provider, "GET", "/").body.decode()
    assert [name for name in (*(couple.id for couple in COUPLES), *ALL) if name not in page] == []


def test_an_archive_is_whole_and_describes_itself(provider):
    answer = user(provider).get(SEVERAL)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    file = zipfile.ZipFile(io.BytesIO(answer.body))
    assert file.testzip() is None
    assert file.read("contents.txt").decode().splitlines() == [
        f"{id}.wav: couple {id}, audio/x-wav" for id in ("1165", "1166")
    ]


def test_a_long_recording_comes_while_it_is_made(provider):
    client = user(provider)
    target = f"/callrec/sendcallfile.mp3?token={client.mint(f'id_call[]=2001&type=1{DOWNLOAD}')}"
    connection = HTTPConnection(urlsplit(provider.url).netloc, timeout=5)
    connection.request("GET", target, headers={"Cookie": f"JSESSIONID={client.session}"})
    answer = connection.getresponse()
    assert int(answer.headers["Content-Length"]) == 2 << 30
    assert answer.read(4) == b"RIFF"
    connection.close()
