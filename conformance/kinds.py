"""Kinds of values on the command line. Each raises ArgumentTypeError for a text that is none of its kind."""

from argparse import ArgumentTypeError
from math import inf
from urllib.parse import urlsplit

from .exchange.message import Url


def at_least_one(text: str) -> int:
    """A whole number from 1."""
    return _whole(text, 1)


def count(text: str) -> int:
    """A whole number from 0."""
    return _whole(text, 0)


def port(text: str) -> int:
    """The number of a TCP port; 0 for a free one."""
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(f"must be a port from 0 to 65535, not {text!r}")
    return int(text)


def web_url(text: str) -> str:
    """An http(s) URL with a host."""
    try:
        host = urlsplit(Url.parse(text).origin).hostname
    except ValueError:
        host = None
    if not host or not text.isprintable() or " " in text:
        raise ArgumentTypeError(f"must be an http:// or https:// URL, not {text!r}")
    return text


def seconds(text: str) -> float:
    """A time that is neither zero nor endless."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < inf:
        raise ArgumentTypeError(f"must be a number of seconds above 0, not {text!r}")
    return number


def _whole(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise ArgumentTypeError(f"must be a whole number from {least}, not {text!r}")
    return int(text)
