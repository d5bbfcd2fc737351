"""A saved run holds everything that was judged and no secret."""

import base64
import gzip
import hashlib
import json
import zlib
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchange.body import KEPT_IN_MEMORY, Body
from conformance.exchange.evidence import Evidence, Halt, Stop
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response, Timing
from conformance.exchange.redaction import Redactor
from conformance.report import har, har_entry

SECRET = 's3cret/"é'
PIN = "1234"
OTHER = "hunter2!"


def saved(evidence, redactor=None, **more):
    return json.loads(json.dumps(har.dump(evidence, redactor or Redactor(), "1.0", **more)))


def answered(content=b"", headers=(), id="service.scenario/step", **more):
    response = Response(200, "OK", headers, Body.of(content))
    return Exchange(id, Request("GET", "http://example.com/"), response, **more)


def evidence_of(*exchanges):
    return [Evidence("service.scenario", {f"step-{number}": each for number, each in enumerate(exchanges)})]


def redacted(exchange, redactor):
    [evidence] = har.load(saved(evidence_of(exchange), redactor))
    return evidence.steps["step-0"]


names = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=6) | st.sampled_from(
    ["Host", "content-length", "Cookie", "Set-Cookie", "Location", "Content-Type", "password"]
)
headers = st.lists(st.tuples(names, st.text(max_size=8)), max_size=4).map(tuple)
contents = st.binary(max_size=20) | st.text(st.characters(exclude_categories=["Cs"]), max_size=10).map(str.encode)
seconds = st.floats(0, 4e9)
requests = st.builds(
    Request,
    st.sampled_from(["GET", "POST", "HEAD", "weird"]),
    st.text(max_size=12).map("http://example.com/?{}".format),
    headers,
    st.none() | contents,
    st.lists(st.text(max_size=4), max_size=2).map(tuple),
    st.none() | st.tuples(st.text(max_size=4), st.text(max_size=4)),
    st.booleans(),
)
responses = st.builds(
    Response, st.integers(100, 599), st.text(max_size=5), headers, contents.map(Body.of), st.just("HTTP/1.0"), contents
)
exchanges = st.builds(
    Exchange,
    st.text(min_size=1, max_size=6),
    requests,
    st.none() | responses,
    st.none() | st.builds(Failure, st.sampled_from(FailureKind), st.text(max_size=5)),
    st.builds(Timing, seconds, st.none() | seconds, seconds),
    st.none() | st.text(max_size=8),
    st.booleans(),
)
stops = st.builds(Stop, st.sampled_from(Halt), st.text(max_size=5))


@settings(derandomize=True, deadline=None, max_examples=100, database=None)
@given(st.lists(exchanges, max_size=4, unique_by=lambda exchange: exchange.id), st.none() | stops)
def test_a_run_without_secrets_comes_back_equal(known, stop):
    evidence = [
        Evidence("a", {f"step-{number}": each for number, each in enumerate(known)}, stop),
        Evidence("b", dict(zip(["shared"], known, strict=False))),
    ]
    assert har.load(saved(evidence)) == evidence


def test_a_shared_exchange_is_written_once():
    shared = answered(id="service.shared/login")
    document = saved(
        [Evidence("a", {"login": shared}), Evidence("b", {"login": shared, "next": answered(id="b/next")})]
    )
    assert [entry["_exchange"]["id"] for entry in document["log"]["entries"]] == ["service.shared/login", "b/next"]
    assert document["log"]["_evidence"][1]["steps"] == {"login": "service.shared/login", "next": "b/next"}


def test_the_archive_has_what_har_requires():
    request = Request(
        "POST", "http://example.com:8080/a;b?c=d+e&f=", (("Cookie", "x=1; y=2"), ("Content-Type", "text/plain")), b"abc"
    )
    response = Response(302, "Found", (("Location", "/login"), ("Set-Cookie", "z=3; Path=/")), Body.of(b"\xff"))
    timing = Timing(1700000000.1239, 0.25, 1.5)
    log = saved(evidence_of(Exchange("id", request, response, timing=timing)), extra={"target": "x"})["log"]
    [entry] = log["entries"]
    assert log["version"] == "1.2"
    assert log["creator"] == {"name": "conformance", "version": "1.0"}
    assert log["_run"] == {"target": "x"}
    assert datetime.fromisoformat(entry["startedDateTime"]).timestamp() == pytest.approx(1700000000.123, abs=1e-6)
    assert entry["time"] == 1500
    assert entry["timings"] == {"send": 0, "wait": 250, "receive": 1250}
    assert entry["cache"] == {}
    assert entry["request"] == {
        "method": "POST",
        "url": "http://example.com:8080/a;b?c=d+e&f=",
        "httpVersion": "HTTP/1.1",
        "headers": [
            {"name": "Host", "value": "example.com:8080"},
            {"name": "Cookie", "value": "x=1; y=2"},
            {"name": "Content-Type", "value": "text/plain"},
            {"name": "Content-Length", "value": "3"},
        ],
        "queryString": [{"name": "c", "value": "d e"}, {"name": "f", "value": ""}],
        "cookies": [{"name": "x", "value": "1"}, {"name": "y", "value": "2"}],
        "headersSize": -1,
        "bodySize": 3,
        "postData": {"mimeType": "text/plain", "text": "abc"},
    }
    assert entry["response"] == {
        "status": 302,
        "statusText": "Found",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "Location", "value": "/login"}, {"name": "Set-Cookie", "value": "z=3; Path=/"}],
        "cookies": [{"name": "z", "value": "3"}],
        "content": {"size": 1, "mimeType": "", "text": "/w==", "encoding": "base64"},
        "redirectURL": "/login",
        "headersSize": -1,
        "bodySize": 1,
    }


