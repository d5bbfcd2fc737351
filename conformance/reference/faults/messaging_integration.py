"""Faults of the messaging integration (document 002)."""

from functools import partial

from .fault import fault
from .messaging_integration_callbacks import FAULTS as CALLBACK_FAULTS
from .messaging_integration_settings import FAULTS as SETTINGS_FAULTS

_row = partial(fault, "messaging-integration")

FAULTS = (
    _row("message-refused", "Answers a text message 400.", "send-message.accepted", where="status"),
    _row(
        "id-elsewhere",
        "Puts the message id at the root of the answer.",
        "send-message.message-id",
        "send-file.message-id",
        where="/data/id",
        disturbs=("event.known-id",),
    ),
    _row(
        "same-id",
        "Gives every message the same id.",
        "send-message.distinct-ids",
        "messages.distinct-ids",
        where="body",
    ),
    _row("same-id-for-files", "Gives every file the same id.", "messages.distinct-ids", where="body"),
    _row(
        "error-in-200",
        "Answers a text message 200 with an error.",
        "send-message.message-id",
        "send-message.no-error",
        where=("body", "/data/id"),
    ),
    _row(
        "error-beside-id",
        "Answers a message with an id, and with an error beside it.",
        "send-message.no-error",
        where="body",
    ),
    _row("higher-planes-refused", "Answers a text with characters beyond U+FFFF 500.", "text.accepted", where="status"),
    _row("very-long-refused", "Answers a text of more than 1,600 characters 400.", "text.very-long", where="status"),
    _row("formatted-number-refused", "Answers a number with parentheses 400.", "recipient.accepted", where="status"),
    _row("file-refused", "Answers a file 500.", "send-file.accepted", where="status"),
    _row(
        "pdf-refused",
        "Answers a PDF file 500.",
        "send-file.other-kinds",
        where="status",
        disturbs=("send-file.message-id", "send-file.fetched", "arrival.file"),
    ),
    _row("file-not-fetched", "Takes a file and never fetches it.", "send-file.fetched", where="file"),
    _row("file-fetched-first", "Answers a file that it cannot fetch 500.", "send-file.unfit", where="status"),
    _row("crash-on-no-url", "Answers a file whose address is no URL 500.", "send-file.unfit", where="status"),
    _row(
        "content-lost",
        "Takes a message and loses it.",
        "arrival.message",
        "arrival.content",
        "arrival.numbers",
        "arrival.file",
        where="observer",
    ),
    _row("content-in-latin-1", "Stores a text's UTF-8 as Latin-1.", "arrival.content", where="observer /content"),
    _row("numbers-swapped", "Stores the sender as the recipient.", "arrival.numbers", where="observer /to"),
    _row("media-url-cut", "Stores the URL of a file without http://.", "arrival.file", where="observer /media_url"),
    _row("any-key", "Accepts any API key.", "credentials.wrong-key", "credentials.for-files", where="status"),
    _row("any-key-for-files", "Accepts any API key with a file.", "credentials.for-files", where="status"),
    _row(
        "no-key-needed",
        "Accepts a message without an API key.",
        "credentials.wrong-key",
        "credentials.for-files",
        where="status",
    ),
    _row("number-not-checked", "Accepts a message to nobody.", "refusal.recipient", where="status"),
    _row("content-not-checked", "Accepts a text message without a text.", "refusal.content", where="status"),
    _row("crash-on-bad-json", "Answers a body that is no JSON 500.", "refusal.malformed", where="status"),
    _row(
        "hangs-up-on-bad-json",
        "Closes the connection upon a body that is no JSON.",
        "refusal.malformed",
        where="response",
    ),
    *CALLBACK_FAULTS,
    *SETTINGS_FAULTS,
)
