"""The zip archive in which several recordings come (document 001, Output, Multiple media files)."""

import io
import struct
import zipfile
from collections.abc import Sequence

from .. import long_media
from ..body import in_parts
from ..message import Stream
from .recordings import Couple, File

NAME = "calldata.zip"
CUT_TO = 1000
"""How many bytes of a recording that is cut short are in the archive."""

CONTENTS = "contents.txt"


def archive(couples: Sequence[Couple], faults: frozenset[str]) -> bytes | Stream:
    """A zip with one media file a couple and a text file that describes them; a long one is made while it is sent."""
    files = [couple.recorded for couple in couples]
    texts = [] if "zip-without-text" in faults else [(CONTENTS, _described(files, faults))]
    if "zip-missing-entry" in faults:
        files.pop()
    folder = "/recordings/" if "zip-absolute-path" in faults else "../" if "zip-path-upwards" in faults else ""
    media = {folder + file.name: file.content for file in files}
    if "zip-tracks-of-one" in faults:
        media = {file.name: file.content for file in couples[0].tracks}
    if "zip-copies-of-one" in faults:
        media = {f"recording-{number}": files[0].content for number in range(len(files))}
    if "zip-cut-recordings" in faults:
        media = {name: next(iter(in_parts(content).parts()))[:CUT_TO] for name, content in media.items()}
    if "zip-same-recording" in faults:
        media = dict.fromkeys(media, files[0].content)
    stream = long_media.archive({**media, **dict(texts)})
    return stream if any(couple.long for couple in couples) else _spoilt(b"".join(stream.parts()), faults)


def _described(files: Sequence[File], faults: frozenset[str]) -> bytes:
    if "zip-text-empty" in faults:
        return b""
    if "zip-text-names-nothing" in faults:
        return b"The recordings that were asked for.\n"
    return "".join(f"{file.name}: couple {file.name.partition('.')[0]}, {file.type}\n" for file in files).encode()


def _spoilt(data: bytes, faults: frozenset[str]) -> bytes:
    if "zip-damaged-entry" in faults:
        crc = zipfile.ZipFile(io.BytesIO(data)).infolist()[0].CRC
        data = data.replace(struct.pack("<I", crc), bytes(4))
    if "zip-encrypted" in faults:
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            data = _flagged(data, mark, at)
    return data[:-40] if "zip-broken" in faults else data


def _flagged(data: bytes, mark: bytes, at: int) -> bytes:
    """`data` with the flag of encryption set in each header that begins with `mark` (APPNOTE, 4.4.4)."""
    first, *headers = data.split(mark)
    return mark.join([first, *(part[: at - 4] + bytes([part[at - 4] | 1]) + part[at - 3 :] for part in headers)])
