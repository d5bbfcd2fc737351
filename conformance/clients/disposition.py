"""What a client does with a download, by its Content-Disposition (RFC 6266), and whether the name that it saves it
under fits."""

from collections.abc import Sequence
from email.message import Message
from email.utils import collapse_rfc2231_value
from pathlib import PurePath

from conformance.exchange.message import Response

from .media import Media

Value = str | tuple[str | None, str | None, str]
"""A parameter's value; one in the extended notation is (charset, language, text)."""

_FORMATS = (
    ({"wav", "wave"}, {"wav", "wave", "x-wav", "vnd.wave"}),
    ({"mp3"}, {"mpeg", "mp3"}),
    ({"mp4", "m4a", "m4v", "mov", "3gp", "3g2"}, {"mp4", "quicktime", "3gpp", "3gpp2", "x-m4a", "x-m4v"}),
    ({"ogg", "oga", "ogv", "opus", "spx"}, {"ogg", "opus"}),
    ({"webm", "mkv", "mka"}, {"webm", "x-matroska"}),
    ({"avi"}, {"avi", "x-msvideo"}),
    ({"wma", "wmv", "asf"}, {"x-ms-wma", "x-ms-wmv", "x-ms-asf"}),
    ({"flac"}, {"flac", "x-flac"}),
    ({"amr"}, {"amr"}),
    ({"zip"}, {"zip"}),
    ({"htm", "html"}, {"html"}),
    ({"xml"}, {"xml"}),
    ({"txt"}, {"plain"}),
)
"""Endings that stand for one another, and the subtypes of what they are given to."""


def is_attachment(response: Response) -> bool:
    """Whether the answer is to be saved rather than played; a type that is not known is as good as `attachment`
    (RFC 6266, 4.2)."""
    kind, value = _parameters(response)[0]
    return not value and kind.lower() not in ("", "inline")


def filename_of(response: Response) -> str | None:
    """The file name, or None: bare, quoted, or `filename*`, which goes first if it can be decoded (RFC 6266, 4.3)."""
    values = [value for name, value in _parameters(response)[1:] if name.lower() == "filename" and value]
    names = [(isinstance(value, str), collapse_rfc2231_value(value)) for value in values]
    return min(names, key=lambda name: ("\ufffd" in name[1], name[0]), default=(True, None))[1]


def ending_fits(filename: str, media: Media) -> bool | None:
    """Whether the ending of `filename` is one for `media`, so that a click opens the right program; None where the
    ending or the media is not among those known, as with .recd."""
    ending = PurePath(filename).suffix.removeprefix(".").lower()
    subtype = media.media_type.partition("/")[2]
    by_name = next((subtypes for endings, subtypes in _FORMATS if ending in endings), None)
    known = any(subtype in subtypes for _, subtypes in _FORMATS)
    return subtype in by_name if by_name and known else None


def _parameters(response: Response) -> Sequence[tuple[str, Value]]:
    """The disposition's type, with an empty value, then its parameters."""
    message = Message()
    # The parser of mail headers takes a lone surrogate for a byte and fails beside other characters.
    value = (response.header("Content-Disposition") or "").encode("utf-8", "replace").decode()
    message["Content-Disposition"] = value
    return message.get_params(failobj=[("", "")], header="content-disposition")
