"""What the tests of the reference provider share: valid calls of each service, and how they are made."""

import base64
import json
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

from conformance.reference import Provider
from conformance.resources import FIXTURES

PREVIEW = (FIXTURES / "media" / "preview.jpg").read_bytes()
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
XML = {"Content-Type": "application/xml"}
APP = {"User-Agent": "CloudSoftphone/1.5.6"}
SYNC_SERVER = {"User-Agent": "Sync Server 1.1"}
MESSAGE = {
    "from": "johndow",
    "password": "12345678",
    "to": "+15551231234",
    "description": "Grüße",
    "w": "180",
    "h": "120",
    "pct": "image/jpeg",
    "pc": base64.b64encode(PREVIEW).decode(),
    "ct": "video/mp4",
    "url": "http://media.server.com/video_1234567890.mp4",
}
TEXT_MESSAGE = {"from": "johndow", "password": "12345678", "to": "+15551231234", "body": "Hello World"}
NOTIFICATION = {
    "newSmartNumber": "15551231234",
    "networkId": "mynetwork",
    "newSmartUri": "johnsnow@pbx.acrobits.net",
    "interestedParties": [{"username": "eric", "device": "erics_iphone"}],
}
SECOND_PARTY = {"username": "madelaine", "device": "madelaines_android"}
NOTIFICATION_XML = (
    "<root><new_smart_number>+420111222333</new_smart_number><network_id>network_1</network_id>"
    "<new_smart_uri>sip_uri_1</new_smart_uri><interested_parties>"
    "<item><username>eric</username><device>erics_iphone</device></item></interested_parties></root>"
)
TEXT = {"from": "+61855555555", "to": "+61123456789", "extension": "101", "domain": "acme", "content": "Hello"}
FILE = {**{key: TEXT[key] for key in ("from", "to")}, "media_url": "http://127.0.0.1:9/a.jpeg"}
BEARER = {"Authorization": "Bearer reference-api-key-7f3a", **JSON}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    @property
    def xml(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.body)


def ask(
    provider: Provider, method: str, target: str, body: object = None, headers: dict[str, str] | None = None
) -> Answer:
    connection = HTTPConnection(urlsplit(provider.url).netloc, timeout=5)
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def call(
    provider: Provider,
    path: str,
    fields: dict[str, object],
    method: str = "GET",
    encoding: str = "query",
    headers: dict[str, str] = APP,
) -> Answer:
    """A call of the app with those of `fields` that are not None."""
    given = {name: value for name, value in fields.items() if value is not None}
    if encoding == "json":
        return ask(provider, method, path, json.dumps(given), {**JSON, **headers})
    if encoding == "form":
        return ask(provider, method, path, urlencode(given, quote_via=quote, safe=""), {**FORM, **headers})
    return ask(provider, method, f"{path}?{urlencode(given, quote_via=quote, safe='')}", None, headers)


def send_message(provider: Provider, method: str = "GET", encoding: str = "query", **changes: object) -> Answer:
    return call(provider, "/send_media_message", {**MESSAGE, **changes}, method, encoding)


def send_text(provider: Provider, method: str = "POST", encoding: str = "form", **changes: object) -> Answer:
    return call(provider, "/send_message", {**TEXT_MESSAGE, **changes}, method, encoding)


def notify(provider: Provider, headers: dict[str, str] = SYNC_SERVER, **changes: object) -> Answer:
    body = json.dumps({**NOTIFICATION, **changes})
    return ask(provider, "POST", "/smartcontactnotification", body, {**JSON, **headers})


def observed(provider: Provider, mark: str) -> list[dict]:
    return json.loads(ask(provider, "GET", f"/observed?id={quote(mark)}").body)
