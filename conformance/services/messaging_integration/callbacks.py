"""The suite's own listener in the place of the webhook, and what becomes of a provider whose calls to it fail (document
002, Webhook)."""

import time

from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Exchange
from ...expect import succeeded
from ...profile import Profile
from ...scenario import Phase, scenario
from .answers import no_message
from .client import message_id
from .declared import FILE, SERVICE, TEXT, integration
from .events import model_of, reported_ids, reports
from .scenarios import usual, without_id
from .sending import answers, sent

FAILURES = ("error-500", "slow")

SLOW = 3.0
"""Seconds that a slow listener takes to answer a callback."""

AT_MOST = 50
"""So many callbacks fail at most: reports of other messages may come in between."""


def without_url(profile: Profile, case: str = "") -> str | None:
    """Why no callback can be awaited, or None: a need of checks."""
    return None if profile.webhook.public_url else "the profile has no webhook.public_url that the provider could call"


def unheard(profile: Profile, event_type: str) -> str | None:
    """Why callbacks of `event_type` cannot be awaited, or None."""
    if reason := no_message(profile):
        return reason
    if model_of(integration(profile), event_type) is None:
        return f"the integration file has no webhook model of type {event_type}"
    return without_url(profile)


def has_failed(event: Exchange, case: str) -> bool:
    """Whether a callback was answered as `case` has it."""
    return event.timing.total >= SLOW if case == "slow" else not succeeded(event)


@scenario()
def reachability(talk: Conversation) -> None:
    """A request of the suite's own to the URL that the provider is told: `probe`."""
    talk.reach("probe")


@scenario(messages=2, phase=Phase.EXCLUSIVE)
def failed_callback(talk: Conversation, case: str) -> None:
    """A text message the report of whose delivery fails, and another one once it has: `answer`, `failed_1` and so on
    (the report, and its repeats), `after`, `report_1` and so on (what is reported of that). It begins once something
    has been reported of the run's messages by now: `earlier_1` and so on."""
    known = integration(talk.profile)
    wait = max(talk.profile.webhook.wait, talk.profile.settings(SERVICE).get("delivered_within", 0.0))
    _hear_of_earlier(talk, wait)
    spared = {message_id(talk.profile, answer, name) for name in (TEXT, FILE) for answer in answers(talk, name)}
    is_over = False

    def may_be_of_this(event: Exchange) -> bool:
        """The first report under an id that is not known yet, as that of the message about to be sent is not."""
        reported = set(reported_ids(known, event))
        is_first = not is_over and bool(reported - spared)
        spared.update(reported)
        return is_first

    status, delay = (500, 0.0) if case == "error-500" else (200, SLOW)
    talk.answer_callback(may_be_of_this, status, delay, AT_MOST)
    answer = sent(talk, "answer", usual(talk))
    own = message_id(talk.profile, answer)
    if own is None:
        raise without_id(talk, answer)
    talk.gather("failed", reports(known, own), wait)
    if not talk.hear("failed"):
        raise talk.stop("no report came that could have failed", Halt.SILENCE)
    is_over = True
    after = sent(talk, "after", usual(talk, "after"))
    if other := message_id(talk.profile, after):
        talk.gather("report", reports(known, other), wait)


def _hear_of_earlier(talk: Conversation, wait: float) -> None:
    """Ends the play where no delivery has been reported, `wait` seconds after the first message of the run: whoever is
    silent is waited for once."""
    known, earlier = integration(talk.profile), answers(talk, TEXT)
    ids = {message_id(talk.profile, answer) for answer in earlier}
    over = min((answer.timing.started + answer.timing.total for answer in earlier), default=0.0) + wait
    talk.gather("earlier", lambda event: not ids.isdisjoint(reported_ids(known, event)), max(0.0, over - time.time()))
    if not talk.hear("earlier"):
        raise talk.stop("no delivery was reported so far, so that no report could fail", Halt.SILENCE)
