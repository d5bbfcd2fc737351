"""Faults of streams and single downloads (document 001, Output)."""

from functools import partial

from .fault import fault

_row = partial(fault, "send-call-file")

STREAMS = (
    _row("video-for-audio", "Streams the screen where the call was asked for.", "stream.audio", where="body"),
    _row(
        "audio-for-video",
        "Streams the call where the screen was asked for.",
        "stream.video",
        "prepare.plays",
        where="body",
    ),
    _row(
        "stream-as-attachment",
        "Sends streams as attachments.",
        "stream.inline",
        "stream.video-inline",
        where="header Content-Disposition",
    ),
    _row(
        "stream-is-login-page",
        "Sends the log-in page as a stream.",
        "stream.audio",
        "stream.video",
        "prepare.plays",
        where="body",
        disturbs=("permission.action", "permission.type-of-download"),
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

DOWNLOADS = (
    _row(
        "get-refused",
        "Answers GET 405.",
        "download.by-get",
        where="status",
        disturbs=("session.refusal-secret", "session.required", "session.unknown", "token.used-twice"),
    ),
    _row("download-206", "Answers a download 206.", "download.status", where="status"),
    _row(
        "download-is-login-page",
        "Sends the log-in page as the file of a single download.",
        "download.media",
        where="body",
        disturbs=("session.cookie",),
    ),
    _row(
        "download-empty",
        "Sends an empty file as a single download.",
        "download.media",
        where="body",
        disturbs=("session.cookie",),
    ),
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
        "archive.filename",
        where="header Content-Disposition",
    ),
    _row(
        "download-named-mp3",
        "Names every attachment sendcallfile.mp3.",
        "download.filename",
        "archive.filename",
        where="header Content-Disposition",
    ),
    _row(
        "body-cut",
        "Hangs up in the middle of a download.",
        "download.whole",
        where="body",
        disturbs=("download.by-post", "session.cookie"),
    ),
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
