"""What a download is by its bytes."""

import io
import wave
import zipfile
from random import Random

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
        (b"~}" * 100, Category.UNKNOWN),
        (bytes(Random(1).choices(b"wxyz{|}~", k=400)), Category.UNKNOWN),
        (bytes(Random(2).choices(range(0x60, 0x80), k=8000)), Category.UNKNOWN),
        (bytes(Random(3).choices([*range(0x68, 0x80), *range(0xF0, 0x100)], k=8000)), Category.UNKNOWN),
        (b"\xff\xfe" + bytes(Random(4).choices(b"\x7e\x7f\xfe\xff", k=8000)), Category.UNKNOWN),
        (bytes(Random(5).choices([0x20] * 4 + [*range(0x20, 0x80), *range(0xC0, 0x100)], k=8000)), Category.UNKNOWN),
        (b"~}" * 70, Category.TEXT),
        (b'{"error":"' + b"0" * 400 + b'"}', Category.TEXT),
        (b'[{"error":"' + b"0" * 400 + b'"}]', Category.TEXT),
        (b"<error>" + b"0" * 400 + b"</error>", Category.XML),
        (b"1165;1166;1167\r\n" * 40, Category.TEXT),
        (("録音はありません" * 40).encode(), Category.TEXT),
        ("Записи нет, доступ запрещён".encode("cp1251"), Category.UNKNOWN),
        ("<html><title>Вход в систему</title><p>Введите имя и пароль".encode("cp1251"), Category.HTML),
        (
            "<?xml version='1.0' encoding='cp1251'?><error>Записи нет, доступ запрещён</error>".encode("cp1251"),
            Category.XML,
        ),
        (b"", Category.EMPTY),
    ],
)
def test_content_is_known_by_its_bytes(data, category):
    assert kind_of_bytes(data).category is category


@quick
@given(
    st.sampled_from(["", "\ufeff", "\r\n\t ", '<?xml version="1.0"?>\n', "<!-- ID3 -->"]),
    st.sampled_from(["<!DOCTYPE html>", "<HTML>", "<html lang='cs'>", "<body>", "<head>", "<title>"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_a_page_is_never_media(before, opening, rest, encoding):
    text = before + opening + rest
    assert kind_of_bytes(text.encode(encoding)).category is Category.HTML


@quick
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_a_message_in_text_is_never_media(text):
    assert kind_of_bytes(text.encode()).category in (Category.TEXT, Category.XML, Category.HTML)
