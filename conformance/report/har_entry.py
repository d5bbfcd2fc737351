"""One exchange as an entry of an HTTP Archive (HAR 1.2), redacted, and back.

What the format cannot say stands under `_exchange`, so that nothing is lost: exact times, failures, a body that is
absent or empty, a response's true size and fingerprint. What followed a response's end stands in it as `_surplus`.
"""

import base64
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from ..exchange.body import Body
from ..exchange.message import Exchange, Failure, FailureKind, Headers, Request, Response, Timing, header
from ..exchange.redaction import Redactor
from .words import without_user_info

Json = dict[str, Any]

BEYOND_HEAD = 1 << 16
"""So many bytes after a body's head are looked at, for a secret may stand across its end; where they were not kept, so
many of the head are left out."""


def entry(exchange: Exchange, redactor: Redactor, folder: Path | None) -> Json:
    """The entry of `exchange`. A response's body that lies in a file is copied to `folder` under its fingerprint,
    unless only its end does; otherwise its head is all that is saved."""
    request, response, failure, timing = exchange.request, exchange.response, exchange.failure, exchange.timing
    wait = timing.total if timing.first_byte is None else timing.first_byte
    own = 0 if header(request.headers, "Host") is not None else 1
    written: Json = redactor.data(
        {
            "startedDateTime": datetime.fromtimestamp(timing.started, UTC).isoformat(timespec="milliseconds"),
            "time": timing.total * 1000,
            "request": _request(request, redactor),
            "response": _response(response, redactor),
            "cache": {},
            "timings": {"send": 0, "wait": wait * 1000, "receive": (timing.total - wait) * 1000},
            "_exchange": {
                "id": exchange.id,
                "inbound": exchange.inbound,
                "failure": failure and {"kind": failure.kind.value, "detail": failure.detail},
                "peer": exchange.peer,
                "recipients": request.recipients,
                "to_the_end": request.to_the_end,
                "digest": request.digest and [request.digest[0], redactor.field("password", request.digest[1])],
                "timing": [timing.started, timing.first_byte, timing.total],
                "own_headers": [own, own + len(request.headers)],
            },
        }
    )
    # Bodies come in last, for base64 must not be redacted once more.
    if request.body is not None:
        mime = {"mimeType": header(request.headers, "Content-Type") or ""}
        written["request"]["postData"] = redactor.data(mime) | _encoded(redactor.bytes(request.body), "_encoding")
    if response is not None:
        written["response"]["content"] |= _encoded(_redacted_head(response, redactor), "encoding")
        kept = _keep_file(response, redactor, folder)
        if response.surplus:
            written["response"]["_surplus"] = base64.b64encode(redactor.bytes(response.surplus)).decode("ascii")
        written["_exchange"]["body"] = {
            "size": response.body.size,
            "fingerprint": response.body.fingerprint,
            "file": kept,
        }
    return written


def exchange(entry: Json, folder: Path | None) -> Exchange:
    """The exchange that `entry` tells of; `folder` is where bodies lie. Raises KeyError for an entry not made here."""
    more = entry["_exchange"]
    request, failure, body = entry["request"], more["failure"], more.get("body")
    response = None if body is None else _loaded_response(entry["response"], body, folder)
    if response is not None and failure is None and _is_beginning(response):
        # What stands on the whole body cannot be judged on a part of it.
        failure = {"kind": FailureKind.TOO_LARGE, "detail": "of this body only the beginning was saved"}
    return Exchange(
        more["id"],
        Request(
            request["method"],
            request["url"],
            _pairs(request["headers"])[slice(*more["own_headers"])],
            _decoded(request["postData"], "_encoding") if "postData" in request else None,
            tuple(more["recipients"]),
            more["digest"] and (more["digest"][0], more["digest"][1]),
            more.get("to_the_end", False),
        ),
        response,
        failure and Failure(FailureKind(failure["kind"]), failure["detail"]),
        Timing(*more["timing"]),
        more["peer"],
        more["inbound"],
    )


