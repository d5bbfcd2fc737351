"""Every way in which the reference provider can be told to be careless, each exactly one defect."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Fault:
    """One defect: what the provider then does, and the ids of the checks that tell it. Checks that rest on one of them
    become inconclusive."""

    name: str
    service: str
    summary: str
    moves: tuple[str, ...]


def _fault(service: str, name: str, summary: str, *moves: str) -> Fault:
    return Fault(name, service, summary, tuple(f"{service}.{check}" for check in moves))


_MEDIA = "media-reference-send"
_CALLS = "send-call-file"
_MESSAGING = "messaging-integration"
_CONTACTS = "smart-contact-notification"

FAULTS: Mapping[str, Fault] = {
    fault.name: fault
    for fault in (
        _fault(_MEDIA, "valid-message-refused", "Answers a valid message by PUT with JSON 500.", "message.accepted"),
        _fault(_MEDIA, "method-not-served", "Answers HEAD 405.", "combination.served"),
        _fault(
            _MEDIA,
            "second-recipient-refused",
            "Answers the same media to a second recipient 409.",
            "recipients.each-accepted",
        ),
        _fault(_MEDIA, "any-password", "Accepts any password of a known user.", "credentials.wrong-password"),
        _fault(_MEDIA, "refusal-html", "Refuses with a page of HTML.", "refusal.message"),
        _fault(_MEDIA, "refusal-empty", "Refuses with an empty body.", "refusal.message"),
        _fault(_CALLS, "login-refused", "Refuses good credentials.", "log-in.session"),
        _fault(_CALLS, "login-401", "Answers good credentials 401, with the right body.", "log-in.status"),
        _fault(_CALLS, "login-without-cookie", "Gives the session in the body only.", "log-in.cookie"),
        _fault(_CALLS, "token-refused", "Gives no download token.", "token.minted"),
        _fault(_CALLS, "token-reusable", "Serves a download token any number of times.", "token.used-twice"),
        _fault(_CALLS, "used-token-404", "Answers a used download token 404.", "token.used-twice"),
        _fault(_CALLS, "any-token", "Streams audio for a token that it never gave.", "token.unknown"),
        _fault(
            _CALLS,
            "expired-session-200",
            "Serves the log-in page with 200 when the session is over.",
            "session.expired",
        ),
        _fault(_CALLS, "download-206", "Answers a download 206.", "download.status"),
        _fault(
            _CALLS,
            "download-is-login-page",
            "Sends the log-in page as the file of a single download.",
            "download.media",
        ),
        _fault(
            _CALLS, "download-inline", "Sends a single download without Content-Disposition.", "download.attachment"
        ),
        _fault(_CALLS, "zip-broken", "Cuts the end off the zip archive.", "archive.opens"),
        _fault(_CALLS, "zip-without-text", "Leaves the text file out of the zip archive.", "archive.text"),
        _fault(_CALLS, "zip-missing-entry", "Leaves the last recording out of the zip archive.", "archive.recordings"),
        _fault(_CALLS, "url-session-ignored", "Does not understand ;jsessionid= in the URL.", "session.url"),
        _fault(_CALLS, "cookie-session-ignored", "Does not understand the session cookie.", "session.cookie"),
        _fault(_CALLS, "token-by-query-only", "Does not find the token in a form body.", "download.by-post"),
        _fault(_MESSAGING, "message-refused", "Answers a text message 400.", "send-message.accepted"),
        _fault(
            _MESSAGING,
            "id-elsewhere",
            "Puts the message id at the root of the answer.",
            "send-message.message-id",
            "send-file.message-id",
        ),
        _fault(_MESSAGING, "same-id", "Gives every message the same id.", "send-message.distinct-ids"),
        _fault(_MESSAGING, "error-in-200", "Answers a text message 200 with an error.", "send-message.message-id"),
        _fault(_MESSAGING, "file-refused", "Answers a file 400.", "send-file.accepted"),
        _fault(_MESSAGING, "delivered-wrong-id", "Reports an unknown id as delivered.", "delivered.message-id"),
        _fault(_MESSAGING, "delivered-wrong-shape", "Reports delivery in a shape of its own.", "delivered.shape"),
        _fault(_MESSAGING, "delivered-by-put", "Reports delivery by PUT instead of POST.", "delivered.shape"),
        _fault(_MESSAGING, "delivered-never", "Never reports a delivery.", "delivered.arrives"),
        _fault(_MESSAGING, "any-key", "Accepts any API key.", "credentials.wrong-key"),
        _fault(_CONTACTS, "status-200", "Answers 200 instead of 204.", "notification.answered-204"),
        _fault(_CONTACTS, "status-202", "Answers 202 instead of 204.", "notification.answered-204"),
        _fault(_CONTACTS, "xml-refused", "Answers XML 415.", "content-type.served"),
        _fault(
            _CONTACTS,
            "several-parties-200",
            "Answers a notification with several interested parties 200.",
            "parties.several-answered-204",
        ),
        _fault(
            _CONTACTS,
            "several-parties-refused",
            "Answers more than one interested party 400.",
            "parties.several-answered-204",
        ),
    )
}


def known_faults(names: Collection[str]) -> frozenset[str]:
    """`names` as a set. Raises ValueError for one that is no fault, with the nearest that is."""
    for name in names:
        if name not in FAULTS:
            near = get_close_matches(name, FAULTS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(FAULTS)}"
            raise ValueError(f"there is no fault {name!r}; {hint}")
    return frozenset(names)
