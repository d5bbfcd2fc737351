"""Faults of Send Call File (document 001)."""

from functools import partial

from .fault import fault
from .send_call_file_archives import ARCHIVES
from .send_call_file_media import DOWNLOADS, STREAMS
from .send_call_file_tokens import TOKENS

_row = partial(fault, "send-call-file")

_LOG_IN = (
    _row("login-refused", "Refuses good credentials.", "log-in.session", where="body"),
    _row(
        "login-401",
        "Answers good credentials 401, with the right body.",
        "log-in.status",
        where="status",
        disturbs=("log-in.refused", "log-in.refused-token", "log-in.refused-status"),
    ),
    _row("login-without-cookie", "Gives the session in the body only.", "log-in.cookie", where="header Set-Cookie"),
    _row(
        "login-other-id", "Names another session in the body than in the cookie.", "log-in.same-id", where="/@sessionid"
    ),
    _row(
        "login-by-post-only",
        "Answers a log-in by GET 405.",
        "log-in.by-get",
        where="status",
        disturbs=("log-in.refused", "log-in.refused-token", "log-in.refused-status"),
    ),
    _row(
        "login-needs-accept",
        "Answers a log-in that does not accept text/plain 406.",
        "log-in.any-accept",
        where="status",
    ),
    _row("login-other-layout", "Answers a log-in without an XML declaration.", "log-in.layout", where="body"),
    _row(
        "login-any-password",
        "Opens a session for any credentials.",
        "log-in.refused",
        "log-in.refused-token",
        where=("body", "/reply"),
    ),
    _row(
        "login-by-get-any-password",
        "Opens a session for any credentials in the query of a GET.",
        "log-in.refused",
        "log-in.refused-token",
        where=("body", "/reply"),
    ),
    _row(
        "stranger-session-mints",
        "Gives bad credentials a session that mints tokens, though they open nothing.",
        "log-in.refused-token",
        where="/reply",
    ),
    _row("refused-login-401", "Answers bad credentials 401.", "log-in.refused-status", where="status"),
)

_SESSIONS = (
    _row(
        "cookie-session-ignored",
        "Does not understand the session cookie.",
        "session.cookie",
        where="status",
        disturbs=("download.by-post", "download.whole"),
    ),
    _row(
        "url-session-ignored",
        "Does not understand ;jsessionid= in the URL.",
        "session.url",
        where="status",
        disturbs=("download.by-get",),
    ),
    _row("both-sessions-refused", "Does not understand the session in cookie and URL.", "session.both", where="status"),
    _row(
        "any-session",
        "Takes a forged session for the one of the token.",
        "session.unknown",
        "session.required",
        where=("body", "status"),
    ),
    _row(
        "no-session-needed",
        "Serves a token without a session.",
        "session.unknown",
        "session.required",
        where=("body", "status"),
    ),
    _row(
        "get-without-session",
        "Serves a token by GET without a session.",
        "session.unknown",
        "session.required",
        where=("body", "status"),
    ),
    _row(
        "expired-session-in-url",
        "Knows a session in the URL after it is over.",
        "session.over",
        "session.expired",
        where=("body", "status"),
    ),
    _row(
        "expired-session-in-cookie",
        "Knows a session in the cookie after it is over.",
        "session.over",
        "session.expired",
        where=("body", "status"),
    ),
    _row(
        "expired-session-in-url-200",
        "Serves the log-in page with 200 when the session in the URL is over.",
        "session.expired",
        where="status",
    ),
    _row("redirect-with-media", "Sends a recording along with a redirect.", "session.over", where="body"),
    _row("strangers-404", "Answers a request without a session 404.", "session.unknown", where="status"),
    _row("redirect-without-location", "Redirects without a Location.", "session.location", where="header Location"),
    _row(
        "redirect-with-token",
        "Puts the token into the Location.",
        "session.location-secret",
        "session.refusal-secret",
        where="header Location",
    ),
    _row(
        "stranger-redirect-with-token",
        "Puts the token into the Location for whoever never logged in.",
        "session.refusal-secret",
        where="header Location",
    ),
    _row(
        "expired-session-200",
        "Serves the log-in page with 200 when the session is over.",
        "session.expired",
        where="status",
    ),
)

_PERMISSIONS = (
    _row("forbidden-alone", "Sends anybody a confidential recording.", "permission.file", where="body"),
    _row(
        "forbidden-among",
        "Puts a confidential recording into anybody's archive.",
        "permission.among-others",
        where="body",
    ),
    _row("forbidden-played", "Streams a confidential recording to anybody.", "permission.file", where="body"),
    _row("foreign-token", "Serves a token of another user's.", "permission.foreign-token", where="body"),
    _row("play-only-downloads", "Lets users download who may only play.", "permission.action", where="body"),
    _row(
        "audio-only-watches",
        "Lets users watch who may only listen.",
        "permission.type",
        "permission.type-of-download",
        where="body",
    ),
    _row(
        "audio-only-downloads-video",
        "Lets users download videos who may only listen.",
        "permission.type-of-download",
        where="body",
    ),
)

FAULTS = (*_LOG_IN, *TOKENS, *_SESSIONS, *_PERMISSIONS, *STREAMS, *DOWNLOADS, *ARCHIVES)
