"""How a download is saved: its Content-Disposition, and whether its name fits what it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.clients.disposition import ending_fits, filename_of, is_attachment
from conformance.clients.media import Category, Media, kind_of_bytes
from conformance.exchange.message import Response
from conformance.resources import FIXTURES

quick = settings(derandomize=True, deadline=None, max_examples=200, database=None)


def answer(disposition: str) -> Response:
    return Response(200, "OK", (("Content-Disposition", disposition),))


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename=two words.wav", "two words.wav"),
        ('attachment; filename="one;two.wav";', "one;two.wav"),
        ('attachment;filename = "a.wav"', "a.wav"),
        ("attachment; filename=a.wav; filename*=iso-8859-1'en'%E4.wav", "ä.wav"),
        ("attachment; filename*=UTF-8''%E4.wav; filename=a.wav", "a.wav"),
        ("attachment; filename*=UTF-8''%E4.wav", "\ufffd.wav"),
        ("attachment; filename*=klingon''a.wav", "a.wav"),
        ("attachment; filename=a.wav; filename=b.wav", "a.wav"),
        ('attachment; filename=""', None),
        # RFC 6266, 4.2: what a client does not know it treats as an attachment.
        ("recording; filename=a.wav", "a.wav"),
    ],
)
def test_every_customary_notation_is_understood(disposition, name):
    assert is_attachment(answer(disposition))
    assert filename_of(answer(disposition)) == name


@pytest.mark.parametrize("disposition", ["", "inline", "INLINE; filename=a.wav", "filename=a.wav"])
def test_what_names_no_attachment_is_played(disposition):
    assert not is_attachment(answer(disposition))


@quick
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            ["attachment", ";", "filename", "=", "*", "*0", "*1*", '"', "\\", "UTF-8''", "%E4", "é", "\udce9"]
        )
    ).map("".join)
)
def test_no_header_is_too_odd(disposition):
    is_attachment(answer(disposition))
    assert filename_of(answer(disposition)) != ""


@pytest.mark.parametrize(
    ("filename", "fixture", "fits"),
    [
        ("1165.wav", "call.wav", True),
        ("1165.WAV", "gsm.wav", True),
        ("a.call.mp3", "call.mp3", True),
        ("1165.m4a", "audio.m4a", True),
        ("1165.mp4", "video.3gp", True),
        ("1165.ogg", "call.ogg", True),
        ("1165.webm", "audio.webm", True),
        ("1165.wma", "audio.wma", True),
        ("1165.avi", "video.avi", True),
        ("1165.mp3", "call.wav", False),
        ("1165.wav", "call.mp3", False),
        ("1165.zip", "video.mp4", False),
        ("1165.recd", "call.wav", None),
        ("1165", "call.wav", None),
    ],
)
def test_the_ending_is_one_for_the_bytes(filename, fixture, fits):
    assert ending_fits(filename, kind_of_bytes((FIXTURES / "media" / fixture).read_bytes())) is fits


@pytest.mark.parametrize(
    ("media", "fits"),
    [
        (Media(Category.HTML, "text/html"), False),
        (Media(Category.UNKNOWN), None),
        (Media(Category.AUDIO, "audio/x-something"), None),
    ],
)
def test_what_is_not_known_fits_or_not_as_far_as_can_be_told(media, fits):
    assert ending_fits("sendcallfile.mp3", media) is fits
