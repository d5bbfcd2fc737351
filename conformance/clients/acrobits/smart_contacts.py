"""The sync server's notification about a new smart contact (document 003)."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ...exchange.message import Headers, Request
from .syntax import Syntax, raw, syntax_of, xml_text
from .template import expand, expand_json

SYNC_SERVER_HEADERS: Headers = (
    ("Connection", "close"),
    ("Cache-Control", "max-age=0"),
    ("User-Agent", "Sync Server 1.1"),
)

QUOTED_PARTIES = re.compile(r'"\s*(%(?:interestedParties|interested_parties)%)\s*"')
"""The array's placeholder in quotation marks, which document 003 both shows and forbids; its group is without them."""


@dataclass(frozen=True)
class Party:
    """A user who has the new smart user among their contacts, and their device."""

    username: str
    device: str


@dataclass(frozen=True)
class Notification:
    """The four parameters: who became smart, and whom it interests."""

    new_smart_number: str
    network_id: str
    new_smart_uri: str
    interested_parties: tuple[Party, ...]


@dataclass(frozen=True)
class Elements:
    """The XML elements of one party. Document 003's example lost its tags, so `party` is a choice, not its word."""

    party: str = "user"
    username: str = "username"
    device: str = "device"


def _json_body(template: str, notification: Notification) -> str:
    parties = json.dumps([asdict(party) for party in notification.interested_parties], ensure_ascii=False)
    # Document 003 shows the placeholder in quotation marks and says that it has none; an array is meant either way.
    return expand_json(QUOTED_PARTIES.sub(r"\1", template), _values(notification, parties))


def _xml_body(template: str, notification: Notification, elements: Elements) -> str:
    def element(name: str, content: str) -> str:
        return f"<{name}>{content}</{name}>"

    parties = "".join(
        element(
            elements.party,
            element(elements.username, xml_text(party.username)) + element(elements.device, xml_text(party.device)),
        )
        for party in notification.interested_parties
    )
    texts = {name: xml_text(value) for name, value in _values(notification, "").items()}
    return expand(template, texts | {"interestedParties": parties, "interested_parties": parties}, raw)


def _values(notification: Notification, parties: str) -> dict[str, str]:
    return {
        "new_smart_number": notification.new_smart_number,
        "network_id": notification.network_id,
        "new_smart_uri": notification.new_smart_uri,
        "interested_parties": parties,
        "interestedParties": parties,
    }


def _with_members(body: str, extra: Mapping[str, str]) -> str:
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError("the JSON template is not an object")
    head, _, tail = body.rpartition("}")
    return f"{head.rstrip()}{', ' if document else ''}{json.dumps(dict(extra), ensure_ascii=False)[1:-1]}}}{tail}"


def _with_elements(body: str, extra: Mapping[str, str]) -> str:
    head, end_tag, tail = body.rpartition("</")
    if not end_tag:
        raise ValueError("the XML template's root has no end tag")
    return head + "".join(f"<{name}>{xml_text(value)}</{name}>" for name, value in extra.items()) + end_tag + tail


def build(
    url: str,
    content_type: str,
    template: str,
    notification: Notification,
    elements: Elements = Elements(),
    extra: Mapping[str, str] = {},
) -> Request:
    """The POST to `url`, as it is, with `template` expanded by `content_type`, which must be a JSON or XML one.

    `extra` are members or elements that the root gets on top, which the document does not know: name -> text. In XML,
    characters that XML 1.0 cannot carry are dropped from the values. Raises ValueError for another type, and when the
    root cannot take `extra`.
    """
    match syntax_of(content_type):
        case Syntax.JSON:
            body = _json_body(template, notification)
            body = _with_members(body, extra) if extra else body
        case Syntax.XML:
            body = _xml_body(template, notification, elements)
            body = _with_elements(body, extra) if extra else body
        case _:
            raise ValueError(f"the sync server sends application/json or application/xml, not {content_type!r}")
    return Request("POST", url, (*SYNC_SERVER_HEADERS, ("Content-Type", content_type)), body.encode())
