"""The archive that several files come in: what it holds, what is wrong with it, and what is too large to be told."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients import archive as module
from conformance.clients.archive import Archive, read_zip
from conformance.clients.media import Category
from conformance.exchange.body import Body

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
WAV = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\0\0\0\0"


def zipped(*entries: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as file:
        for name, content in entries:
            file.writestr(name, content)
    return buffer.getvalue()


def patched(data: bytes, at: int, format: str, value: int, header: bytes = CENTRAL) -> bytes:
    """`data` with a field at byte `at` of its first `header` changed."""
    where = data.index(header) + at
    return data[:where] + struct.pack(format, value) + data[where + struct.calcsize(format) :]


def read(data: bytes) -> Archive:
    return read_zip(Body.of(data))


def test_an_archive_tells_its_entries():
    found = read(zipped(("1165.wav", WAV), ("calls/", b""), ("index.txt", b"two calls")))
    assert (found.error, found.too_large) == (None, None)
    assert [(entry.name, entry.size, entry.media.category, entry.text) for entry in found.entries] == [
        ("1165.wav", len(WAV), Category.AUDIO, ""),
        ("index.txt", 9, Category.TEXT, "two calls"),
    ]
    assert found.entries[1].crc == zipfile.crc32(b"two calls")


@pytest.mark.parametrize("name", ["/etc/passwd", "../../a.wav", "..\\a.wav", "C:\\a.wav"])
def test_a_name_is_told_as_it_stands(name):
    # zipfile itself would not write every one of them.
    data = zipped(("x" * len(name), WAV)).replace(b"x" * len(name), name.encode())
    assert [entry.name for entry in read(data).entries] == [name]


def test_an_entry_may_have_no_name():
    data = zipped(("a", WAV), how=zipfile.ZIP_STORED)
    # The name becomes an extra field of one byte.
    data = patched(patched(data, 26, "<L", 0x10000, LOCAL), 28, "<L", 0x10000)
    assert [(entry.name, entry.media.category) for entry in read(data).entries] == [("", Category.AUDIO)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_short_text_is_kept(codec):
    assert read(zipped(("a.txt", "Hovor 1165 š".encode(codec)))).entries[0].text == "Hovor 1165 š"


@pytest.mark.parametrize("codec", ["cp1251", "shift_jis", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_text_in_an_encoding_that_does_not_show_is_one_by_its_name(codec):
    said = "1165.wav, Запись первого разговора, входящий звонок".encode(codec)
    named, unnamed = read(zipped(("contents.TXT", said), ("1165.dat", said))).entries
    assert (named.is_text, named.is_text_by_name, "1165.wav" in named.text) == (True, True, True)
    assert (unnamed.is_text, unnamed.text) == (False, "")


def test_a_text_that_shows_needs_no_name_and_a_recording_is_none_by_its_name():
    text, recording = read(zipped(("contents", b"two calls"), ("1165.txt", WAV))).entries
    assert (text.is_text, text.is_text_by_name) == (True, False)
    assert not recording.is_text


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", 8 + len(content), name) + content


NOISE = random.Random(5).randbytes(module.TEXT_AT_MOST * 3)
HANDLER = box(b"hdlr", bytes(8) + b"vide" + bytes(12))
MP4 = box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", NOISE) + box(b"moov", box(b"trak", box(b"mdia", HANDLER)))


@pytest.mark.parametrize(
    ("how", "plays", "cut"),
    [
        (zipfile.ZIP_STORED, {Category.VIDEO}, "before its index"),
        # What is packed would have to be expanded once more.
        (zipfile.ZIP_DEFLATED, None, None),
    ],
)
def test_a_long_recording_is_looked_through_only_where_that_costs_nothing(how, plays, cut):
    more = box(b"free", NOISE)
    whole, half, no_index = (
        read(zipped(("a.mp4", data), how=how)).entries[0]
        for data in (MP4, MP4[: len(MP4) // 2], MP4[: MP4.rindex(b"moov") - 4] + more)
    )
    assert (whole.cut, whole.plays) == (None, plays)
    assert "announces" in (half.cut or "")
    assert (no_index.cut is None) if cut is None else (cut in (no_index.cut or ""))


def test_texts_are_kept_only_as_far_as_memory_allows(monkeypatch):
    monkeypatch.setattr(module, "TEXTS_AT_MOST", 25)
    entries = read(zipped(*((f"{number}.txt", b"0123456789") for number in range(4)))).entries
    assert [len(entry.text) for entry in entries] == [10, 10, 0, 0]
    long = read(zipped(("long.txt", b"words, " * module.TEXT_AT_MOST))).entries[0]
    assert (long.media.category, long.text) == (Category.TEXT, "")


def test_an_archive_in_a_file_is_read_from_it_and_only_once(tmp_path: Path):
    data = zipped(("a.wav", WAV))
    (tmp_path / "body").write_bytes(data)
    body = Body(data[:10], len(data), path=tmp_path / "body")
    first = read_zip(body)
    (tmp_path / "body").unlink()
    assert len(first.entries) == 1
    assert read_zip(body) is first


def test_damage_in_one_entry_is_found_and_the_others_kept():
    data = zipped(("good.txt", b"whole"), ("bad.txt", b"damaged"), how=zipfile.ZIP_STORED)
    found = read(data.replace(b"damaged", b"damagee", 1))
    assert [entry.name for entry in found.entries] == ["good.txt"]
    assert "CRC" in (found.error or "")


@pytest.mark.parametrize("data", [b"", b"<html>", zipped(("a.txt", b"x" * 99))[:-30]], ids=["empty", "page", "cut"])
def test_what_does_not_open_has_an_error(data):
    assert read(data).error


@pytest.mark.parametrize("flag", [0x1, 0x41])
def test_an_encrypted_entry_is_no_error(flag):
    data = patched(zipped(("secret.wav", WAV), ("a.txt", b"x")), 8, "<H", flag)
    found = read(data)
    assert found.error is None
    assert [(entry.encrypted, entry.read, entry.media.category) for entry in found.entries] == [
        (True, False, Category.UNKNOWN),
        (False, True, Category.TEXT),
    ]


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9])
def test_an_entry_packed_in_another_way_is_left_alone(how):
    data = patched(zipped(("a.wav", WAV)), 10, "<H", 9) if how == 9 else zipped(("a.wav", bytes(1 << 20)), how=how)
    found = read(data)
    assert found.error is None
    assert [(entry.encrypted, entry.read, entry.media.category) for entry in found.entries] == [
        (False, False, Category.UNKNOWN)
    ]


def test_a_size_that_no_packing_reaches_is_an_error():
    assert "cannot expand" in (read(patched(zipped(("a.txt", b"x")), 24, "<L", 3 << 30)).error or "")


def test_entries_that_overlap_are_an_error():
    data = zipped(("a.wav", WAV * 50), ("b.wav", WAV * 50), how=zipfile.ZIP_STORED)
    second = data.rindex(CENTRAL)
    assert "overlaps" in (read(data[:second] + patched(data[second:], 42, "<L", 0)).error or "")


def test_recorded_silence_is_no_bomb():
    found = read(zipped(("silence.wav", bytes(8 << 20))))
    assert (found.error, found.too_large) == (None, None)


def test_what_expands_too_far_is_too_large_and_not_broken(monkeypatch):
    monkeypatch.setattr(module, "EXPANDED_AT_MOST", 1 << 20)
    found = read(zipped(("silence.wav", bytes((1 << 20) + 1))))
    assert (found.entries, found.error) == ((), None)
    assert "expands" in (found.too_large or "")
    assert read(zipped(("stored.wav", WAV * 30_000), how=zipfile.ZIP_STORED)).too_large is None


def test_a_directory_that_would_fill_the_memory_is_not_read(monkeypatch):
    monkeypatch.setattr(module, "DIRECTORY_AT_MOST", 100)
    assert "directory" in (read(zipped(("a.wav", WAV), ("b.wav", WAV))).too_large or "")


@settings(derandomize=True, deadline=None, max_examples=300, database=None)
@given(st.data())
def test_no_damage_makes_the_reader_crash(data):
    whole = bytearray(zipped(("1165.wav", WAV * 3), ("index.txt", b"two calls")))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(whole))
