"""What a provider has to refuse, and what no caller sends (document 002, API)."""

from dataclasses import replace

from ...clients.ringotel.request import BODILESS, JSON, media_type
from ...clients.texts import described
from ...conversation import Conversation
from ...exchange.message import Request
from ...profile import Profile
from ...scenario import Phase, scenario
from .answers import is_taken, no_message
from .client import has_apart, request
from .declared import TEXT, mapped, method_of
from .files import valid_file
from .scenarios import usual
from .sending import noticed, sent

RECIPIENTS = ("missing", "empty")
CONTENTS = ("missing",)
DAMAGES = ("truncated-json", "not-json", "empty-body")


@scenario(messages=2, phase=Phase.ABNORMAL)
def bad_recipient(talk: Conversation, case: str) -> None:
    """A text message, the same to nobody, and a valid one: `good`, `refusal`, `after`."""
    mark, (to, lacking) = talk.mark(), ("", ()) if case == "empty" else (None, ("to",))
    between(talk, replace(request(talk, TEXT, described(mark), to=to, lacking=lacking), recipients=()), mark)


@scenario(messages=3, phase=Phase.ABNORMAL)
def bad_content(talk: Conversation, case: str) -> None:
    """A text message, one without any text, and a valid one: `good`, `refusal`, `after`."""
    between(talk, request(talk, TEXT, described(talk.mark()), lacking=("content",)))


@scenario(messages=2, phase=Phase.ABNORMAL)
def malformed(talk: Conversation, case: str) -> None:
    """A body that is no message, and a text message whatever came of it: `damaged`, `after`."""
    made = usual(talk)
    whole = made.body or b""
    bodies = {"truncated-json": whole[: len(whole) // 2], "not-json": b"conformance", "empty-body": b""}
    noticed(talk, talk.attempt("damaged", replace(made, body=bodies[case])))
    sent(talk, "after", usual(talk, "after"))


def between(talk: Conversation, bad: Request, mark: str = "", name: str = TEXT) -> None:
    """A valid message of the method `name`, the `bad` one, and a valid one: `good`, `refusal`, `after`. Where only the
    observer could tell whether the bad one, which has `mark`, was taken, what it tells of the first is `stored_1`, and
    of the bad one `stored_2`."""
    valid = usual if name == TEXT else valid_file
    good = sent(talk, "good", valid(talk, "before"), name)
    refusal = sent(talk, "refusal", bad, name)
    sent(talk, "after", valid(talk, "after"), name)
    is_told = mapped(talk.profile, name) or refusal.answer.content == good.answer.content
    if mark and talk.profile.observer and not is_told and is_taken(talk.profile, refusal, name):
        talk.observe("stored_1", talk.mark("before"))
        talk.observe("stored_2", mark)


def without_recipient(profile: Profile, case: str) -> str | None:
    """Why a message to nobody cannot be tried, or None: a need of checks."""
    return _inseparable(profile, "to") if case == "missing" else no_message(profile)


def without_content(profile: Profile, case: str) -> str | None:
    """Why a message without content cannot be tried, or None: a need of checks."""
    return _inseparable(profile, "content")


def without_body(profile: Profile, case: str) -> str | None:
    """Why a damaged body cannot be tried, or None: a need of checks."""
    if reason := no_message(profile):
        return reason
    method = method_of(profile, TEXT)
    if method.request_method in BODILESS:
        return f"the integration file has texts sent by {method.request_method}, which has no body"
    return "the integration file has texts sent as a form" if media_type(method) != JSON else None


def _inseparable(profile: Profile, variable: str) -> str | None:
    if reason := no_message(profile):
        return reason
    return None if has_apart(profile, TEXT, variable) else f"${variable}$ has no place of its own in the request"
