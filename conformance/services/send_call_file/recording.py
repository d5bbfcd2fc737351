"""What was sent for a recording, judged by its bytes (document 001, Output)."""

from ...clients.container import NO_RECORDING, cut_short, what_it_plays
from ...clients.media import Category, kind_of_bytes
from ...exchange.message import Exchange, Response
from ...expect import noted, observe, status_is
from ...verdict import Observation

IN_WORDS = {
    Category.HTML: "a web page, such as a log-in,",
    Category.XML: "an XML message",
    Category.TEXT: "a text",
    Category.IMAGE: "a picture",
    Category.ARCHIVE: "a zip archive",
    Category.EMPTY: "an empty file",
}
"""What the user meets where a recording should be."""

NOT_SHOWN = "The player shows no picture."
PICTURES_UNASKED = "pictures came where only the call was asked for"
NOT_ASKED = "The user is shown the agent's screen where only the call was asked for."
ENCODING = "header Content-Encoding"
STOPS_EARLY = "The recording stops before the call ends, and the user takes it for the whole."


def category(answer: Response) -> Category:
    """What the content of `answer` is."""
    return kind_of_bytes(answer.content).category


def is_recording(answer: Response) -> bool:
    """Whether `answer` may be a recording, for all that can be told: unknown bytes may be a recorder's own format."""
    return answer.status == 200 and category(answer) not in NO_RECORDING


def is_of_token_service(exchange: Exchange) -> bool:
    """Whether the download token service answered, in place of the file that no token was given for."""
    return "/downloadtoken" in exchange.request.url


def is_left_encoded(answer: Response) -> bool:
    """Whether `answer` came in a coding that is not undone in all of it, so that only its beginning can be told."""
    return answer.decoded is answer.body and answer.content is not answer.body.head


def as_encoded(answer: Response) -> list[Observation]:
    """That a file came in a coding, if it did."""
    if answer.decoded is answer.body:
        return []
    coding = answer.header("Content-Encoding")
    return [noted(f"{coding}: a client that does not undo it saves a file that does not open", ENCODING)]


def saved(file: Exchange) -> Observation:
    """A single media file as a client saves it, in whatever format it was recorded."""
    answer = file.answer
    if answer.status != 200:
        return status_is(file, 200)
    kind = kind_of_bytes(answer.content)
    actual = kind.media_type or str(kind.category)
    if kind.category in NO_RECORDING:
        met = f"The user saves {IN_WORDS[kind.category]} under the name of a recording."
        return observe(False, "a recording", actual, "body", consequence=met)
    if cut := cut_short(answer.decoded):
        return observe(False, "a whole recording", cut, "body", consequence=STOPS_EARLY)
    if kind.category in (Category.ARCHIVE, Category.UNKNOWN):
        return noted(f"the recording came as {IN_WORDS.get(kind.category, 'bytes of an unknown format')}", "body")
    return observe(True, "a recording", actual, "body")


def streamed(stream: Exchange, wanted: Category) -> Observation:
    """A stream of the `wanted` AUDIO or VIDEO as a player meets it; sound alone may come in a video's container."""
    answer = stream.answer
    if answer.status != 200:
        return status_is(stream, 200)
    kind = kind_of_bytes(answer.content)
    expected, actual = f"a stream of {wanted}", kind.media_type or str(kind.category)
    if kind.category in IN_WORDS:
        met = f"The player is given {IN_WORDS[kind.category]} where the recording should be, and plays nothing."
        return observe(False, expected, actual, "body", consequence=met)
    if cut := cut_short(answer.decoded):
        return observe(False, f"{expected}, whole", cut, "body", consequence=STOPS_EARLY)
    plays = what_it_plays(answer.decoded)
    if plays is None:
        # A container whose tracks cannot be listed may hold either.
        held = kind.category is wanted
        return observe(True, expected, actual, "body") if held else noted(f"{actual}: it may be {expected}", "body")
    if wanted is Category.AUDIO and Category.VIDEO in plays:
        return observe(False, expected, f"{actual} with pictures", "body", consequence=NOT_ASKED)
    if wanted is Category.VIDEO and Category.VIDEO not in plays:
        return observe(False, expected, f"{actual} without pictures", "body", consequence=NOT_SHOWN)
    return observe(True, expected, actual, "body")
