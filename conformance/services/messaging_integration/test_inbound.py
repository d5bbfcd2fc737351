"""What an external contact sends reaches the webhook as its models say (document 002, Webhook, Send message and Send
file)."""

from collections import Counter
from functools import partial

from ...check import check
from ...clients.media import Category, Media, kind_of_bytes
from ...exchange.message import Exchange, Response
from ...expect import observe, succeeded, unproven
from ...profile import Profile
from ...verdict import Observation, Party
from .contact import is_picture, is_typed, mark_in, unheard_of
from .declared import SERVICE
from .events import MESSAGE, MMS, written
from .inbound import file_url, inbound_file, inbound_file_fetched, inbound_message, told_again
from .inbound_values import arrives, keeps_the_values, shaped
from .test_listener import webhook_is_reachable

MEDIA = (Category.AUDIO, Category.VIDEO, Category.IMAGE)
WRITTEN = (Category.HTML, Category.XML, Category.TEXT)


def unheard_message(profile: Profile, case: str) -> str | None:
    return unheard_of(profile, MESSAGE)


def unheard_file(profile: Profile, case: str) -> str | None:
    return unheard_of(profile, MMS)


of_a_message = partial(check, sends=inbound_message, needs=unheard_message)
of_a_file = partial(check, sends=inbound_file, needs=unheard_file)


@of_a_message(f"{SERVICE}.inbound-message.arrives", proves="inbound-message-posted", control=webhook_is_reachable)
def message_is_told(event: Exchange, profile: Profile) -> Observation:
    """Calls the webhook when an external contact sends a text."""
    return arrives(event, profile, MESSAGE)


@of_a_message(f"{SERVICE}.inbound-message.shape", proves="inbound-message-in-declared-shape", control=message_is_told)
def message_has_the_declared_shape(event: Exchange, profile: Profile) -> list[Observation]:
    """Tells an external contact's text by the method and in the shape of its webhook model."""
    return shaped(event, profile, MESSAGE)


@of_a_message(
    f"{SERVICE}.inbound-message.values", proves="inbound-message-keeps-values", control=message_has_the_declared_shape
)
def message_keeps_its_values(event: Exchange, profile: Profile) -> list[Observation]:
    """Tells who sent which text to whom, unchanged."""
    return keeps_the_values(event, profile, MESSAGE)


def untold_message(profile: Profile, case: str) -> str | None:
    if reason := unheard_message(profile, case):
        return reason
    return "the tester types the text, and may send it twice" if is_typed(profile, MESSAGE) else None


@check(
    f"{SERVICE}.inbound-message.once",
    proves="inbound-once-left-open",
    sends=told_again,
    needs=untold_message,
    control=message_is_told,
)
def message_is_told_once(every_told: list[Exchange]) -> Observation:
    """Tells of an external contact's text once."""
    # One whose call failed is repeated with good reason.
    times = Counter(mark_in(written(event)) for event in every_told if succeeded(event))
    most = max((number for mark, number in times.items() if mark and MESSAGE in mark), default=0)
    return observe(most < 2, "one call for a text", f"{most} calls for a text", "webhook")


@of_a_file(f"{SERVICE}.inbound-file.arrives", proves="inbound-file-posted", control=webhook_is_reachable)
def file_is_told(event: Exchange, profile: Profile) -> Observation:
    """Calls the webhook when an external contact sends a file."""
    return arrives(event, profile, MMS)


@of_a_file(f"{SERVICE}.inbound-file.shape", proves="inbound-file-in-declared-shape", control=file_is_told)
def file_has_the_declared_shape(event: Exchange, profile: Profile) -> list[Observation]:
    """Tells an external contact's file by the method and in the shape of its webhook model."""
    return shaped(event, profile, MMS)


@of_a_file(f"{SERVICE}.inbound-file.values", proves="inbound-file-keeps-values", control=file_has_the_declared_shape)
def file_keeps_its_values(event: Exchange, profile: Profile) -> list[Observation]:
    """Tells who sent a file to whom with which text, unchanged."""
    return keeps_the_values(event, profile, MMS)


@check(
    f"{SERVICE}.inbound-file.url-works",
    proves="inbound-file-url-works",
    sends=inbound_file_fetched,
    needs=unheard_file,
    control=file_has_the_declared_shape,
    in_any_case=("every_file",),
)
def file_can_be_fetched(event: Exchange, every_file: list[Exchange], profile: Profile) -> list[Observation]:
    """Offers an external contact's file at its URL, without credentials."""
    if file_url(profile, event) is None:
        return [observe(False, "an http or https URL", "none that could be fetched", "$url$")]
    last = every_file[-1]
    if last.failure:
        return [unproven(last.failure.detail, "connection", last.failure.kind.value, Party.NETWORK)]
    answer = last.answer
    seen = [observe(succeeded(last), "2xx", answer.status, "status")]
    return [*seen, is_what_it_says(answer, is_picture(profile))] if succeeded(last) else seen


def is_what_it_says(answer: Response, of_a_picture: bool = False) -> Observation:
    """The content is a file, and of the kind that its Content-Type names. A type that says nothing is no lie, and words
    are no picture. Nobody sends JSON as a file."""
    found = kind_of_bytes(answer.body.head)
    says = answer.media_type.partition("/")[0]
    is_data = of_a_picture or says in MEDIA or answer.media_type.endswith("json")
    is_page = found.category in (Category.HTML, Category.EMPTY) or (found.category in WRITTEN and is_data)
    other = found.category in MEDIA and says in MEDIA and not _akin(found, says)
    actual = found.media_type or found.category
    expected = f"a file of the type {answer.media_type}" if says in MEDIA else "a file"
    return observe(not is_page and not other, expected, actual, "body")


def _akin(found: Media, says: str) -> bool:
    """Whether bytes may be of the family `says`: one container holds sound and pictures."""
    return found.category == says or {found.category, says} == {Category.AUDIO, Category.VIDEO}
