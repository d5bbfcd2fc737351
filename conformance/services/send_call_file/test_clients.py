"""All clients are served alike (document 001, introduction and examples)."""

from ...check import check
from ...exchange.message import Exchange
from ...verdict import Observation
from .alike import alike
from .scenarios import another_client
from .servlets import SERVICE
from .test_download import one_file_is_media


@check(
    f"{SERVICE}.clients.alike",
    proves="all-clients-alike",
    sends=another_client,
    cases=("browser", "media-player", "phone"),
    control=one_file_is_media,
)
def clients_are_served_alike(every_answer: list[Exchange]) -> Observation:
    """Sends another program the file in the way in which curl gets it."""
    return alike(every_answer)


@check(
    f"{SERVICE}.clients.accept",
    proves="accept-not-enforced",
    sends=another_client,
    cases=("anything", "audio", "html"),
    control=one_file_is_media,
)
def accept_is_not_enforced(every_answer: list[Exchange]) -> Observation:
    """Sends the file whatever the Accept header asks for."""
    return alike(every_answer)
