"""ASF, which is in .wma and .wmv files: its objects (Advanced Systems Format 01.20.05, 2 and 3)."""

import struct

from .chunks import Format, Header

HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")


def _object(window: bytes) -> Header:
    name, length = struct.unpack_from("<16sQ", window)
    start = 30 if name == HEADER else 24
    return Header(name, start, length - start if length >= start else None)


# The length of the data proves nothing here: of a broadcast it is not known, and no number stands for that.
ASF = Format(
    "ASF",
    _object,
    known=(HEADER,),
    path=(HEADER, bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")),
    audio=(bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b"),),
    video=(bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b"),),
)
