"""Faults that stand in the integration file of the messaging integration (document 002, JSON template file)."""

from functools import partial

from .fault import fault

_row = partial(fault, "messaging-integration")

FAULTS = (
    _row(
        "misspelt-integration",
        "Misspells a variable in the integration file.",
        "file.variables",
        where="/API/SendMessage/request_parameters/domain",
        settings={"integration": "../integration/misspelled-variable.json"},
        disturbs=("send-message.accepted",),
    ),
    _row(
        "integration-with-comments",
        "Leaves comments in the integration file, where JSON has none.",
        "file.json",
        where="file",
        settings={"integration": "../integration/commented.json"},
    ),
    _row(
        "integration-unfinished",
        "Gives the integration file neither an id nor a host to send to.",
        "file.template",
        "file.url",
        where=("file", "/API/SendMessage/request_url"),
        settings={"integration": "../integration/unfinished.json"},
    ),
    _row(
        "integration-misspells-key",
        "Calls the URL of a request request_uri in the integration file.",
        "file.template",
        "file.requests",
        where=("/API/SendMessage/request_uri", "/API/SendMessage"),
        settings={"integration": "../integration/misspelled-key.json"},
        disturbs=("send-message.accepted",),
    ),
    _row(
        "integration-repeats-method",
        "Describes texts and files both under the name SendMessage.",
        "file.requests",
        where="/API/SendMessage",
        settings={"integration": "../integration/repeated-method.json"},
        disturbs=("send-message.accepted",),
    ),
    _row(
        "integration-by-http",
        "Has messages sent by http, in a content type that is none.",
        "file.https",
        "file.content-type",
        where=("/API/SendMessage/request_url", "/API/SendMessage/request_content_type"),
        settings={"integration": "../integration/plain-http.json"},
        disturbs=("send-message.accepted", "send-file.accepted"),
    ),
    _row(
        "integration-with-url-for-content",
        "Has a file sent as $url$, a variable of the callbacks.",
        "file.variable-places",
        where="/API/SendFile/request_parameters/media_url",
        settings={"integration": "../integration/url-for-content.json"},
        disturbs=("send-file.accepted",),
    ),
    _row(
        "integration-with-other-marks",
        "Marks the variables of a request with braces.",
        "file.message-carried",
        where="/API/SendMessage",
        settings={"integration": "../integration/other-marks.json"},
        disturbs=("send-message.accepted",),
    ),
    _row(
        "integration-without-message-id",
        "Maps a bare word to the message id.",
        "file.response-map",
        where="/API/SendMessage/response_map",
        settings={"integration": "../integration/no-message-id.json"},
    ),
    _row(
        "integration-with-two-ids",
        "Maps two places of an answer to the message id.",
        "file.one-message-id",
        where="/API/SendMessage/response_map",
        settings={"integration": "../integration/two-message-ids.json"},
    ),
    _row(
        "integration-copies-method",
        "Describes files to the letter as it does texts.",
        "file.methods-told-apart",
        where="/API/SendFile",
        settings={"integration": "../integration/copied-method.json"},
    ),
    _row(
        "integration-without-token",
        "Asks for Bearer authorization without a token.",
        "file.auth",
        where="/auth",
        settings={"integration": "../integration/no-token.json"},
        disturbs=("send-message.accepted", "send-file.accepted"),
    ),
    _row(
        "integration-token-with-scheme",
        "Writes the scheme before the Bearer token.",
        "file.auth",
        where="/auth/token",
        settings={"integration": "../integration/token-with-scheme.json"},
        disturbs=("send-message.accepted", "send-file.accepted"),
    ),
    _row(
        "integration-with-one-event",
        "Describes inbound texts and files by one model.",
        "file.webhook-models",
        "file.webhook-events",
        # A file would come by a model that the reference does not follow.
        where=("/Webhook/1", "/Webhook/1/event_key"),
        settings={"integration": "../integration/one-event.json", "inbound_file": None},
    ),
    _row(
        "key-in-body-not-checked",
        "Has its API key put into the body, and does not look at it.",
        "credentials.in-request",
        where="status",
        settings={"integration": "../integration/key-in-body.json"},
        discover=True,
    ),
    _row(
        "number-form-not-listed",
        "Takes numbers in parentheses, and lists none.",
        "recipient.other-form",
        where="status",
        recipients=("+15551231234", "15551231234", "5552231234"),
        discover=True,
    ),
    _row(
        "webhook-elsewhere",
        "Is told a URL for its webhook at which nobody listens.",
        "webhook.reachable",
        where="webhook.public_url",
        unproven=("webhook.reachable",),
        # The discard port.
        webhook_url="http://127.0.0.1:9",
        of_configuration=True,
        disturbs=("delivered.arrives", "delivered.in-time", "send-file.accepted"),
    ),
)
