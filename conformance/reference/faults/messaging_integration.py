"""Faults of the messaging integration (document 002)."""

from functools import partial

from .fault import fault

_row = partial(fault, "messaging-integration")

FAULTS = (
    _row(
        "misspelt-integration",
        "Misspells a variable in the integration file.",
        "file.valid",
        settings={"integration": "../integration/misspelled-variable.json"},
    ),
    _row("message-refused", "Answers a text message 400.", "send-message.accepted"),
    _row(
        "id-elsewhere",
        "Puts the message id at the root of the answer.",
        "send-message.message-id",
        "send-file.message-id",
    ),
    _row("same-id", "Gives every message the same id.", "send-message.distinct-ids"),
    _row("error-in-200", "Answers a text message 200 with an error.", "send-message.message-id"),
    _row("file-refused", "Answers a file 400.", "send-file.accepted"),
    _row("delivered-wrong-id", "Reports an unknown id as delivered.", "delivered.message-id"),
    _row("delivered-wrong-shape", "Reports delivery in a shape of its own.", "delivered.shape"),
    _row("delivered-by-put", "Reports delivery by PUT instead of POST.", "delivered.shape"),
    _row("delivered-never", "Never reports a delivery.", "delivered.arrives"),
    _row("any-key", "Accepts any API key.", "credentials.wrong-key"),
)
