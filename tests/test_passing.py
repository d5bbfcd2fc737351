"""A body too long to be kept: what is remembered of it, and that nothing else is told of it."""

import gzip
import io
import random
import struct
import zipfile

import pytest
from raw_server import RawServer, last_words

from conformance.clients.archive import read_zip, zip_watcher
from conformance.clients.container import cut_short, what_it_plays
from conformance.clients.media import Category
from conformance.exchange import passing, spool
from conformance.exchange.body import KEPT_IN_MEMORY, Body, NotKept, unwatched
from conformance.exchange.message import FailureKind, Request
from conformance.exchange.sender import Sender
from conformance.exchange.settings import Limits, Transport

KEPT_IN_FILE = 2 << 20
END = KEPT_IN_FILE
NOISE = random.Random(2).randbytes(5 << 20)


@pytest.fixture(autouse=True)
def little_is_kept(monkeypatch):
    monkeypatch.setattr(spool, "KEPT_IN_FILE", KEPT_IN_FILE)
    monkeypatch.setattr(passing, "END", END)


def declared(data, size=None):
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(data) if size is None else size) + data


def chunked(data):
    parts = [data[at : at + 70_001] for at in range(0, len(data), 70_001)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"


def until_the_end(data):
    return b"HTTP/1.1 200 OK\r\n\r\n" + data


def exchange(wire, folder, watch=unwatched):
    with RawServer(last_words(wire)) as server:
        return Sender(Transport(), Limits(), folder, watch).send(Request("GET", server.origin), "id")


@pytest.fixture
def passed(tmp_path_factory):
    """Makes some data a body that passed in parts of a size."""
    folder = tmp_path_factory.mktemp("bodies")

    def pass_by(data, size):
        coming = passing.Passing(data[:KEPT_IN_MEMORY], None, folder)
        for at in range(0, len(data), size):
            coming.take(data[at : at + size])
        return coming.body()

    return pass_by


@pytest.mark.parametrize("framed", [declared, chunked, until_the_end])
def test_its_beginning_and_its_end_are_kept_and_no_file(passed, framed, tmp_path):
    sent = exchange(framed(NOISE), tmp_path)
    assert sent.failure is None
    body = sent.answer.body
    assert body.fingerprint == passed(NOISE, 999_983).fingerprint == passed(NOISE, 4096).fingerprint
    assert (body.size, body.head, body.is_whole) == (len(NOISE), NOISE[:KEPT_IN_MEMORY], False)
    assert list(tmp_path.iterdir()) == [body.path]
    assert body.path.read_bytes() == NOISE[-END:]


@pytest.mark.parametrize("size", [KEPT_IN_FILE, KEPT_IN_FILE + 1])
@pytest.mark.parametrize("framed", [declared, chunked])
def test_the_border_between_a_file_and_what_passes(framed, size, tmp_path):
    body = exchange(framed(NOISE[:size]), tmp_path).answer.body
    assert body.is_whole == (size == KEPT_IN_FILE)
    assert list(tmp_path.iterdir()) == [body.path]


def test_one_that_ends_early_is_truncated_as_any_other(tmp_path):
    sent = exchange(declared(NOISE[: 3 << 20], len(NOISE)), tmp_path)
    assert sent.failure is not None
    assert (sent.failure.kind, sent.answer.body.size) == (FailureKind.TRUNCATED, 3 << 20)
    assert f"{3 << 20} of {len(NOISE)} bytes" in sent.failure.detail


def test_one_whose_end_cannot_be_written_is_not_the_providers_fault(tmp_path):
    sent = exchange(declared(NOISE), tmp_path / "missing")
    assert sent.failure is not None
    assert sent.failure.kind is FailureKind.TOO_LARGE
    assert "No such file" in sent.failure.detail
    assert (sent.answer.body.is_whole, sent.answer.body.fingerprint) == (False, "")


def test_a_coding_that_would_have_to_be_undone_is_left_as_it_is(tmp_path):
    data = gzip.compress(NOISE, 0)
    wire = declared(data).replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n", 1)
    answer = exchange(wire, tmp_path).answer
    assert answer.decoded is answer.body
    assert answer.content == NOISE[: len(answer.content)]


@pytest.mark.parametrize("framed", [declared, chunked])
def test_an_archive_is_read_as_it_passes(framed, tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("1.bin", NOISE)
        file.writestr("contents.txt", "1.bin")
    data = buffer.getvalue()
    body = exchange(framed(data), tmp_path, zip_watcher).answer.body
    assert not body.is_whole
    told = read_zip(body)
    assert told == read_zip(Body.of(data))
    assert [entry.name for entry in told.entries] == ["1.bin", "contents.txt"]
    damaged = data.replace(NOISE[3 << 20 : (3 << 20) + 9], b"damaged!!")
    assert "Bad CRC-32" in (read_zip(exchange(framed(damaged), tmp_path, zip_watcher).answer.body).error or "")


@pytest.fixture(scope="module")
def long():
    return NOISE * 3


def test_only_what_was_kept_can_be_read(passed, long):
    body = passed(long, 1 << 18)
    with body.open() as stream:
        assert stream.read(100) == long[:100]
        stream.seek(-50, io.SEEK_END)
        assert stream.read() == long[-50:]
        stream.seek(len(long) - END)
        assert stream.read() == long[-END:]
        stream.seek(KEPT_IN_MEMORY - 10)
        assert stream.read(10) == long[KEPT_IN_MEMORY - 10 : KEPT_IN_MEMORY]
        for where in (KEPT_IN_MEMORY - 10, KEPT_IN_MEMORY, len(long) - END - 1):
            stream.seek(where)
            with pytest.raises(NotKept):
                stream.read(20)
        assert stream.seek(len(long) + 5) == len(long) + 5
        assert stream.read(1) == b""


def test_every_1021st_byte_the_size_and_the_end_make_the_fingerprint(passed, long):
    print_ = passed(long, 1 << 18).fingerprint
    assert print_ == passed(long, 100_003).fingerprint

    def changed(at):
        return passed(long[:at] + bytes([long[at] ^ 1]) + long[at + 1 :], 1 << 18).fingerprint

    assert print_ not in (changed(0), changed(1021 * 3000), changed(len(long) - END), changed(len(long) - 1))
    assert print_ == changed(1021 * 3000 + 1)
    assert print_ != passed(long[:-1], 1 << 18).fingerprint


def wav(size):
    """The header of a WAV file of `size` bytes: 8 bits, one channel."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    return struct.pack("<4sI4s", b"RIFF", size - 8, b"WAVE") + form + struct.pack("<4sI", b"data", size - 44)


def test_a_recording_tells_that_it_was_cut_and_what_it_plays(passed, long):
    sound = wav(len(long)) + long[44:]
    assert (cut_short(passed(sound, 1 << 18)), what_it_plays(passed(sound, 1 << 18))) == (None, {Category.AUDIO})
    cut = cut_short(passed(wav(len(long) + 1000) + long[44:], 1 << 18))
    assert cut is not None
    assert f"{len(long)} came" in cut


def test_what_lies_in_the_middle_cannot_be_told(passed, long):
    video = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4s", 3 << 20, b"free")
    film = video + long[len(video) :]
    assert (cut_short(passed(film, 1 << 18)), what_it_plays(passed(film, 1 << 18))) == (None, None)
