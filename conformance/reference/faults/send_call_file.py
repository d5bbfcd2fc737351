"""Faults of Send Call File (document 001)."""

from functools import partial

from .fault import fault

_row = partial(fault, "send-call-file")

FAULTS = (
    _row("login-refused", "Refuses good credentials.", "log-in.session"),
    _row("login-401", "Answers good credentials 401, with the right body.", "log-in.status"),
    _row("login-without-cookie", "Gives the session in the body only.", "log-in.cookie"),
    _row("token-refused", "Gives no download token.", "token.minted"),
    _row("token-reusable", "Serves a download token any number of times.", "token.used-twice"),
    _row("used-token-404", "Answers a used download token 404.", "token.used-twice"),
    _row("any-token", "Streams audio for a token that it never gave.", "token.unknown"),
    _row("expired-session-200", "Serves the log-in page with 200 when the session is over.", "session.expired"),
    _row("download-206", "Answers a download 206.", "download.status"),
    _row("download-is-login-page", "Sends the log-in page as the file of a single download.", "download.media"),
    _row("download-inline", "Sends a single download without Content-Disposition.", "download.attachment"),
    _row("zip-broken", "Cuts the end off the zip archive.", "archive.opens"),
    _row("zip-without-text", "Leaves the text file out of the zip archive.", "archive.text"),
    _row("zip-missing-entry", "Leaves the last recording out of the zip archive.", "archive.recordings"),
    _row("url-session-ignored", "Does not understand ;jsessionid= in the URL.", "session.url"),
    _row("cookie-session-ignored", "Does not understand the session cookie.", "session.cookie"),
    _row("token-by-query-only", "Does not find the token in a form body.", "download.by-post"),
)
