"""Faults of the calls to the webhook (document 002, Webhook)."""

from functools import partial

from .fault import fault

_row = partial(fault, "messaging-integration")

FAULTS = (
    _row(
        "delivered-never",
        "Never reports a delivery.",
        "delivered.arrives",
        "delivered.in-time",
        where="webhook",
        unproven=("delivered.arrives",),
        disturbs=("event.known-id",),
    ),
    _row(
        "delivered-late",
        "Reports a delivery later than it says.",
        "delivered.arrives",
        "delivered.in-time",
        where="webhook",
        # Without the time that the provider says, nothing tells what is late from what never comes.
        unproven=("delivered.arrives",),
        disturbs=("event.known-id",),
    ),
    _row(
        "delivered-wrong-id",
        "Reports an unknown id as delivered.",
        "delivered.message-id",
        "event.known-id",
        where="$messageid$",
        disturbs=("delivered.in-time",),
    ),
    _row(
        "delivered-same-wrong-id",
        "Reports every delivery under the id 0.",
        "delivered.message-id",
        "event.known-id",
        where="$messageid$",
        disturbs=("delivered.in-time",),
    ),
    _row(
        "delivered-id-cut",
        "Reports the beginning of an id as delivered.",
        "delivered.message-id",
        "event.known-id",
        where="$messageid$",
        disturbs=("delivered.in-time",),
    ),
    _row(
        "delivered-wrong-shape",
        "Reports delivery in a shape of its own.",
        "delivered.shape",
        "event.declared-shape",
        where="/",
        disturbs=("delivered.in-time", "event.known-id"),
    ),
    _row(
        "delivered-by-put",
        "Reports delivery by PUT instead of POST.",
        "delivered.shape",
        "event.declared-shape",
        where="method",
    ),
    _row("delivered-twice", "Reports every delivery twice.", "delivered.once", where="webhook"),
    _row("delivered-early", "Reports a delivery before it answers.", "delivered.once", where="webhook"),
    _row(
        "delivered-of-nobody",
        "Reports the delivery of a message that nobody sent, too.",
        "event.known-id",
        where="$messageid$",
    ),
    _row(
        "delivered-cut-short",
        "Reports delivery in JSON that lacks its end.",
        "delivered.shape",
        "event.parsable",
        where="body",
        disturbs=("delivered.in-time", "event.known-id"),
    ),
    _row("typing-told", "Calls the webhook with an event that it has no model for.", "event.known-kind", where="body"),
    _row(
        "inbound-message-never",
        "Keeps the texts of contacts to itself.",
        "inbound-message.arrives",
        unproven=("inbound-message.arrives",),
    ),
    _row(
        "inbound-message-wrong-shape",
        "Reports a contact's text under another name.",
        "inbound-message.shape",
        "event.declared-shape",
        where="/params",
    ),
    _row("inbound-message-twice", "Reports a contact's text twice.", "inbound-message.once", where="webhook"),
    _row("inbound-text-cut", "Reports half of a contact's text.", "inbound-message.values", where="$content$"),
    _row(
        "inbound-numbers-swapped",
        "Reports the user who is written to as the sender.",
        "inbound-message.values",
        "inbound-file.values",
        where="$from$",
    ),
    _row(
        "inbound-file-never",
        "Keeps the files of contacts to itself.",
        "inbound-file.arrives",
        unproven=("inbound-file.arrives",),
    ),
    _row(
        "inbound-file-wrong-shape",
        "Reports the URL of a contact's file in an array.",
        "inbound-file.shape",
        "event.declared-shape",
        where="/params",
    ),
    _row("inbound-file-locked", "Asks for a password for a contact's file.", "inbound-file.url-works", where="status"),
    _row("inbound-file-is-html", "Serves a page of HTML for a contact's file.", "inbound-file.url-works", where="body"),
    _row(
        "failed-callback-poisons",
        "Answers the next message 500 after a call to the webhook failed.",
        "callback.survives",
        where="status",
    ),
    _row(
        "webhook-given-up",
        "Does not report the delivery of the next message after a call to the webhook failed.",
        "callback.survives",
        where="webhook",
    ),
)
