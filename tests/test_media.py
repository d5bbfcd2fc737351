"""What a download is by its bytes."""

import io
import wave
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.media import Category, kind_of_bytes

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
