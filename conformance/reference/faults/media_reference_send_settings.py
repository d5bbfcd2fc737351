"""Faults that stand in the configuration of Media Reference Send (document 000, Configuration)."""

from functools import partial

from .fault import fault

FORM = (
    "from=%account[username]%&password=%account[password]%&to=%sms_to%&description=%description%"
    "&w=%preview_width%&h=%preview_height%&pct=%preview_content_type%&pc=%preview_content%"
    "&ct=%media_content_type%&url=%media_url%"
)
JSON = """{
    "from": "%account[username]%", "password": "%account[password]%", "to": "%sms_to%",
    "description": "%description%", "w": "%preview_width%", "h": "%preview_height%",
    "pct": "%preview_content_type%", "pc": "%preview_content%",
    "ct": "%media_content_type%", "url": "%media_url%"
}"""

_row = partial(fault, "media-reference-send")


def _as_json(template: str) -> dict[str, object]:
    return {"post_data": template, "content_type": "application/json", "combinations": ["post-json"]}


def _without_marks(template: str, *variables: str) -> str:
    for variable in variables:
        template = template.replace(f"%{variable}%", variable)
    return template


FAULTS = (
    _row(
        "misspelt-variable",
        "Configures %sms_too% for the recipient.",
        "configuration.variables-known",
        disturbs=("combination.served",),
        where="post_data",
        settings={"post_data": FORM.replace("%sms_to%", "%sms_too%")},
    ),
    _row(
        "bare-placeholder",
        "Configures names of variables without their percent signs.",
        "configuration.placeholders-marked",
        # The media URL stays whole: without it nothing would carry the media either.
        disturbs=("combination.served",),
        where="post_data",
        settings=_as_json(_without_marks(JSON, "preview_content_type", "preview_content", "media_content_type")),
    ),
    _row(
        "unknown-method",
        "Configures the method DELETE.",
        "configuration.method-known",
        disturbs=("combination.served",),
        where="method",
        settings={"method": "DELETE"},
    ),
    _row(
        "body-for-get",
        "Configures GET, and a body with a variable that the URL lacks.",
        "configuration.body-used",
        where="post_data",
        settings={
            "method": "get",
            "url": f"/send_media_message?{FORM}",
            "post_data": f"{FORM}&device=%installid%",
        },
    ),
    _row(
        "header-without-colon",
        "Configures a custom header without a colon.",
        "configuration.headers-well-formed",
        where="custom_headers",
        settings={"custom_headers": "X-Preview-Width %preview_width%\nX-Preview-Height:%preview_height%"},
    ),
    _row(
        "json-template-broken",
        "Configures a JSON body that lacks a comma.",
        "configuration.body-well-formed",
        disturbs=("combination.served",),
        where="post_data",
        settings=_as_json(JSON.replace('"%preview_content%",', '"%preview_content%"')),
    ),
    _row(
        "url-without-scheme",
        "Configures a URL without http:// or https://.",
        "configuration.url-has-scheme",
        disturbs=("combination.served",),
        where="genericMediaRefSendUrl",
        settings={"url": None, "genericMediaRefSendUrl": "sms.example.com/send"},
    ),
    _row(
        "media-not-carried",
        "Configures neither the media URL nor the preview.",
        "configuration.media-carried",
        disturbs=("combination.served",),
        where="post_data",
        settings={"post_data": FORM.replace("&pc=%preview_content%", "").replace("&url=%media_url%", "")},
    ),
    _row(
        "upload-missing",
        "Configures no Media Upload in its Account XML.",
        "configuration.upload-configured",
        where="genericMediaUploadUrl",
        settings={"account_xml": "../account/without-upload.xml"},
    ),
    _row(
        "plaintext-password",
        "Configures a URL of plain http for the password.",
        "configuration.password-protected",
        disturbs=("combination.served",),
        where="genericMediaRefSendPostData",
        # Nothing listens on the discard port, and no password leaves this host.
        settings={"url": "http://127.0.0.1:9/send_media_message"},
    ),
    _row(
        "combination-not-declared",
        "Serves JSON by PUT, and does not say so.",
        "combination.undeclared",
        where="status",
        settings={"combinations": ["get", "head", "post-form", "post-json", "put-form"]},
        discover=True,
    ),
    _row(
        "form-not-listed",
        "Takes numbers in parentheses, and lists none.",
        "recipient.other-form",
        where="status",
        recipients=("+15551231234", "15551231234", "5552231234", "sip:johndow@example.com", "johndow@example.com"),
        discover=True,
    ),
)
