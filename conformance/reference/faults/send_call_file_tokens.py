"""Faults of the Download Token Service (document 001)."""

from functools import partial

from .fault import fault

_row = partial(fault, "send-call-file")

TOKENS = (
    _row("token-refused", "Gives no download token.", "token.minted", where="/reply"),
    _row("token-by-post-only", "Answers a request for a token by GET 405.", "token.by-get", where="status"),
    _row(
        "token-needs-raw-brackets",
        "Does not find id_call[] with its brackets percent-encoded.",
        "token.brackets",
        where="/reply",
    ),
    _row("same-token", "Gives the same token again until it is used.", "token.distinct", where="/reply"),
    _row("sequential-tokens", "Counts its tokens.", "token.unguessable", where="/reply"),
    _row("short-tokens", "Gives tokens of eight characters.", "token.unguessable", where="/reply"),
    _row(
        "clock-tokens",
        "Gives the time as a token.",
        "token.unguessable",
        where="/reply",
        disturbs=("token.letter-case",),
    ),
    _row("encoded-clock-tokens", "Gives the time in Base64 as a token.", "token.unguessable", where="/reply"),
    _row("token-other-layout", "Gives a token without an XML declaration.", "token.layout", where="body"),
    _row(
        "token-without-criteria",
        "Gives a token for any recording without criteria.",
        "token.criteria-required",
        where="body",
    ),
    _row("token-for-unknown-couple", "Takes an unknown couple for another.", "token.unknown-couple", where="body"),
    _row("token-for-strangers", "Gives a token without a session.", "token.without-session", where="/reply"),
    _row(
        "forged-session-honoured",
        "Gives a forged session a token, and serves that to the same.",
        "token.without-session",
        "token.of-stranger",
        where=("/reply", "body"),
    ),
    _row("tokens-crossed", "Sends what the last token of a session stands for.", "token.criteria-kept", where="body"),
    _row(
        "token-reusable",
        "Serves a download token any number of times.",
        "token.used-twice",
        where="status",
        disturbs=("token.unguessable",),
    ),
    _row(
        "token-reusable-across-methods",
        "Serves a download token once by GET and once by POST.",
        "token.used-twice",
        where="status",
    ),
    _row("get-reusable", "Serves a GET of the same token once more.", "token.used-twice", where="status"),
    _row("used-token-404", "Answers a used download token 404.", "token.used-twice", where="status"),
    _row(
        "used-token-with-media", "Sends the recording with the 403 of a used token.", "token.used-twice", where="body"
    ),
    _row("token-revived", "Takes a used token again after it was refused once.", "token.stays-dead", where="status"),
    _row("token-race-lost", "Marks a token as used some time after it looked.", "token.raced", where="status"),
    _row(
        "token-race-lost-at-times",
        "Marks one token in three as used some time after it looked.",
        "token.raced",
        where="status",
    ),
    _row("unknown-token-404", "Answers a token that it never gave 404.", "token.unknown", where="status"),
    _row(
        "any-token",
        "Streams audio for a token that it never gave.",
        "token.unknown",
        "token.required",
        where=("status", "body"),
    ),
    _row(
        "truncated-token-accepted",
        "Takes the beginning of a token.",
        "token.unknown",
        "token.required",
        where=("status", "body"),
    ),
    _row(
        "lengthened-token-accepted",
        "Takes a token with something behind it.",
        "token.unknown",
        "token.required",
        where=("status", "body"),
    ),
    _row("empty-token-400", "Answers an empty token 400.", "token.missing", where="status"),
    _row("missing-token-400", "Answers a request without a token 400.", "token.missing", where="status"),
    _row(
        "no-token-needed", "Streams audio without a token.", "token.missing", "token.required", where=("status", "body")
    ),
    _row("letter-case-ignored", "Takes a token in capitals for the same.", "token.letter-case", where="body"),
    _row(
        "token-by-query-only",
        "Does not find the token in a form body.",
        "download.by-post",
        where="status",
        disturbs=("session.cookie", "download.whole"),
    ),
)
