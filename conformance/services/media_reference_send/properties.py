"""Messages that hypothesis invents: any text, any recipient of the profile, any preview; and any damage to one."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ...conversation import Conversation
from ...damage import crashed
from ...exchange.message import Exchange, Request
from ...expect import CAPACITY
from ...explore import explore
from ...profile import Profile
from ...scenario import Phase, scenario
from .message import Message, described, request
from .preview import drawn
from .scenarios import first

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

TEXT_AT_MOST = 60
PLANES = 17
"""Of 65,536 code points each (Unicode, 2.8)."""

PIXELS_AT_MOST = 640
COMMENTS = (0, 4, 60, 1000, 8000, 32000)
"""The bytes of the comments that make a preview longer."""

NO_CHARACTERS = (range(0x7F, 0xA0), range(0xD800, 0xE000), range(0xFDD0, 0xFDF0))
"""Controls, surrogates and code points that are for no text, by their place in a plane, where the last two are none
either."""


class Invented(NamedTuple):
    """What differs from message to message."""

    text: str
    recipient: str
    width: int
    height: int
    comments: int
    filler: bytes


class Damage(NamedTuple):
    """Bytes `at` which of the body, `cut` of them, give way to `put`."""

    at: int
    cut: int
    put: bytes


def allowed(profile: Profile) -> int:
    """How many messages a property may send."""
    return profile.limits.exploration


def _messages(profile: Profile) -> "SearchStrategy[Invented]":
    from hypothesis import strategies as st

    # Code points of their own instead of `text`, whose table of them is slow to make and would be made in each run.
    places = st.integers(0x20, 0xFFFD).filter(lambda place: not any(place in none for none in NO_CHARACTERS))
    letters = st.builds(lambda plane, place: chr(plane << 16 | place), st.integers(0, PLANES - 1), places)
    texts = st.lists(letters | st.sampled_from("\n\t"), max_size=TEXT_AT_MOST).map("".join)
    pixels = st.integers(1, PIXELS_AT_MOST)
    comments = st.sampled_from(COMMENTS)
    fillers = st.binary(max_size=TEXT_AT_MOST)
    return st.builds(Invented, texts, st.sampled_from(profile.recipients), pixels, pixels, comments, fillers)


def _fails(answer: Exchange) -> bool:
    """Whether a valid message was not taken; one that is too long for the provider tells nothing of the others."""
    if answer.response is None:
        return True
    return not 200 <= answer.response.status < 300 and answer.response.status not in CAPACITY


@scenario(messages=allowed)
def any_message(talk: Conversation) -> None:
    """Messages that hypothesis invents, until one is not accepted: the smallest such one, or the last, is `example`."""

    def made(example: Invented, mark: str) -> Request:
        description = described(mark, example.text)
        preview = drawn(example.width, example.height, example.comments, example.filler)
        return request(talk, Message(mark, example.recipient, description=description, preview=preview))

    plain = [Invented("", recipient, 1, 1, 0, b"") for recipient in talk.profile.recipients]
    explore(talk, "example", _messages(talk.profile), made, _fails, allowed(talk.profile), plain)


def allowed_with_control(profile: Profile) -> int:
    return allowed(profile) + 1


@scenario(messages=allowed_with_control, phase=Phase.ABNORMAL)
def any_damage(talk: Conversation) -> None:
    """A valid message damaged in ways that hypothesis invents, until one crashes the service: `example`; and a valid
    one whatever came of that: `after`."""
    from hypothesis import strategies as st

    damages = st.builds(Damage, st.integers(0, 2000), st.integers(0, 200), st.binary(max_size=20))

    def made(damage: Damage, mark: str) -> Request:
        whole = request(talk, Message(mark, first(talk)))
        if whole.body is None:
            bare, _, query = whole.url.partition("?")
            return replace(whole, url=f"{bare}?{_escaped(_damaged(query.encode(), damage))}")
        return replace(whole, body=_damaged(whole.body, damage))

    explore(talk, "example", damages, made, crashed, allowed(talk.profile))
    talk.send("after", request(talk, Message(talk.mark("after"), first(talk))))


def _damaged(whole: bytes, damage: Damage) -> bytes:
    at = damage.at % (len(whole) + 1)
    return whole[:at] + damage.put + whole[at + damage.cut :]


def _escaped(query: bytes) -> str:
    """`query` with what cannot stand in a request line percent-encoded."""
    return "".join(chr(byte) if 0x20 < byte < 0x7F else f"%{byte:02X}" for byte in query)
