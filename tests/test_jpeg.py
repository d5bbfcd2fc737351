"""Previews of every size and spelling that show the same picture, and the texts that try a store."""

import re
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.jpeg import VARIANTS, dimensions, enlarged, marked, sized, variant
from conformance.clients.texts import TEXTS, of_length, same_text
from conformance.resources import FIXTURES

quick = settings(derandomize=True, deadline=None, database=None, max_examples=60)

PICTURES = {name: (FIXTURES / "media" / f"{name}.jpg").read_bytes() for name in ("smallest", "preview")}
SMALLEST = PICTURES["smallest"]
LONGEST_COMMENT = 65537

pictures = st.sampled_from(sorted(PICTURES.values()))


def without_comments(jpeg: bytes) -> bytes:
    """`jpeg` without the comments before its tables, by a reading of its own."""
    header = re.match(rb"\xff\xd8\xff\xe0\0\x10.{14}", jpeg, re.DOTALL)
    assert header is not None
    at = header.end()
    while jpeg[at : at + 2] == b"\xff\xfe":
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return jpeg[: header.end()] + jpeg[at:]


def test_the_fixtures() -> None:
    assert dimensions(SMALLEST) == (1, 1)
    assert dimensions(PICTURES["preview"]) == (180, 120)
    assert len(SMALLEST) < 160


@quick
@given(pictures, st.integers(4, 300_000) | st.integers(-4, 4).map(lambda n: 2 * LONGEST_COMMENT + n), st.binary())
def test_a_picture_of_any_size_stays_the_same(jpeg: bytes, more: int, filler: bytes) -> None:
    larger = sized(jpeg, len(jpeg) + more, filler)
    assert len(larger) == len(jpeg) + more
    assert without_comments(larger) == jpeg
    assert dimensions(larger) == dimensions(jpeg)


def test_its_own_size_changes_nothing() -> None:
    assert sized(SMALLEST, len(SMALLEST)) == SMALLEST


@pytest.mark.parametrize("more", [-1, 1, 2, 3])
def test_a_size_that_cannot_be_made(more: int) -> None:
    with pytest.raises(ValueError, match=str(len(SMALLEST) + more)):
        sized(SMALLEST, len(SMALLEST) + more)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xd9", SMALLEST[:40]])
def test_no_picture(data: bytes) -> None:
    with pytest.raises(ValueError, match="JPEG"):
        dimensions(data)


@quick
@given(st.integers(1, 2000), st.integers(1, 2000))
def test_an_enlarged_picture_has_a_code_for_each_of_its_blocks(width: int, height: int) -> None:
    made = enlarged(SMALLEST, width, height)
    assert dimensions(made) == (width, height)
    start, scan = made.index(b"\xff\xc0"), made.rindex(b"\xff\xda")
    assert made[:start] == SMALLEST[:start]
    assert made[start + 9 : scan] == SMALLEST[start + 9 : SMALLEST.rindex(b"\xff\xda")]
    assert made[-2:] == b"\xff\xd9"
    # The header of the scan takes ten bytes. Two bits a block, the last byte filled with ones.
    coded = "".join(f"{byte:08b}" for byte in made[scan + 10 : -2])
    blocks = -(-width // 8) * -(-height // 8)
    assert re.fullmatch(f"0{{{2 * blocks}}}1{{0,7}}", coded)


def test_the_smallest_picture_is_enlarged_to_itself() -> None:
    assert enlarged(SMALLEST, 1, 1) == SMALLEST


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("plus", r".*\+.*[^=]"), ("slash", ".*/.*[^=]"), ("one-pad", ".*[^=]="), ("two-pads", ".*[^=]==")],
)
@quick
@given(pictures, st.integers(4, 20))
def test_a_variant_holds_what_it_is_named_for(kind: str, pattern: str, jpeg: bytes, more: int) -> None:
    made = variant(sized(jpeg, len(jpeg) + more), kind)
    assert re.fullmatch(pattern, b64encode(made).decode())
    assert without_comments(made) == jpeg


@quick
@given(pictures, st.text(max_size=80), st.integers(4, 70_000))
def test_a_marked_picture_is_the_same_in_bytes_of_its_own(jpeg: bytes, mark: str, more: int) -> None:
    made = marked(jpeg, mark)
    assert without_comments(made) == jpeg
    assert b"\xff\xfe" + (2 + len(mark.encode())).to_bytes(2) + mark.encode() in made
    assert made != marked(jpeg, mark + "1")
    larger = sized(made, len(made) + more, b"filler")
    assert len(larger) == len(made) + more
    assert mark.encode() in larger
    assert without_comments(larger) == jpeg


def test_every_kind_of_variant_is_tested() -> None:
    assert set(VARIANTS) == {"plus", "slash", "one-pad", "two-pads"}


# Texts


def test_the_texts_are_ones_that_a_store_must_take() -> None:
    for slug, text in TEXTS.items():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", slug)
        assert text == text.strip()
        # What is not printable by itself: a line break, and what joins emoji or spells out the region of a flag.
        assert re.fullmatch(
            "[\n\u200d\U000e0020-\U000e007f]*", "".join(filter(lambda one: not one.isprintable(), text))
        )
    assert max(map(max, TEXTS.values())) > "\uffff"


@quick
@given(st.integers(0, 2000), st.text("abc123", max_size=30))
def test_a_text_of_any_length(length: int, mark: str) -> None:
    if len(mark) > length:
        with pytest.raises(ValueError, match=str(length)):
            of_length(length, mark)
    else:
        text = of_length(length, mark)
        assert len(text) == length
        assert re.fullmatch(f"{mark}[a-z]*", text)


@pytest.mark.parametrize("slug", TEXTS)
def test_a_text_is_known_again(slug: str) -> None:
    text = TEXTS[slug]
    assert same_text(text, " " + text.replace("\n", "\r\n") + "\r\n")
    assert not same_text(text, text[:-1])
    assert not same_text(text, text.replace(text[0], "?"))


def test_composed_characters_are_the_same() -> None:
    assert same_text(TEXTS["combining"], "caf\u00e9")
    assert not same_text(TEXTS["plus"], TEXTS["plus"].replace("+", " "))
    assert not same_text(TEXTS["accents"], TEXTS["accents"].encode().decode("latin-1"))
