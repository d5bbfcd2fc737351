"""How a client plays recordings, and prepares a video that has to be mixed first (document 001, Output)."""

from dataclasses import replace

from ...clients.callrec import Criteria
from ...clients.media import Category
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...profile import Profile
from ...scenario import scenario
from .client import Client, shared_client
from .outcomes import COMBINATIONS, DOWNLOADS
from .recording import category
from .servlets import ONE, SERVICE, token_of


def undeclared(profile: Profile, case: str) -> str | None:
    """Why the profile cannot be asked for the combination of `case`, or None: a need of checks."""
    key = (DOWNLOADS.get(case) or COMBINATIONS[case]).missing(profile.settings(SERVICE))
    return f"the profile names too few recordings for it: set services.{SERVICE}.{key}" if key else None


def as_one(profile: Profile, case: str) -> str:
    """The control's case: the plain download."""
    return ONE


def tried(client: Client, wanted: Criteria, step: str) -> None:
    """What a fresh token for `wanted` opens, as `step`; what the token service answered when it gave none."""
    if token := client.ask(wanted, f"{step}_token"):
        client.use(token, step)
    else:
        client.talk.rename(f"{step}_token", step)


def criteria(talk: Conversation, case: str) -> Criteria:
    """The search criteria for the combination of `case`."""
    return COMBINATIONS[case].criteria(talk.profile.settings(SERVICE))


@scenario()
def stream(talk: Conversation, case: str) -> None:
    """A recording to be played: `stream`."""
    with shared_client(talk) as client:
        client.use(client.mint(criteria(talk, case), "token"), "stream")


@scenario()
def combination_left_open(talk: Conversation, case: str) -> None:
    """A combination without an output of its own: `answer`, of the token service when it gave no token."""
    with shared_client(talk) as client:
        tried(client, criteria(talk, case), "answer")


@scenario()
def prepared_video(talk: Conversation, case: str) -> None:
    """A video that has to be mixed, asked for too early: `early`, of the token service when it gave no token. Then its
    preparation, `prepared`, and what the new token opens: `played`."""
    prepare = criteria(talk, case)
    with shared_client(talk) as client:
        tried(client, replace(prepare, action=None), "early")
        prepared = client.use(client.mint(prepare, "token"), "prepared").answer
        new = token_of(prepared)
        if new is None:
            at_once = category(prepared) is Category.VIDEO
            reason = "preparing gave the video at once" if at_once else "preparing gave no new token"
            raise talk.stop(reason, Halt.NOT_ACCEPTED if at_once else Halt.BROKEN_OFF)
        talk.learn("token", new)
        client.use(new, "played")
