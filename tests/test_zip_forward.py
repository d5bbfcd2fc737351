"""A zip that is read while it comes in tells what one that was kept tells, or that it could not be checked."""

import io
import random
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients import archive as module
from conformance.clients.archive import Archive, read_zip, zip_watcher
from conformance.clients.zip_forward import FOLLOWING, ZipForward
from conformance.exchange import body as bodies
from conformance.exchange import passing
from conformance.exchange.body import Body

NOISE = random.Random(1).randbytes(70_000)
WAV = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\0\0\0\0"
CONTENTS = {
    "empty": b"",
    "text": b"1165.wav\n",
    "recording": WAV,
    "cut recording": WAV[:4] + b"\xff" + WAV[5:],
    "noise": NOISE,
    "silence": bytes(300_000),
    "marks": FOLLOWING * 20 + b"PK\x07" + FOLLOWING,
    "nested": b"",
}


class Forward(io.BytesIO):
    """A file that cannot be sought, so that lengths are written behind each entry."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError

    tell = seek


def zipped(*entries: tuple[str, bytes, int], forward: bool = False, zip64: bool = False) -> bytes:
    sink = Forward() if forward else io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name, content, how in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = how
            with file.open(info, "w", force_zip64=zip64) as entry:
                entry.write(content)
    return sink.getvalue()


CONTENTS["nested"] = zipped(("a", b"nested", zipfile.ZIP_STORED), forward=True)
HOW = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED, "lzma": zipfile.ZIP_LZMA}


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """Makes some data a body of which the first 16 bytes are not kept and that came in parts of the given sizes, the
    last one again and again."""
    folder = tmp_path_factory.mktemp("bodies")

    def pass_by(data: bytes, sizes: tuple[int, ...] = (1 << 18,)) -> Body:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passing, "END", len(data) - 16)
            coming, at = passing.Passing(data[:1], zip_watcher(data), folder), 0
            while at < len(data):
                size, *rest = sizes
                coming.take(data[at : at + size])
                at += size
                sizes = tuple(rest) or sizes
            return coming.body()

    return pass_by


@pytest.fixture(autouse=True, scope="module")
def little_is_held():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bodies, "KEPT_IN_MEMORY", 1)
        yield


def kept(data: bytes) -> Archive:
    return read_zip(Body.of(data))


@settings(derandomize=True, deadline=None, max_examples=150, database=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(CONTENTS)), st.sampled_from(["stored", "deflated"])), min_size=1, max_size=4
    ),
    st.booleans(),
    st.booleans(),
    st.builds(lambda few, rest: (*few, rest), st.lists(st.integers(1, 200), max_size=9), st.integers(2000, 99_999)),
)
def test_what_passed_is_told_as_what_is_kept(passed, chosen, forward, zip64, sizes):
    entries = [(f"{number} é.dat", CONTENTS[name], HOW[how]) for number, (name, how) in enumerate(chosen)]
    data = zipped(*entries, forward=forward, zip64=zip64)
    told = read_zip(passed(data, sizes))
    assert told == kept(data)
    assert (told.error, len(told.entries)) == (None, len(entries))


def test_a_body_of_one_part_is_read_as_one_of_many(passed):
    data = zipped(*((name, content, 8) for name, content in CONTENTS.items() if name != "noise"), forward=True)
    assert read_zip(passed(data)) == read_zip(passed(data, (1,))) == kept(data)


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("how", ["stored", "deflated"])
def test_a_damaged_entry_is_found(passed, how, forward):
    data = zipped(("a", b"first" * 50, HOW[how]), ("b", NOISE, HOW[how]), forward=forward)
    at = data.index(NOISE[30_000:30_020]) if how == "stored" else len(data) // 2
    damaged = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    assert kept(damaged).error is not None
    told = read_zip(passed(damaged))
    assert told.error is not None
    assert told.entries == kept(damaged).entries


def test_what_does_not_unpack_is_damaged(passed):
    data = zipped(("a", b"x" * 1000, zipfile.ZIP_DEFLATED))
    at = 30 + 1
    told = read_zip(passed(data[:at] + b"\xff" * 4 + data[at + 4 :]))
    assert told.error is not None
    assert "'a' does not unpack" in told.error


def test_a_name_that_the_directory_does_not_know_is_an_error(passed):
    data = zipped(("recording", WAV, 0))
    data = data.replace(b"recording", b"Recording", 1)
    assert "differ" in (kept(data).error or "")
    assert "differ" in (read_zip(passed(data)).error or "")


@pytest.mark.parametrize("how", ["lzma", "encrypted"])
def test_what_is_not_read_is_passed_over(passed, how):
    data = zipped(("a", b"x" * 100, HOW.get(how, 0)), ("b", WAV, 0))
    if how == "encrypted":
        for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            where = data.index(sign) + at
            data = data[:where] + b"\x01" + data[where + 1 :]
    told = read_zip(passed(data))
    assert told == kept(data)
    assert [entry.read for entry in told.entries] == [False, True]


def test_an_end_that_only_the_directory_tells_leaves_the_rest_unchecked(passed):
    data = zipped(("a", b"x" * 100, zipfile.ZIP_LZMA), ("b", WAV, 0), forward=True)
    told = read_zip(passed(data))
    assert told.error is None
    assert "not every entry could be checked" in (told.too_large or "")


def test_lengths_that_the_directory_tells_otherwise_are_not_believed(passed):
    data = zipped(("a", NOISE, 0))
    at = data.index(b"PK\x01\x02") + 20
    told = read_zip(passed(data[:at] + struct.pack("<LL", 10, 10) + data[at + 8 :]))
    assert "not every entry could be checked" in (told.too_large or "")


def kept_from(data: bytes, start: int, folder: Path) -> Body:
    (folder / "end").write_bytes(data[start:])
    return Body(data[:16], len(data), path=folder / "end", start=start)


def test_nobody_who_watched_leaves_all_unchecked(tmp_path):
    told = read_zip(kept_from(zipped(("a", WAV, 0)), 16, tmp_path))
    assert "not every entry could be checked" in (told.too_large or "")


def test_a_directory_that_was_not_kept_leaves_all_unchecked(tmp_path):
    data = zipped(("a", WAV, 0))
    told = read_zip(kept_from(data, len(data) - 25, tmp_path))
    assert "the directory" in (told.too_large or "")


def test_a_way_of_packing_that_the_directory_tells_otherwise_is_not_believed(passed):
    data = zipped(("a", NOISE, 8))
    at = data.index(b"PK\x01\x02") + 10
    told = read_zip(passed(data[:at] + b"\0\0" + data[at + 2 :]))
    assert "not every entry could be checked" in (told.too_large or "")


def test_more_entries_than_a_directory_may_list_are_not_read(passed, monkeypatch):
    monkeypatch.setattr(module, "DIRECTORY_AT_MOST", 200)
    body = passed(zipped(*((f"{number:04}", b"x", 0) for number in range(10))))
    assert isinstance(body.watched, ZipForward)
    assert len(body.watched.passed) == 4
    assert "more than 200" in (read_zip(body).too_large or "")


def test_two_that_passed_are_not_taken_for_one(passed):
    data = zipped(("a", NOISE, 0))
    at = data.index(NOISE[40_000:40_010])
    one, other = (replace(passed(each), path=None) for each in (data, data[:at] + b"x" + data[at + 1 :]))
    assert one != other


def test_marks_in_great_number_are_each_looked_at_once(passed):
    data = zipped(("a", FOLLOWING * 50_000, 0), forward=True)
    assert read_zip(passed(data)) == kept(data)


def test_a_bomb_is_not_expanded(passed, monkeypatch):
    monkeypatch.setattr(module, "EXPANDED_AT_MOST", 1 << 20)
    data = zipped(("a", bytes(64 << 20), zipfile.ZIP_DEFLATED))
    body = passed(data)
    assert isinstance(body.watched, ZipForward)
    assert body.watched._left > -(1 << 20)
    assert "expands to" in (read_zip(body).too_large or "")


def test_texts_are_kept_as_long_as_there_is_room(passed):
    text = b"x" * (60 << 10)
    data = zipped(*((f"{number}.txt", text, 8) for number in range(20)))
    told = read_zip(passed(data))
    assert [bool(entry.text) for entry in told.entries] == [True] * 17 + [False] * 3
    assert told == kept(data)


def test_what_follows_the_directory_is_not_read():
    data = zipped(("a", WAV, 0))
    watcher = zip_watcher(data)
    assert watcher is not None
    watcher.take(data)
    before = dict(watcher.passed)
    watcher.take(data)
    assert watcher.passed == before


@pytest.mark.parametrize("data", [b"RIFF", b"<html>", b"", b"PK\x05\x06" + bytes(18)])
def test_nobody_watches_what_has_no_entries(data):
    assert zip_watcher(data) is None