def _request(request: Request, redactor: Redactor) -> Json:
    url = redactor.text(without_user_info(request.url))
    headers = _named(request.wire_headers, redactor)
    cookies = [_cookie(pair) for line in _values(headers, "cookie") for pair in line.split(";")]
    query = parse_qsl(url.partition("?")[2].partition("#")[0], keep_blank_values=True)
    return {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "headers": headers,
        "queryString": [{"name": name, "value": value} for name, value in query],
        "cookies": cookies,
        "headersSize": -1,
        "bodySize": len(request.body or b""),
    }


def _response(response: Response | None, redactor: Redactor) -> Json:
    """A response in HAR; where there is none, the zeros that viewers expect."""
    headers = _named(response.headers, redactor) if response else []
    return {
        "status": response.status if response else 0,
        "statusText": response.reason if response else "",
        "httpVersion": response.version if response else "",
        "headers": headers,
        "cookies": [_cookie(line.partition(";")[0]) for line in _values(headers, "set-cookie")],
        "content": {
            "size": response.body.size if response else 0,
            "mimeType": (response.header("Content-Type") if response else None) or "",
        },
        "redirectURL": next(iter(_values(headers, "location")), ""),
        "headersSize": -1,
        "bodySize": response.body.size if response else -1,
    }


def _loaded_response(response: Json, body: Json, folder: Path | None) -> Response:
    # Only the last part of the name, for an archive may come from anywhere.
    path = folder / Path(body["fingerprint"]).name if folder and body["file"] else None
    return Response(
        response["status"],
        response["statusText"],
        _pairs(response["headers"]),
        Body(_decoded(response["content"], "encoding"), body["size"], body["fingerprint"], path),
        response["httpVersion"],
        base64.b64decode(response.get("_surplus", "")),
    )


def _redacted_head(response: Response, redactor: Redactor) -> bytes:
    body, content = response.body, response.content
    if _is_compressed(response):
        redacted = redactor.bytes(content)
        if redacted != content:
            gzip = "gzip" in (response.header("Content-Encoding") or "").lower()
            packer = zlib.compressobj(wbits=31 if gzip else 15)
            return packer.compress(redacted) + packer.flush()
    elif not body.is_whole:
        return redactor.bytes(body.head)[:-BEYOND_HEAD]
    elif body.path is not None:
        with body.open() as stream:
            return redactor.bytes(stream.read(len(body.head) + BEYOND_HEAD))[: len(body.head)]
    return redactor.bytes(body.head)


def _keep_file(response: Response, redactor: Redactor, folder: Path | None) -> bool:
    """Copy a body's file, redacted; not that of a compressed body, in which no secret would be seen."""
    if folder is None or response.body.path is None or not response.body.is_whole or _is_compressed(response):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / response.body.fingerprint
    if not kept.exists():
        with response.body.open() as source, kept.open("wb") as sink:
            redactor.stream(source, sink)
    return True


def _is_compressed(response: Response) -> bool:
    """Whether the content is what a coding was undone to, rather than the head itself."""
    return response.content is not response.body.head


def _is_beginning(response: Response) -> bool:
    """Whether the head is all there is of a longer body that would have to be looked at whole."""
    return not response.body.is_whole


def _named(headers: Headers, redactor: Redactor) -> list[Json]:
    return [{"name": name, "value": redactor.field(name, value)} for name, value in headers]


def _pairs(named: list[Json]) -> Headers:
    return tuple((header["name"], header["value"]) for header in named)


def _values(headers: list[Json], name: str) -> list[str]:
    return [header["value"] for header in headers if header["name"].lower() == name]


def _cookie(pair: str) -> Json:
    name, _, value = pair.strip().partition("=")
    return {"name": name, "value": value}


def _encoded(data: bytes, encoding: str) -> Json:
    """`data` as text where it is UTF-8, else as base64, which the key `encoding` then says."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(data).decode("ascii"), encoding: "base64"}


def _decoded(content: Json, encoding: str) -> bytes:
    text: str = content["text"]
    return base64.b64decode(text) if content.get(encoding) == "base64" else text.encode("utf-8")