def test_an_exchange_without_a_response_still_is_an_entry():
    failed = Exchange("id", Request("GET", "http://example.com/"), failure=Failure(FailureKind.TIMEOUT, "too late"))
    [entry] = saved(evidence_of(failed))["log"]["entries"]
    assert entry["response"]["status"] == 0
    assert entry["response"]["content"] == {"size": 0, "mimeType": ""}
    assert entry["_exchange"]["failure"] == {"kind": "timeout", "detail": "too late"}


def test_secrets_are_redacted_in_every_part():
    body = json.dumps({"password": SECRET, "pin": PIN, "again": OTHER}).encode()
    request = Request(
        "POST",
        f"http://user:{OTHER}@example.com/{OTHER}?token={PIN}&p=s3cret%2F%22%C3%A9",
        (("X-Key", PIN), ("Cookie", f"JSESSIONID={PIN}; a={SECRET}"), ("X-Token", OTHER)),
        body,
        (OTHER,),
        (OTHER, PIN),
    )
    headers = (("Location", f"/{OTHER};jsessionid={PIN}?x=1"), ("Set-Cookie", f"key={PIN}"), (OTHER, OTHER))
    response = Response(401, f"no {OTHER}", headers, Body.of(b"\xff\0" + SECRET.encode() + base64.b64encode(body)))
    failure = Failure(FailureKind.UNREACHABLE, f"GET http://x/?password={PIN}&b={OTHER}")
    exchange = Exchange(f"id/{OTHER}", request, response, failure, peer=OTHER)
    evidence = [Evidence(f"play {OTHER}", {OTHER: exchange}, Stop(Halt.NETWORK, f"token={PIN} {OTHER}"))]
    redactor = Redactor({"main": SECRET, "other": OTHER, "pin": PIN})
    document = saved(evidence, redactor, extra={"target": f"http://x/?key={PIN}", OTHER: [OTHER]})
    written = json.dumps(document, ensure_ascii=False)
    assert OTHER not in written
    assert "s3cret" not in written
    for key in ("token=", "JSESSIONID=", "jsessionid=", "key=", "password="):
        assert f"{key}{PIN}" not in written
    [loaded] = har.load(document)
    exchange = loaded.steps["[redacted:other]"]
    assert exchange.request.headers[0] == ("X-Key", "[redacted:pin]")
    assert exchange.request.digest == ("[redacted:other]", "[redacted:pin]")
    assert exchange.answer.body.head.startswith(b"\xff\0[redacted:main]")
    assert base64.b64encode(SECRET.encode())[:-4] not in exchange.answer.body.head


def test_a_secret_after_the_end_is_redacted():
    response = Response(204, "No Content", (), surplus=b"\xff" + OTHER.encode())
    exchange = Exchange("id", Request("POST", "http://example.com/", to_the_end=True), response)
    document = saved(evidence_of(exchange), Redactor({"other": OTHER}))
    [entry] = document["log"]["entries"]
    assert base64.b64decode(entry["response"]["_surplus"]) == b"\xff[redacted:other]"
    [evidence] = har.load(document)
    assert evidence.steps["step-0"].answer.surplus == b"\xff[redacted:other]"


def test_an_archive_from_before_there_was_a_surplus_is_still_read():
    document = saved(evidence_of(answered(b"abc")))
    [entry] = document["log"]["entries"]
    del entry["_exchange"]["to_the_end"]
    assert har.load(document) == evidence_of(answered(b"abc"))


