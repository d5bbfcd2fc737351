"""The request that the app makes of a configured web service (document 000, Configuration and Examples)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...exchange.message import Headers, Request
from .fields import header_lines
from .syntax import Syntax, percent, raw, syntax_of, xml_text
from .template import expand, expand_json

FORM_TYPE = "application/x-www-form-urlencoded"
WITHOUT_BODY = ("GET", "HEAD")
APP_HEADERS: Headers = (
    ("Connection", "close"),
    ("Cache-Control", "max-age=0"),
    ("User-Agent", "CloudSoftphone/1.5.6"),
)


@dataclass(frozen=True)
class WebService:
    """The keys of one web service as configured, "" where a key is unset. All but `method` and `content_type` are
    templates; `custom_headers` are separated by newlines, real ones or the two characters backslash and n."""

    url: str = field(repr=False)
    method: str = ""
    post_data: str = field(default="", repr=False)
    content_type: str = ""
    custom_headers: str = field(default="", repr=False)
    auth_username: str = ""
    auth_password: str = field(default="", repr=False)

    @property
    def verb(self) -> str:
        """The method sent: the configured one in upper case, else POST with post data and GET without."""
        return self.method.strip().upper() or ("POST" if self.post_data else "GET")


def expand_body(template: str, values: Mapping[str, str], content_type: str) -> bytes:
    """A body `template` expanded by the syntax of `content_type`, in UTF-8. Any other type gets the values raw."""
    match syntax_of(content_type):
        case Syntax.FORM:
            body = expand(template, values, percent)
        case Syntax.JSON:
            body = expand_json(template, values)
        case Syntax.XML:
            body = expand(template, values, xml_text)
        case Syntax.PLAIN:
            body = expand(template, values, raw)
    return body.encode()


def _custom(template: str, values: Mapping[str, str]) -> Headers:
    def line_breaks_dropped(value: str) -> str:
        return re.sub(r"[\r\n\0]", "", value)

    lines = (line.partition(":") for line in header_lines(template))
    return tuple(
        (expand(name.strip(), values, line_breaks_dropped), expand(value.strip(), values, line_breaks_dropped))
        for name, colon, value in lines
        if name.strip() and colon
    )


def build(service: WebService, values: Mapping[str, str], recipients: tuple[str, ...] = ()) -> Request:
    """What the app sends to `service`. A custom header takes the place of the app's own of that name."""
    body = None if service.verb in WITHOUT_BODY else expand_body(service.post_data, values, service.content_type)
    own: Headers = (*APP_HEADERS, ("Content-Type", service.content_type or FORM_TYPE)) if body else APP_HEADERS
    custom = _custom(service.custom_headers, values)
    replaced = {name.lower() for name, _ in custom}
    headers = (*(header for header in own if header[0].lower() not in replaced), *custom)
    digest = (expand(service.auth_username, values, raw), expand(service.auth_password, values, raw))
    url = expand(service.url, values, percent)
    return Request(service.verb, url, headers, body, recipients, digest if service.auth_username else None)
