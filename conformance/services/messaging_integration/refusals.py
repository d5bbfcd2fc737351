"""What a provider has to refuse, and what no caller sends (document 002, API)."""

from dataclasses import replace

from ...clients.ringotel.integration import AuthKind
from ...clients.ringotel.request import BODILESS, JSON, media_type
from ...clients.texts import described
from ...conversation import Conversation
from ...exchange.message import Request
from ...profile import Profile
from ...scenario import Phase, scenario
from .answers import no_message
from .client import has_apart, request
from .declared import TEXT, credentials, integration, method_of
from .scenarios import usual
from .sending import noticed, sent

KEYS = ("wrong", "missing")
RECIPIENTS = ("missing", "empty")
CONTENTS = ("missing",)
DAMAGES = ("truncated-json", "not-json", "empty-body")


@scenario(messages=3, phase=Phase.REFUSAL)
def bad_credentials(talk: Conversation, case: str) -> None:
    """A text message, the same with other credentials or none, and a valid one: `good`, `refusal`, `after`."""
    wrong = dict.fromkeys(credentials(talk.profile), f"wrong-{talk.run_id}") if case == "wrong" else {}
    made = request(talk, TEXT, described(talk.mark()), properties=wrong)
    if case == "missing":
        made = replace(made, headers=tuple(one for one in made.headers if one[0] != "Authorization"))
    _between(talk, made)


@scenario(messages=2, phase=Phase.ABNORMAL)
def bad_recipient(talk: Conversation, case: str) -> None:
    """A text message, the same to nobody, and a valid one: `good`, `refusal`, `after`."""
    to, lacking = ("", "") if case == "empty" else (None, "to")
    _between(talk, replace(request(talk, TEXT, described(talk.mark()), to=to, lacking=lacking), recipients=()))


@scenario(messages=3, phase=Phase.ABNORMAL)
def bad_content(talk: Conversation, case: str) -> None:
    """A text message, one without any text, and a valid one: `good`, `refusal`, `after`."""
    _between(talk, request(talk, TEXT, described(talk.mark()), lacking="content"))


@scenario(messages=2, phase=Phase.ABNORMAL)
def malformed(talk: Conversation, case: str) -> None:
    """A body that is no message, and a text message whatever came of it: `damaged`, `after`."""
    made = usual(talk)
    whole = made.body or b""
    bodies = {"truncated-json": whole[: len(whole) // 2], "not-json": b"conformance", "empty-body": b""}
    noticed(talk, talk.attempt("damaged", replace(made, body=bodies[case])))
    sent(talk, "after", usual(talk, "after"))


def without_credentials(profile: Profile, case: str) -> str | None:
    """Why other credentials cannot be tried, or None: a need of checks."""
    if reason := no_message(profile):
        return reason
    if integration(profile).auth_kind not in (AuthKind.BEARER, AuthKind.BASIC):
        return "the integration file declares no credentials"
    if case == "missing" or credentials(profile):
        return None
    return "the credentials of the integration file come from none of its properties"


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
    return None if has_apart(profile, TEXT, variable) else f"${variable}$ has no place of its own in request_parameters"


def _between(talk: Conversation, bad: Request) -> None:
    sent(talk, "good", usual(talk, "before"))
    sent(talk, "refusal", bad)
    sent(talk, "after", usual(talk, "after"))
