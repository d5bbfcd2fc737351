"""Faults of the archive in which several recordings come (document 001, Output, Multiple media files)."""

from functools import partial

from .fault import fault

_row = partial(fault, "send-call-file")

ARCHIVES = (
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
    ),
    _row(
        "zip-copies-of-one",
        "Puts copies of the first recording alone into the zip archive, under names that tell no couple.",
        "archive.recordings",
        where="body",
    ),
    _row(
        "zip-tracks-of-one",
        "Puts the two tracks of the first couple into the zip archive, and nothing of the others.",
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
    _row(
        "zip-encrypted",
        "Encrypts the zip archive.",
        "archive.unencrypted",
        where="body",
        disturbs=("archive.text", "archive.recordings"),
    ),
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
        "archive.filename",
        where="header Content-Disposition",
    ),
)
