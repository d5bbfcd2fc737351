"""What is said of a callback that is not of the shape of its model (document 002, Webhook)."""

import json
from typing import Any

import pytest

from conformance.clients.ringotel.integration import parse
from conformance.exchange.message import Exchange, Request
from conformance.services.messaging_integration.events import in_shape, meant
from conformance.verdict import Outcome

MODEL = {
    "event_key": "sms.delivered",
    "event_type": "messageDelivered",
    "request_method": "POST",
    "request_parameters": {
        "event": "$event_key$",
        "ids": ["$messageid$", "$domain$"],
        "final": True,
        "ref": "sms:$messageid$",
        "link": "$url$",
        "price": 1,
    },
}
KNOWN = parse(json.dumps({"Webhook": {"sent": MODEL}}))
EVENT = {"event": "sms.delivered", "ids": ["7", "d"], "final": True, "ref": "sms:7", "link": "https://x/y", "price": 1}


def callback(**changes: Any) -> Exchange:
    event = {name: value for name, value in {**EVENT, **changes}.items() if value is not ...}
    headers = (("Content-Type", "application/json"),)
    return Exchange("", Request("POST", "http://x/hook", headers, json.dumps(event).encode()), inbound=True)


@pytest.mark.parametrize(
    ("changes", "expected", "actual", "where"),
    [
        ({"ids": ...}, ("the shape of /Webhook/sent",), "no member ids", "/"),
        ({"ids": None}, ("the shape of /Webhook/sent",), "null where an array belongs", "/ids"),
        (
            {"ids": ["7", True]},
            ("the shape of /Webhook/sent",),
            "a boolean where a string or a number belongs",
            "/ids/1",
        ),
        ({"ids": ["7"]}, ("the shape of /Webhook/sent",), "1 element where 2 belong", "/ids"),
        ({"ids": ["", "d"]}, ("the shape of /Webhook/sent",), "an empty string", "/ids/0"),
        ({"event": "SMS.Delivered"}, ("sms.delivered",), "SMS.Delivered", "/event"),
        ({"ref": "7"}, ("sms:$messageid$",), "7", "/ref"),
        ({"link": "y"}, ("a URL",), "y", "/link"),
    ],
)
def test_a_breach_is_told_in_the_words_of_the_model(
    changes: dict[str, Any], expected: tuple[str, ...], actual: str, where: str
) -> None:
    event = callback(**changes)
    [model] = meant(KNOWN, event)
    [one] = [one for one in in_shape(model, event) if one.outcome is Outcome.BROKEN]
    assert (one.expected, one.actual, one.where) == (expected, actual, where)


def test_what_follows_its_model_holds() -> None:
    assert {one.outcome for one in in_shape(KNOWN.models[0], callback(more=1))} == {Outcome.HELD}
