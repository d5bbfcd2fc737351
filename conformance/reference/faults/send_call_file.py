"""Faults of Send Call File (document 001)."""

from functools import partial

from .fault import fault

_row = partial(fault, "send-call-file")

_LOG_IN = (
    _row("login-refused", "Refuses good credentials.", "log-in.session", where="body"),
    _row("login-401", "Answers good credentials 401, with the right body.", "log-in.status", where="status"),
    _row("login-without-cookie", "Gives the session in the body only.", "log-in.cookie", where="header Set-Cookie"),
    _row(
        "login-other-id", "Names another session in the body than in the cookie.", "log-in.same-id", where="/@sessionid"
    ),
    _row("login-by-post-only", "Answers a log-in by GET 405.", "log-in.by-get", where="status"),
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

_TOKENS = (
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
    _row("clock-tokens", "Gives the time as a token.", "token.unguessable", where="/reply"),
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
    _row("token-reusable", "Serves a download token any number of times.", "token.used-twice", where="status"),
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
    _row("token-by-query-only", "Does not find the token in a form body.", "download.by-post", where="status"),
)

_SESSIONS = (
    _row("cookie-session-ignored", "Does not understand the session cookie.", "session.cookie", where="status"),
    _row("url-session-ignored", "Does not understand ;jsessionid= in the URL.", "session.url", where="status"),
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
    _row("forbidden-among", "Puts a confidential recording into anybody's archive.", "permission.file", where="body"),
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

_STREAMS = (
    _row("video-for-audio", "Streams the screen where the call was asked for.", "stream.audio", where="body"),
    _row(
        "audio-for-video",
        "Streams the call where the screen was asked for.",
        "stream.video",
        "prepare.plays",
        where="body",
    ),
    _row("stream-as-attachment", "Sends streams as attachments.", "stream.inline", where="header Content-Disposition"),
    _row(
        "stream-is-login-page",
        "Sends the log-in page as a stream.",
        "stream.audio",
        "stream.video",
        "prepare.plays",
        where="body",
    ),
    _row("first-of-several-played", "Plays the first of several recordings.", "stream.open", where="body"),
    _row("prepare-without-token", "Prepares and gives no token.", "prepare.token", where="/reply"),
    _row(
        "prepare-by-sid-without-token", "Prepares what a SID names and gives no token.", "prepare.token", where="/reply"
    ),
    _row("prepare-same-token", "Prepares and gives the same token again.", "prepare.token", where="/reply"),
    _row("dead-prepared-token", "Prepares and gives a token that opens nothing.", "prepare.plays", where="status"),
    _row("unmixed-sent-raw", "Sends a .recd that was not mixed.", "prepare.first", where="body"),
)

_DOWNLOADS = (
    _row("get-refused", "Answers GET 405.", "download.by-get", where="status"),
    _row("download-206", "Answers a download 206.", "download.status", where="status"),
    _row(
        "download-is-login-page",
        "Sends the log-in page as the file of a single download.",
        "download.media",
        where="body",
    ),
    _row("download-empty", "Sends an empty file as a single download.", "download.media", where="body"),
    _row("download-cut", "Sends the beginning of the file of a single download.", "download.media", where="body"),
    _row(
        "download-inline",
        "Sends a single download without Content-Disposition.",
        "download.attachment",
        where="header Content-Disposition",
    ),
    _row(
        "download-without-filename",
        "Names no file in Content-Disposition.",
        "download.filename",
        where="header Content-Disposition",
    ),
    _row(
        "download-named-mp3",
        "Names every attachment sendcallfile.mp3.",
        "download.filename",
        where="header Content-Disposition",
    ),
    _row("body-cut", "Hangs up in the middle of a download.", "download.whole", where="body"),
    _row("body-surplus", "Sends bytes after the end of a download.", "download.whole", where="body"),
    _row("sid-ignored", "Ignores sid where there is id_call[].", "download.sid-wins", where="body"),
    _row("sid-and-ids", "Sends what sid names and what id_call[] names.", "download.sid-wins", where="body"),
    _row(
        "couples-taken-for-calls",
        "Takes the ids of couples for ids of calls.",
        "token.minted",
        "download.each-couple",
        where="/reply",
    ),
    _row("video-sid-refused", "Gives no token to download a video by its SID.", "token.minted", where="/reply"),
    _row("browsers-refused", "Answers browsers 403.", "clients.alike", where="status"),
    _row(
        "accept-enforced", "Answers 406 unless application/octet-stream is accepted.", "clients.accept", where="status"
    ),
)

_ARCHIVES = (
    _row("zip-broken", "Cuts the end off the zip archive.", "archive.opens", where="body"),
    _row("zip-damaged-entry", "Gives an entry of the zip archive a wrong CRC.", "archive.opens", where="body"),
    _row("zip-without-text", "Leaves the text file out of the zip archive.", "archive.text", where="body"),
    _row("zip-text-empty", "Leaves the text file of the zip archive empty.", "archive.text", where="body"),
    _row(
        "zip-text-names-nothing",
        "Names no recording in the text file of the zip archive.",
        "archive.text-names",
        where="body",
    ),
    _row("zip-missing-entry", "Leaves the last recording out of the zip archive.", "archive.recordings", where="body"),
    _row(
        "zip-cut-recordings",
        "Puts the beginnings of the recordings into the zip archive.",
        "archive.recordings",
        where="body",
    ),
    _row(
        "zip-same-recording",
        "Puts the first recording into the zip archive in place of each.",
        "archive.recordings",
        where="body",
        unproven=("archive.recordings",),
    ),
    _row(
        "zip-named-for-one",
        "Names every recording of the zip archive for the first couple.",
        "archive.recordings",
        where="body",
        unproven=("archive.recordings",),
    ),
    _row("videos-not-packed", "Sends the first of several videos for all.", "archive.opens", where="body"),
    _row(
        "zip-absolute-path",
        "Puts the recordings of a zip archive into a folder of the root.",
        "archive.paths",
        where="body",
    ),
    _row(
        "zip-path-upwards", "Puts the recordings of a zip archive into the folder above.", "archive.paths", where="body"
    ),
    _row("zip-encrypted", "Encrypts the zip archive.", "archive.unencrypted", where="body"),
    _row(
        "zip-inline",
        "Sends the zip archive without Content-Disposition.",
        "archive.attachment",
        where="header Content-Disposition",
    ),
    _row(
        "zip-as-octet-stream",
        "Sends the zip archive as application/octet-stream.",
        "archive.content-type",
        where="header Content-Type",
    ),
    _row(
        "zip-without-filename",
        "Names no file in the Content-Disposition of the archive.",
        "download.filename",
        where="header Content-Disposition",
    ),
)

FAULTS = (*_LOG_IN, *_TOKENS, *_SESSIONS, *_PERMISSIONS, *_STREAMS, *_DOWNLOADS, *_ARCHIVES)
