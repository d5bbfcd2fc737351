"""Faults that stand in the configuration of Send Message."""

from functools import partial

from .fault import fault

FORM = (
    "from=%account[username]%&password=%account[password]%&to=%sms_to%&body=%sms_body%"
    "&content_type=%content_type%&disposition_notification=%disposition_notification%&smart=%smart%"
)
JSON = """{
    "from": "%account[username]%", "password": "%account[password]%", "to": "%sms_to%", "body": "%sms_body%",
    "content_type": "%content_type%", "disposition_notification": "%disposition_notification%", "smart": "%smart%"
}"""

_row = partial(fault, "send-message")


def _as_json(template: str) -> dict[str, object]:
    return {"post_data": template, "content_type": "application/json"}


FAULTS = (
    _row(
        "message-misspelt-variable",
        "Configures %sms_bdoy% beside %sms_body%.",
        "configuration.variables-known",
        disturbs=("combination.served",),
        where="post_data",
        settings={"post_data": f"{FORM}&text=%sms_bdoy%"},
    ),
    _row(
        "message-bare-placeholder",
        "Configures disposition_notification without its percent signs.",
        "configuration.placeholders-marked",
        disturbs=("combination.served",),
        where="post_data",
        settings=_as_json(JSON.replace("%disposition_notification%", "disposition_notification")),
    ),
    _row(
        "message-unknown-method",
        "Configures the method PATCH.",
        "configuration.method-known",
        disturbs=("combination.served",),
        where="method",
        settings={"method": "PATCH"},
    ),
    _row(
        "message-body-for-get",
        "Configures GET, and a body with a variable that the URL lacks.",
        "configuration.body-used",
        where="post_data",
        settings={"method": "get", "url": f"/send_message?{FORM}", "post_data": f"{FORM}&device=%installid%"},
    ),
    _row(
        "message-header-without-colon",
        "Configures a custom header without a colon.",
        "configuration.headers-well-formed",
        where="custom_headers",
        settings={"custom_headers": "X-Device %installid%"},
    ),
    _row(
        "message-json-template-broken",
        "Configures a JSON body that lacks a comma.",
        "configuration.body-well-formed",
        disturbs=("combination.served",),
        where="post_data",
        settings=_as_json(JSON.replace('"%sms_to%",', '"%sms_to%"')),
    ),
    _row(
        "message-url-without-scheme",
        "Configures a URL without http:// or https://.",
        "configuration.url-has-scheme",
        disturbs=("combination.served",),
        where="genericSmsSendUrl",
        settings={"url": None, "genericSmsSendUrl": "sms.example.com/send"},
    ),
    _row(
        "text-not-carried",
        "Configures no %sms_body%.",
        "configuration.text-carried",
        disturbs=("combination.served",),
        where="post_data",
        settings={"post_data": FORM.replace("&body=%sms_body%", "")},
    ),
    _row(
        "message-plaintext-password",
        "Configures a URL of plain http for the password.",
        "configuration.password-protected",
        disturbs=("combination.served",),
        where="post_data",
        # Nothing listens on the discard port, and no password leaves this host.
        settings={"url": "http://127.0.0.1:9/send_message"},
    ),
    _row(
        "message-combination-not-declared",
        "Serves JSON by PUT, and does not say so.",
        "combination.undeclared",
        where="status",
        settings={"combinations": ["get", "head", "post-form", "post-json", "put-form"]},
        discover=True,
    ),
)
