"""The reference provider's generated media, and how a reply of any length goes over the wire."""

import http.client
import io
import wave
import zipfile
from contextlib import contextmanager
from itertools import islice

import pytest

from conformance.reference import long_media
from conformance.reference.message import Reply, Stream
from conformance.reference.server import Server

WAV = long_media.wav(50_000)


def whole(stream: Stream) -> bytes:
    return b"".join(stream.parts())


@contextmanager
def answer(reply: Reply, method: str = "GET", version: int = 11):
    """The response of a server that makes `reply`."""
    server = Server("127.0.0.1", 0, lambda request: reply)
    server.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection._http_vsn, connection._http_vsn_str = version, f"HTTP/1.{version % 10}"
    try:
        connection.request(method, "/")
        yield connection.getresponse()
    finally:
        connection.close()
        server.stop()


@pytest.mark.parametrize("size", [44, 46, 8044, 50_000])
def test_a_recording_has_the_size_and_the_header_that_it_should(size):
    data = whole(long_media.wav(size))
    assert len(data) == size
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        assert file.getnframes() == (size - 44) // 2


@pytest.mark.parametrize("size", [0, 43, 45, 1 << 32])
def test_a_recording_of_half_a_sample_or_more_than_its_header_can_say_is_refused(size):
    with pytest.raises(ValueError, match="even number of bytes"):
        long_media.wav(size)


def test_a_long_recording_begins_at_once():
    assert len(b"".join(islice(long_media.wav(2 << 30).parts(), 3))) == 44 + 2 * len(long_media.TONE)


@pytest.mark.parametrize("limit", [zipfile.ZIP64_LIMIT, 1000])
def test_an_archive_holds_what_it_was_given(limit, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    archive = long_media.archive({"calls/1165.wav": WAV, "contents.txt": b"1165.wav"})
    assert whole(archive) == whole(archive)
    with zipfile.ZipFile(io.BytesIO(whole(archive))) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == {
            "calls/1165.wav": whole(WAV),
            "contents.txt": b"1165.wav",
        }


def test_a_stream_of_known_size_is_announced():
    with answer(Reply(200, WAV)) as response:
        assert (response.getheader("Content-Length"), response.read()) == ("50000", whole(WAV))


@pytest.mark.parametrize("reply", [Reply(200, Stream(WAV.parts)), Reply(200, WAV, chunked=True)])
def test_a_stream_of_unknown_size_is_chunked(reply):
    with answer(reply) as response:
        assert (response.getheader("Transfer-Encoding"), response.read()) == ("chunked", whole(WAV))


def test_for_an_old_client_a_stream_of_unknown_size_ends_with_the_connection():
    with answer(Reply(200, Stream(WAV.parts)), version=10) as response:
        assert (response.getheader("Transfer-Encoding"), response.getheader("Connection")) == (None, "close")
        assert response.read() == whole(WAV)


def test_an_empty_part_does_not_end_a_stream():
    with answer(Reply(200, Stream(lambda: (b"a", b"", b"b")))) as response:
        assert response.read() == b"ab"


def test_head_announces_and_sends_nothing():
    with answer(Reply(200, WAV), "HEAD") as response:
        assert (response.getheader("Content-Length"), response.read()) == ("50000", b"")


@pytest.mark.parametrize("body", [WAV, whole(WAV)])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_reply_can_be_cut_short(body, chunked):
    with answer(Reply(200, body, chunked=chunked, cut_at=20_001)) as response:
        with pytest.raises(http.client.IncompleteRead) as cut:
            response.read()
        assert cut.value.partial == whole(WAV)[:20_001]
