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
        settings={"post_data": f"{FORM}&text=%sms_bdoy%"},
    ),
    _row(
        "message-bare-placeholder",
        "Configures disposition_notification without its percent signs.",
        "configuration.placeholders-marked",
        settings=_as_json(JSON.replace("%disposition_notification%", "disposition_notification")),
    ),
    _row(
        "message-unknown-method",
        "Configures the method PATCH.",
        "configuration.method-known",
        settings={"method": "PATCH"},
    ),
    _row(
        "message-body-for-get",
        "Configures GET, and a body with a variable that the URL lacks.",
        "configuration.body-used",
        settings={"method": "get", "url": f"/send_message?{FORM}", "post_data": f"{FORM}&device=%installid%"},
    ),
    _row(
        "message-header-without-colon",
        "Configures a custom header without a colon.",
        "configuration.headers-well-formed",
        settings={"custom_headers": "X-Device %installid%"},
    ),
    _row(
        "message-json-template-broken",
        "Configures a JSON body that lacks a comma.",
        "configuration.body-well-formed",
        settings=_as_json(JSON.replace('"%sms_to%",', '"%sms_to%"')),
    ),
    _row(
        "message-url-without-scheme",
        "Configures a URL without http:// or https://.",
        "configuration.url-has-scheme",
        settings={"url": None, "genericSmsSendUrl": "sms.example.com/send"},
    ),
    _row(
        "text-not-carried",
        "Configures no %sms_body%.",
        "configuration.text-carried",
        settings={"post_data": FORM.replace("&body=%sms_body%", "")},
    ),
    _row(
        "message-plaintext-password",
        "Configures a URL of plain http for the password.",
        "configuration.password-protected",
        # Nothing listens on the discard port, and no password leaves this host.
        settings={"url": "http://127.0.0.1:9/send_message"},
    ),
)
