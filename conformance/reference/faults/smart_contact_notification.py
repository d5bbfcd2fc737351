"""Faults of the smart-contact notification (document 003)."""

from functools import partial

from .fault import fault

JSON = (
    '{ "newSmartNumber" : "%new_smart_number%", "networkId" : "%network_id%", '
    '"newSmartUri" : "%new_smart_uri%", "interestedParties" : %interestedParties% }'
)
XML = (
    "<root><new_smart_number>%new_smart_number%</new_smart_number><network_id>%network_id%</network_id>"
    "<new_smart_uri>%new_smart_uri%</new_smart_uri>"
    "<interested_parties>%interestedParties%</interested_parties></root>"
)

_row = partial(fault, "smart-contact-notification")


def _in_json(template: str) -> dict[str, object]:
    return {"post_data": {"application/json": template, "application/xml": XML}}


FAULTS = (
    *(
        _row(f"status-{status}", f"Answers {status} instead of 204.", "notification.answered-204", where="status")
        for status in (200, 201, 202, 205, 302)
    ),
    _row("xml-refused", "Answers XML 415.", "content-type.served", where="status"),
    _row(
        "several-parties-200",
        "Answers a notification with several interested parties 200.",
        "parties.several-answered-204",
        "parties.many",
        "parties.duplicate",
        where="status",
    ),
    _row(
        "several-parties-refused",
        "Answers more than one interested party 400.",
        "parties.several-answered-204",
        "parties.many",
        "parties.duplicate",
        disturbs=("arrival.parties",),
        where="status",
    ),
    _row("fifty-refused", "Answers more than ten interested parties 400.", "parties.many", where="status"),
    _row(
        "duplicate-refused", "Answers an interested party that is named twice 400.", "parties.duplicate", where="status"
    ),
    _row("plus-refused", "Answers numbers with a + 400.", "number.taken", where="status"),
    _row("sip-scheme-refused", "Answers URIs that begin with sip: 400.", "uri.taken", where="status"),
    _row(
        "names-refused",
        "Answers names that are not ASCII or hold markup 400.",
        "names.special",
        disturbs=("arrival.names",),
        where="status",
    ),
    _row(
        "names-crash",
        "Answers names that are not ASCII or hold markup 500.",
        "names.special",
        disturbs=("arrival.names",),
        where="status",
    ),
    _row("contact-repeat-refused", "Answers the same notification again 409.", "notification.repeat", where="status"),
    _row(
        "extra-member-refused",
        "Answers members that it does not know 400.",
        "notification.extra-member",
        where="status",
    ),
    _row("new-server-refused", "Answers a sync server of another version 403.", "server.any-version", where="status"),
    _row("malformed-204", "Answers a body that it cannot read 204.", "malformed.not-204", where="status"),
    _row("body-after-204", "Sends bytes after a 204.", "framing.nothing-after-204", where="after the header"),
    _row(
        "length-on-204", "Puts a Content-Length on a 204.", "framing.no-content-length", where="header Content-Length"
    ),
    _row("contact-lost", "Loses notifications that it answers 204.", "arrival.notification", where="observer"),
    _row(
        "names-mangled",
        "Stores names without the letters that are not ASCII.",
        "arrival.names",
        where="observer /username",
    ),
    _row(
        "second-party-lost",
        "Stores the first interested party only.",
        "arrival.parties",
        where="observer /interested_parties",
    ),
    _row(
        "unknown-keyword",
        "Configures a keyword that does not exist.",
        "configuration.keywords-known",
        disturbs=("content-type.served",),
        where='post_data."application/json"',
        settings=_in_json(JSON.replace(" }", ', "name" : "%new_smart_name%" }')),
    ),
    _row(
        "account-keyword",
        "Configures a keyword of another scope.",
        "configuration.keywords-known",
        disturbs=("content-type.served",),
        where='post_data."application/json"',
        settings=_in_json(JSON.replace(" }", ', "account" : "%account[username]%" }')),
    ),
    _row(
        "keyword-in-url",
        "Configures a URL with a keyword of another scope.",
        "configuration.keywords-known",
        disturbs=("content-type.served",),
        where="url",
        settings={"url": "/smartcontactnotification?user=%account[username]%"},
    ),
    _row(
        "contact-template-broken",
        "Configures a JSON body that lacks a comma.",
        "configuration.body-well-formed",
        disturbs=("content-type.served",),
        where='post_data."application/json"',
        settings=_in_json(JSON.replace('"%network_id%",', '"%network_id%"')),
    ),
    _row(
        "contact-type-unsupported",
        "Configures the content type text/xml.",
        "configuration.content-type-supported",
        disturbs=("content-type.served",),
        where="content_type",
        settings={"content_types": None, "content_type": "text/xml", "post_data": XML},
    ),
    _row(
        "contact-url-without-scheme",
        "Configures a URL without http:// or https://.",
        "configuration.url-has-scheme",
        disturbs=("content-type.served",),
        where="smartContactNotificationUrl",
        settings={"url": None, "smartContactNotificationUrl": "contacts.example.com/notify"},
    ),
    _row(
        "contact-type-not-declared",
        "Takes XML, and does not say so.",
        "content-type.undeclared",
        where="status",
        settings={"content_types": ["application/json"]},
        discover=True,
    ),
)
