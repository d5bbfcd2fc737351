"""HTTP Digest access authentication (RFC 7616), signed over the exact request target as it goes out."""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.request import parse_http_list

from ..exchange.message import Exchange, Request, Url

_COUNT = "00000001"


def answered(exchange: Exchange) -> Request | None:
    """The request again, with the answer to its Digest challenge; None when it was not challenged."""
    request, response = exchange.request, exchange.response
    challenge = response.header("WWW-Authenticate") if response and response.status == 401 else None
    if challenge is None or request.digest is None:
        return None
    target = Url.parse(request.url).target
    answer = authorization(challenge, request.method, target, *request.digest, secrets.token_hex(8))
    return replace(request, headers=(*request.headers, ("Authorization", answer))) if answer else None


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_HASHES: Mapping[str, Callable[[str], str]] = {"MD5": _md5, "SHA-256": _sha256}


def _challenges(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each challenge of a WWW-Authenticate value: its scheme and parameters, names in lower case, values unquoted."""
    scheme, parameters = "", dict[str, str]()
    for item in parse_http_list(header):
        opening = re.fullmatch(r"([\w-]+)(?:\s+([\w-]+\s*=.*))?", item, re.DOTALL)
        if opening:
            if scheme:
                yield scheme, parameters
            scheme, parameters = opening[1].lower(), {}
            item = opening[2] or ""
        name, _, value = item.partition("=")
        value = value.strip()
        parameters[name.strip().lower()] = value[1:-1] if value[:1] == value[-1:] == '"' else value
    if scheme:
        yield scheme, parameters


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _answer(
    given: Mapping[str, str], method: str, target: str, username: str, password: str, cnonce: str
) -> str | None:
    algorithm = given.get("algorithm", "MD5").upper()
    hashed = _HASHES.get(algorithm.removesuffix("-SESS"))
    offered = {option.strip().lower() for option in given["qop"].split(",")} if "qop" in given else None
    if hashed is None or not {"realm", "nonce"} <= given.keys() or (offered is not None and "auth" not in offered):
        return None
    secret = hashed(f"{username}:{given['realm']}:{password}")
    if algorithm.endswith("-SESS"):
        secret = hashed(f"{secret}:{given['nonce']}:{cnonce}")
    middle = f"{given['nonce']}:{_COUNT}:{cnonce}:auth" if offered else given["nonce"]
    credentials = {
        "username": _quoted(username),
        "realm": _quoted(given["realm"]),
        "uri": _quoted(target),
        "nonce": _quoted(given["nonce"]),
        "response": _quoted(hashed(f"{secret}:{middle}:{hashed(f'{method}:{target}')}")),
    }
    if "algorithm" in given:
        credentials["algorithm"] = given["algorithm"]
    if offered or algorithm.endswith("-SESS"):
        credentials["cnonce"] = _quoted(cnonce)
    if offered:
        credentials |= {"qop": "auth", "nc": _COUNT}
    if "opaque" in given:
        credentials["opaque"] = _quoted(given["opaque"])
    return "Digest " + ", ".join(f"{name}={value}" for name, value in credentials.items())


def authorization(challenge: str, method: str, target: str, username: str, password: str, cnonce: str) -> str | None:
    """The Authorization value for the first request (nc=1) that answers `challenge`, a WWW-Authenticate value.

    Of several challenges the first Digest that is known is answered: MD5 and SHA-256, also their `-sess` forms, with
    qop=auth or without qop; None when there is no such. `target` is the request target character for character.
    """
    for scheme, given in _challenges(challenge):
        if scheme == "digest" and (answer := _answer(given, method, target, username, password, cnonce)):
            return answer
    return None
