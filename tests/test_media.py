"""What a download is by its bytes, and the archive that several files come in."""

import io
import struct
import wave
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.archive import read_zip
from conformance.clients.media import Category, kind_of_bytes
from conformance.exchange.message import Body

quick = settings(derandomize=True, deadline=None, max_examples=60, database=None)


def wav() -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return buffer.getvalue()


def ftyp(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\2\0isomiso2" + bytes(64)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "category"),
    [
        (wav(), Category.AUDIO),
        (b"ID3\x03\0\0\0\0\0\x21" + bytes(64), Category.AUDIO),
        (b"\xff\xfb\x90\x44" + bytes(64), Category.AUDIO),
        (b"\xff\xf3\x40\xc4" + bytes(64), Category.AUDIO),
        (ftyp(b"M4A "), Category.AUDIO),
        (b"OggS\0\2" + bytes(20) + b"\x01\x1eOpusHead" + bytes(20), Category.AUDIO),
        (ftyp(b"isom"), Category.VIDEO),
        (ftyp(b"iso5"), Category.VIDEO),
        (bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d") + bytes(40), Category.VIDEO),
        (b"RIFF\x10\0\0\0AVI LIST" + bytes(40), Category.VIDEO),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + bytes(40), Category.IMAGE),
        (zipped(("a.txt", b"x")), Category.ARCHIVE),
        (zipped(), Category.ARCHIVE),
        (b'<?xml version="1.0"?><reply>x</reply>', Category.XML),
        (b"<reply>x</reply>", Category.XML),
        ("Přehled hovorů".encode("cp1250"), Category.TEXT),
        ("Hovor 1: +420…".encode(), Category.TEXT),
        (b"RECD\x01\x02\x03" + bytes(40), Category.UNKNOWN),
        (b"", Category.EMPTY),
    ],
)
def test_content_is_known_by_its_bytes(data, category):
    assert kind_of_bytes(data).category is category


@quick
@given(
    st.sampled_from(["", "\ufeff", "\r\n\t ", '<?xml version="1.0"?>\n', "<!-- ID3 -->"]),
    st.sampled_from(["<!DOCTYPE html>", "<HTML>", "<html lang='cs'>", "<body>", "<head>", "<title>"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs"])),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_a_page_is_never_media(before, opening, rest, encoding):
    text = before + opening + rest
    assert kind_of_bytes(text.encode(encoding)).category is Category.HTML


@quick
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_a_message_in_text_is_never_media(text):
    assert kind_of_bytes(text.encode()).category in (Category.TEXT, Category.XML, Category.HTML)


def test_an_archive_tells_its_entries():
    archive = read_zip(Body.of(zipped(("1165.wav", wav()), ("calls/", b""), ("index.txt", b"two calls"))))
    assert archive.error is None
    assert [(entry.name, entry.size, entry.media.category) for entry in archive.entries] == [
        ("1165.wav", len(wav()), Category.AUDIO),
        ("index.txt", 9, Category.TEXT),
    ]


def test_an_archive_in_a_file_is_read_from_it(tmp_path: Path):
    data = zipped(("a.wav", wav()))
    (tmp_path / "body").write_bytes(data)
    assert len(read_zip(Body(data[:10], len(data), path=tmp_path / "body")).entries) == 1


def test_damage_in_one_entry_is_found_and_the_others_kept():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("good.txt", "whole")
        archive.writestr("bad.txt", "damaged")
    read = read_zip(Body.of(buffer.getvalue().replace(b"damaged", b"damagee", 1)))
    assert [entry.name for entry in read.entries] == ["good.txt"]
    assert "CRC" in (read.error or "")


@pytest.mark.parametrize("data", [b"", b"<html>", zipped(("a.txt", b"x" * 99))[:-30]])
def test_what_does_not_open_has_an_error(data):
    assert read_zip(Body.of(data)).error


def test_a_bomb_is_refused_before_it_is_expanded():
    data = bytearray(zipped(("a.txt", b"x")))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<L", 3 << 30)
    assert "would expand" in (read_zip(Body.of(bytes(data))).error or "")


def test_recorded_silence_is_no_bomb():
    assert read_zip(Body.of(zipped(("silence.wav", bytes(8 << 20))))).error is None
