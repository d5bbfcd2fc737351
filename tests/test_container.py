"""What a recording's container says of itself, for real small files, for what was cut, and for what is hostile."""

import io
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.container import cut_short, what_it_plays
from conformance.clients.media import kind_of_bytes
from conformance.exchange.body import Body
from conformance.resources import FIXTURES

quick = settings(derandomize=True, deadline=None, max_examples=150, database=None)

SOUND, PICTURES = frozenset({"audio"}), frozenset({"audio", "video"})
PLAYS = {
    "audio.m4a": SOUND,
    "audio.webm": SOUND,
    "audio.wma": SOUND,
    "call.mp3": SOUND,
    "call.ogg": SOUND,
    "call.wav": SOUND,
    "fragmented.mp4": PICTURES,
    "gsm.wav": SOUND,
    "video.3gp": PICTURES,
    "video.avi": PICTURES,
    "video.mp4": PICTURES,
    "video.webm": PICTURES,
}
BYTES = {name: (FIXTURES / "media" / name).read_bytes() for name in PLAYS}

SILENT_AMR = b"#!AMR\n" + b"\x7c" * 50
FLAC = b"fLaC\0\0\0\x22" + bytes(34) + b"\xff\xf8"


def box(name: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">L4s", 8 + len(inside), name) + inside


def without_length(avi: bytes, name: bytes) -> bytes:
    """`avi` as it stands where the length of its list `name`, known only at the end, was never filled in."""
    at = avi.index(name) - 4
    return avi[:at] + bytes(4) + avi[at + 4 :]


STREAMED_AVI = without_length(BYTES["video.avi"], b"movi")
FTYP = box(b"ftyp", b"isom", bytes(4))


def mp4(*handlers: bytes) -> bytes:
    """An MP4 with a track for each of `handlers`, its samples first as a recorder writes them."""
    tracks = (box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12)))) for handler in handlers)
    return FTYP + box(b"mdat", bytes(90)) + box(b"moov", box(b"mvhd", bytes(8)), *tracks)


def wav(*chunks: bytes, announced: int | None = None, whole: int | None = None) -> bytes:
    """A WAV of 400 bytes of samples, whose data chunk and whole may announce other numbers, after `chunks`."""
    data = struct.pack("<4sL", b"data", 400 if announced is None else announced) + bytes(range(200)) * 2
    inside = b"WAVE" + b"fmt \x10\0\0\0\6\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0" + b"".join(chunks) + data
    return struct.pack("<4sL", b"RIFF", len(inside) if whole is None else whole) + inside


@pytest.mark.parametrize("name", PLAYS)
def test_a_whole_recording_plays_and_is_not_cut(name):
    assert what_it_plays(Body.of(BYTES[name])) == PLAYS[name]
    assert cut_short(Body.of(BYTES[name])) is None


@pytest.mark.parametrize(
    ("data", "plays"),
    [
        (mp4(b"soun"), SOUND),
        (mp4(b"hint", b"vide", b"soun"), PICTURES),
        (mp4(b"text"), None),
        (SILENT_AMR, SOUND),
        (FLAC, SOUND),
        (STREAMED_AVI, PICTURES),
        (BYTES["call.mp3"][20:], SOUND),
        (b"FLV\1\5\0\0\0\x09" + bytes(99), None),
        (b"RECD\1\2\3" + bytes(99), None),
        (b"PK\3\4" + bytes(99), None),
        (b"<html><title>Log in</title>", frozenset()),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + bytes(40), frozenset()),
        (b"", frozenset()),
    ],
)
def test_tracks_tell_what_is_played(data, plays):
    assert what_it_plays(Body.of(data)) == plays


@pytest.mark.parametrize("name", PLAYS)
def test_no_cut_makes_a_recording_play_something_else(name):
    data = BYTES[name]
    for end in range(0, len(data), 41):
        plays = what_it_plays(Body.of(data[:end]))
        assert not plays or plays == PLAYS[name], end


@pytest.mark.parametrize(
    ("name", "told_from", "untold"),
    [
        # The last bytes of a WAV prove nothing, for some writers announce those of the header too.
        ("call.wav", 12, 64),
        ("gsm.wav", 12, 65),
        ("video.3gp", 8, 0),
        ("audio.m4a", 8, 0),
        ("video.webm", 4, 0),
        ("audio.webm", 4, 0),
    ],
)
def test_a_cut_is_told_wherever_it_is(name, told_from, untold):
    data = BYTES[name]
    for end in {*range(told_from, told_from + 60), *range(told_from, len(data) - untold, 41), len(data) - untold - 1}:
        assert str(end) in (cut_short(Body.of(data[:end])) or ""), end


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("video.avi", 0.9),
        ("call.ogg", 0.9),
        ("fragmented.mp4", 0.9),
        ("video.mp4", 0.9),
        ("audio.wma", 0.2),
    ],
)
def test_of_some_formats_not_every_cut_can_be_told(name, told):
    ends = range(0, len(BYTES[name]), 7)
    found = [end for end in ends if cut_short(Body.of(BYTES[name][:end]))]
    assert told < len(found) / len(ends) < 1


def test_a_cut_is_told_behind_a_chunk_of_odd_length():
    padded = wav(b"LIST\5\0\0\0INFOx\0")
    assert cut_short(Body.of(padded)) is None
    assert "announces" in (cut_short(Body.of(padded[:-200])) or "")


