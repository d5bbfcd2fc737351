"""Faults of Send Message."""

from functools import partial

from .app_call import faults_of_app_calls
from .fault import fault
from .send_message_settings import FAULTS as SETTINGS_FAULTS

SERVICE = "send-message"
PREFIX = "message-"
"""Stands before the names of the faults that other services of the app can have as well."""

_row = partial(fault, SERVICE)

FAULTS = (
    _row("message-without-id", "Answers a message without an id.", "message.id", where="body"),
    _row("text-refused", "Answers a valid form by POST 500.", "message.accepted", where="status"),
    _row(
        "text-sent-with-error-inside",
        "Answers a valid form by POST 200 with an error.",
        "message.no-error-inside",
        where="body",
    ),
    _row(
        "long-text-refused",
        "Answers texts of more than 160 characters 500.",
        "text.taken",
        "text.very-long",
        "content.taken",
        where="status",
    ),
    _row("file-transfer-refused", "Answers messages that refer to a file 500.", "content.taken", where="status"),
    _row("smart-refused", "Answers messages to smart contacts 400.", "smart.taken", where="status"),
    _row("text-truncated", "Stores the first 160 characters of a text.", "arrival.text", where="observer /sms_body"),
    _row(
        f"{PREFIX}recipient-mangled",
        "Stores a number in parentheses without its last digit.",
        "arrival.recipient",
        where="observer /sms_to",
    ),
    *faults_of_app_calls(SERVICE, PREFIX),
    _row(f"{PREFIX}formatted-refused", "Answers numbers with parentheses 406.", "recipient.form", where="status"),
    _row(f"{PREFIX}crash-on-damage", "Answers a message that it cannot read 500.", "damage.survived", where="status"),
    _row(
        f"{PREFIX}hangs-up-on-damage",
        "Closes the connection upon a message that it cannot read.",
        "damage.survived",
        where="response",
    ),
    *SETTINGS_FAULTS,
)