def test_base64_of_a_body_is_not_taken_for_a_secret():
    body = b"\xff" + bytes(60)
    assert redacted(answered(body), Redactor({"main": "AAAAAA"})).answer.body.head == body


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_secret_in_a_compressed_body_is_redacted(coding, pack):
    headers = (("Content-Encoding", coding), ("Content-Type", "application/json"))
    exchange = answered(pack(json.dumps({"echo": OTHER}).encode()), headers)
    response = redacted(exchange, Redactor({"other": OTHER})).answer
    assert response.text == '{"echo": "[redacted:other]"}'
    assert redacted(exchange, Redactor({"other": "not in there"})).answer == exchange.answer


@pytest.fixture
def long_body(tmp_path):
    """A body too long to be held, with a secret across the end of its head and one behind."""
    data = b"\xff" * (KEPT_IN_MEMORY - 3) + OTHER.encode() + b"." * 1000 + OTHER.encode()
    path = tmp_path / "received"
    path.write_bytes(data)
    return Body(data[:KEPT_IN_MEMORY], len(data), hashlib.sha256(data).hexdigest(), path)


def long_exchange(body, *headers):
    return Exchange("id", Request("GET", "http://example.com/"), Response(200, "OK", headers, body))


def test_a_long_body_is_kept_beside_the_archive(tmp_path, long_body):
    path = tmp_path / "exchanges.har"
    har.write(path, evidence_of(long_exchange(long_body)), Redactor(), "1.0")
    [evidence] = har.read(path)
    body = evidence.steps["step-0"].answer.body
    assert (body.head, body.size, body.fingerprint) == (long_body.head, long_body.size, long_body.fingerprint)
    assert body.path == tmp_path / "exchanges.bodies" / long_body.fingerprint
    assert body.path.read_bytes() == long_body.path.read_bytes()


def test_a_long_body_is_redacted_in_its_file_and_its_head(tmp_path, long_body):
    path = tmp_path / "exchanges.har"
    har.write(path, evidence_of(long_exchange(long_body)), Redactor({"other": OTHER}), "1.0")
    [evidence] = har.read(path)
    body = evidence.steps["step-0"].answer.body
    assert body.path.read_bytes().count(b"[redacted:other]") == 2
    assert OTHER.encode() not in body.path.read_bytes()
    assert body.head == b"\xff" * (KEPT_IN_MEMORY - 3) + b"[re"


def test_a_long_body_without_a_folder_keeps_its_head(long_body):
    [evidence] = har.load(saved(evidence_of(long_exchange(long_body))))
    saved_exchange = evidence.steps["step-0"]
    assert (saved_exchange.answer.body.head, saved_exchange.answer.body.path) == (long_body.head, None)
    assert saved_exchange.failure == Failure(FailureKind.TOO_LARGE, "of this body only the beginning was saved")


def test_a_body_that_was_not_kept_is_saved_by_its_beginning(tmp_path, long_body):
    (tmp_path / "end").write_bytes(b"." * 500)
    body = Body(long_body.head, long_body.size, "0" * 64, tmp_path / "end", long_body.size - 500)
    har.write(tmp_path / "exchanges.har", evidence_of(long_exchange(body)), Redactor({"other": OTHER}), "1.0")
    assert not (tmp_path / "exchanges.bodies").exists()
    [evidence] = har.read(tmp_path / "exchanges.har")
    exchange = evidence.steps["step-0"]
    assert exchange.failure is not None
    # The secret across the end of what was kept could not be seen.
    assert exchange.answer.body.head == b"\xff" * (KEPT_IN_MEMORY - har_entry.BEYOND_HEAD)
    assert exchange.answer.body.fingerprint == "0" * 64


def test_the_file_of_a_compressed_body_is_not_kept(tmp_path):
    data = gzip.compress(OTHER.encode())
    (tmp_path / "received").write_bytes(data)
    body = Body(data, len(data), hashlib.sha256(data).hexdigest(), tmp_path / "received")
    exchange = long_exchange(body, ("Content-Encoding", "gzip"))
    document = saved(evidence_of(exchange), Redactor({"other": OTHER}), folder=tmp_path / "bodies")
    [evidence] = har.load(document, tmp_path / "bodies")
    assert evidence.steps["step-0"].answer.text == "[redacted:other]"
    assert not (tmp_path / "bodies").exists()


def test_bodies_of_an_earlier_run_do_not_stay(tmp_path):
    stale = tmp_path / "run.bodies" / "somebodys-call"
    stale.parent.mkdir()
    stale.write_bytes(b"RIFF")
    har.write(tmp_path / "run.har", [], Redactor(), "1")
    assert not stale.exists()
    assert har.read(tmp_path / "run.har") == []
