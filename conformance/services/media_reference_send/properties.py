"""Messages that hypothesis invents: any text, any recipient of the profile, any preview; and any damage to one."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ...app.damage import crashed
from ...clients.jpeg import sized
from ...conversation import Conversation
from ...exchange.message import Exchange, Request
from ...explore import explore
from ...profile import Profile
from ...scenario import Phase, scenario
from .message import Message, described, preview, request
from .scenarios import first

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

TEXT_AT_MOST = 60
SURROGATES = range(0xD800, 0xE000)


class Invented(NamedTuple):
    """What differs from message to message."""

    text: str
    recipient: str
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
    letters = st.integers(0x20, 0x10FFFF).filter(lambda point: point not in SURROGATES and not 0x7F <= point < 0xA0)
    texts = st.lists(letters.filter(lambda point: point & 0xFFFE != 0xFFFE).map(chr), max_size=TEXT_AT_MOST)
    return st.builds(
        Invented, texts.map("".join), st.sampled_from(profile.recipients), st.binary(max_size=2 * TEXT_AT_MOST)
    )


def _filled(filler: bytes) -> bytes:
    """The usual preview with `filler` for a comment in it."""
    usual = preview("usual")
    return sized(usual, len(usual) + 4 + len(filler), filler) if filler else usual


def _fails(answer: Exchange) -> bool:
    return answer.response is None or not 200 <= answer.response.status < 300


@scenario(messages=allowed)
def any_message(talk: Conversation) -> None:
    """Messages that hypothesis invents, until one is not accepted: the smallest such one, or the last, is `example`."""

    def made(example: Invented, mark: str) -> Request:
        description = described(mark, example.text)
        message = Message(mark, example.recipient, description=description, preview=_filled(example.filler))
        return request(talk, message)

    explore(talk, "example", _messages(talk.profile), made, _fails, allowed(talk.profile))


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
