"""What a recording's container says of itself: whether it holds sound or pictures, and whether all of it is there.

It is read in constant memory, whatever its size, and in bounded time, whatever it holds.
"""

from itertools import dropwhile, takewhile
from typing import BinaryIO

from conformance.exchange.body import Body

from .formats import format_of
from .formats.chunks import Chunks, Format, LostError
from .media import Category, kind_of_bytes

RECORDING = (Category.AUDIO, Category.VIDEO)
NO_RECORDING = (Category.HTML, Category.XML, Category.TEXT, Category.IMAGE, Category.EMPTY)


def what_it_plays(body: Body) -> frozenset[Category] | None:
    """Which of `AUDIO` and `VIDEO` are in `body`, by its tracks where its container can hold both: an .mp4 may be
    sound only. Empty for what is certainly no recording, such as a page; None where it cannot be told, as for an
    archive, unknown bytes, or a list of tracks that is not all there."""
    with body.open() as stream:
        return what_stream_plays(stream, body.head, body.size)


def what_stream_plays(stream: BinaryIO, head: bytes, size: int) -> frozenset[Category] | None:
    """`what_it_plays` of the seekable `stream` of `size` bytes, which begin with `head`."""
    category = kind_of_bytes(head).category
    if category in NO_RECORDING:
        return frozenset()
    form = _format(head)
    if form is None or not form.path:
        return frozenset({category}) if category is Category.AUDIO else None
    try:
        return _tracks(stream, size, form) or None
    except LostError:
        return None


def cut_short(body: Body) -> str | None:
    """Half a sentence that names the bytes announced and those that came, when a container says that it is longer than
    `body` or ends before what every player needs; None when it does not, or when that cannot be told.

    It can be told of WAV, AVI, MP4 with its relatives, and Matroska; of Ogg inside a page, and of an MP3 whose encoder
    left the number of bytes. A cut exactly between two chunks shows only where something needed is missing, one inside
    a chunk's header not at all. A length left open, as in what is streamed, is accepted, and so are bytes that follow.
    """
    with body.open() as stream:
        return stream_cut_short(stream, body.head, body.size)


def stream_cut_short(stream: BinaryIO, head: bytes, size: int) -> str | None:
    """`cut_short` of the seekable `stream` of `size` bytes, which begin with `head`."""
    form = _format(head)
    if form is None:
        return None
    seen = set()
    try:
        for chunk in Chunks(stream, form).between(0, size):
            seen.add(chunk.name)
            if chunk.end > size + form.slack:
                announced = f"the {form.title} announces at least {chunk.end} bytes, and {size} came"
                return announced if chunk.name in form.known else None
    except LostError:
        return None
    if form.needed and not seen.intersection(form.needed):
        return f"the {form.title} ends after {size} bytes, before {form.core}"
    return None


def _format(head: bytes) -> Format | None:
    return format_of(head) if kind_of_bytes(head).category in RECORDING else None


def _tracks(stream: BinaryIO, size: int, form: Format) -> frozenset[Category]:
    outermost, *path = form.path
    found = set()
    chunks = Chunks(stream, form)
    top = dropwhile(lambda chunk: chunk.name != outermost, chunks.between(0, size))
    for index in takewhile(lambda chunk: chunk.name == outermost, top):
        if index.end > size:
            raise LostError
        for track in chunks.within(index, tuple(path)):
            beginning = track.beginning[form.at :]
            found |= {Category.AUDIO} if beginning.startswith(form.audio) else set()
            found |= {Category.VIDEO} if beginning.startswith(form.video) else set()
    return frozenset(found)