def test_both_numbers_of_bytes_are_named():
    assert cut_short(Body.of(BYTES["call.wav"][:9000])) == "the WAV announces at least 16044 bytes, and 9000 came"
    missing = cut_short(Body.of(FTYP + box(b"mdat", bytes(90))))
    assert missing == "the MP4 ends after 114 bytes, before its index (moov)"


@pytest.mark.parametrize(
    "data",
    [
        *(wav(announced=size) for size in (0, 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF - 36, 0x7FFFF000, 0x80000024)),
        *(wav(whole=size) for size in (0, 0xFFFFFFFF, 8, 436 + 8, 1 << 20)),
        wav(announced=399) + b"\0",
        wav(announced=444),
        wav(announced=200),
        wav(box(b"LIST")[:4] + b"\5\0\0\0INFOx"),
        wav(b"vend\xf0\xff\xff\x0f"),
        wav() + b"TAG" + b"a title " * 20,
        mp4(b"soun") + bytes(500),
        mp4(b"soun") + b"TAG" + b"a title " * 20,
        FTYP + b"\0\0\0\0mdat" + bytes(90),
        BYTES["call.ogg"] + b"TAG" + bytes(125),
        BYTES["call.mp3"] + b"TAG" + bytes(125),
        b"ID3\4\0\0\0\0\x08\0" + bytes(1024) + b"\xff\xf3\x40\xc4" + bytes(400),
        BYTES["video.webm"] + bytes(500),
        STREAMED_AVI,
        FTYP + box(b"meta", bytes(40)) + box(b"mdat", bytes(90)),
    ],
)
def test_an_open_length_a_sloppy_writer_and_what_follows_are_accepted(data):
    assert kind_of_bytes(data).category in ("audio", "video")
    assert cut_short(Body.of(data)) is None


def test_a_live_recording_of_unknown_length_is_accepted():
    data = BYTES["video.webm"]
    segment = data.index(b"\x18\x53\x80\x67") + 4
    live = data[:segment] + b"\x01" + b"\xff" * 7 + data[segment + 8 :]
    assert what_it_plays(Body.of(live)) == PICTURES
    assert cut_short(Body.of(live)) is None
    assert cut_short(Body.of(live[:-500]))


@pytest.mark.parametrize("tag", [b"", b"ID3\4\0\0\0\0\0\x05" + bytes(5)])
@pytest.mark.parametrize(
    "info",
    [bytes(9) + b"Info\0\0\0\3" + struct.pack(">LL", 700, 50_000), bytes(32) + b"VBRI" + struct.pack(">6xL", 50_000)],
)
def test_an_encoder_may_have_told_how_long_an_mp3_is(tag, info):
    frames = b"\xff\xf3\x40\xc4" + info
    assert cut_short(Body.of(tag + frames.ljust(50_000, b"\0"))) is None
    assert "at least 50" in (cut_short(Body.of(tag + frames.ljust(30_000, b"\0"))) or "")


@quick
@given(st.sampled_from(sorted(PLAYS)), st.data())
def test_damage_anywhere_raises_nothing(name, data):
    damaged = bytearray(BYTES[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    assert what_it_plays(Body.of(bytes(damaged))) in (None, frozenset(), SOUND, PICTURES, frozenset({"video"}))
    cut_short(Body.of(bytes(damaged)))


@quick
@given(st.sampled_from([data[:16] for data in BYTES.values()] + [b""]), st.binary(max_size=600))
def test_arbitrary_bytes_raise_nothing(head, rest):
    what_it_plays(Body.of(head + rest))
    cut_short(Body.of(head + rest))


@pytest.mark.parametrize(
    "hostile",
    [
        FTYP + box(b"free") * 500_000,
        FTYP + box(b"moov", box(b"trak", box(b"mdia")) * 200_000),
        FTYP + b"".join(struct.pack(">L4s", 800_000 - 8 * n, b"moov") for n in range(100_000)),
        FTYP + b"\0\0\0\1mdat" + b"\xff" * 8,
        FTYP + b"\0\0\0\1mdat" + bytes(8),
        wav()[:12] + b"LIST\0\0\0\0" * 300_000,
        wav()[:12] + b"RIFF\0\0\0\0WAVE" * 300_000,
        BYTES["video.webm"][:40] + b"\xec\x80" * 1_000_000,
        b"OggS" + bytes(23) + (b"OggS" + bytes(23)) * 200_000,
    ],
    ids=["tiny", "tracks", "nested", "endless", "sizeless", "lists", "wholes", "voids", "pages"],
)
def test_hostile_chunks_take_bounded_time(hostile):
    began = time.monotonic()
    what_it_plays(Body.of(hostile))
    cut_short(Body.of(hostile))
    assert time.monotonic() - began < 10


def test_a_recording_of_gigabytes_is_not_read_through(tmp_path: Path):
    beginning, index = FTYP, mp4(b"soun")[len(FTYP) + 98 :]
    samples = 3 << 30
    size = len(beginning) + 16 + samples + len(index)
    with (tmp_path / "body").open("wb") as file:
        file.write(beginning + struct.pack(">L4sQ", 1, b"mdat", 16 + samples))
        file.seek(samples, io.SEEK_CUR)
        file.write(index)
    body = Body(beginning + struct.pack(">L4sQ", 1, b"mdat", 16 + samples), size, path=tmp_path / "body")
    assert what_it_plays(body) == SOUND
    assert cut_short(body) is None
