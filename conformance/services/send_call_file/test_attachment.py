"""A download is sent so that a browser saves it, and under a fitting name (document 001, Output and examples)."""

from ...check import check
from ...clients.disposition import ending_fits, filename_of, is_attachment
from ...clients.media import kind_of_bytes
from ...exchange.message import Exchange
from ...expect import noted, observe
from ...verdict import Observation
from .outcomes import ARCHIVES, FILES
from .playing import undeclared
from .scenarios import download
from .servlets import ONE, SERVICE, SEVERAL
from .test_archive import several_files_are_a_zip
from .test_download import one_file_is_media

DISPOSITION = "header Content-Disposition"


@check(
    f"{SERVICE}.download.attachment",
    proves="single-file-is-attachment",
    sends=download,
    cases=FILES,
    needs=undeclared,
    control=one_file_is_media,
)
def one_file_is_an_attachment(file: Exchange) -> Observation:
    """Sends a single recording as an attachment."""
    value = file.answer.header("Content-Disposition")
    return observe(is_attachment(file.answer), "attachment", value, DISPOSITION)


@check(
    f"{SERVICE}.download.filename",
    proves="attachment-has-filename",
    sends=download,
    cases=(ONE,),
    control=one_file_is_an_attachment,
)
def attachment_has_a_filename(file: Exchange) -> Observation:
    """Names a recording by a file name that fits it."""
    return _named(file)


@check(
    f"{SERVICE}.archive.attachment",
    proves="zip-is-attachment",
    sends=download,
    cases=ARCHIVES,
    needs=undeclared,
    control=several_files_are_a_zip,
)
def archive_is_an_attachment(file: Exchange) -> Observation:
    """Sends the archive as an attachment."""
    value = file.answer.header("Content-Disposition")
    return observe(is_attachment(file.answer), "attachment", value, DISPOSITION)


@check(
    f"{SERVICE}.archive.filename",
    proves="attachment-has-filename",
    sends=download,
    cases=(SEVERAL,),
    needs=undeclared,
    control=archive_is_an_attachment,
)
def archive_has_a_filename(file: Exchange) -> Observation:
    """Names the archive by a file name that fits it."""
    return _named(file)


def _named(file: Exchange) -> Observation:
    """Whether an attachment has a name with the ending of what it is."""
    answer = file.answer
    name, media = filename_of(answer), kind_of_bytes(answer.content)
    if name is None:
        return observe(False, "a file name", answer.header("Content-Disposition"), DISPOSITION)
    fits = ending_fits(name, media)
    if fits is None:
        return noted(f"{name}: it cannot be told whether the ending fits", DISPOSITION)
    return observe(fits, f"an ending of {media.media_type or media.category}", name, DISPOSITION)


@check(
    f"{SERVICE}.archive.content-type",
    proves="zip-content-type",
    sends=download,
    cases=ARCHIVES,
    needs=undeclared,
    control=several_files_are_a_zip,
)
def archive_has_its_content_type(file: Exchange) -> Observation:
    """Sends the archive as application/zip."""
    is_zip = file.answer.media_type == "application/zip"
    return observe(is_zip, "application/zip", file.answer.header("Content-Type"), "header Content-Type")
