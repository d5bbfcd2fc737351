"""What must be refused is refused, and the user learns why (document 000, Response)."""

from ...check import check
from ...clients.acrobits.answer import shown_message, why_unreadable
from ...clients.acrobits.schema import matches_schema
from ...exchange.message import Exchange
from ...expect import noted, observe, refused
from ...profile import Profile
from ...verdict import Observation
from .scenarios import SERVICE, carries_password, primary, wrong_password
from .test_message import message_is_accepted


def without_password(profile: Profile, case: str) -> str | None:
    return None if carries_password(profile) else "the configured templates carry no %account[password]%"


@check(
    f"{SERVICE}.credentials.wrong-password",
    proves="wrong-credentials-refused",
    sends=wrong_password,
    needs=without_password,
    control=message_is_accepted,
    control_case=primary,
    relies_on=("accounts.main",),
)
def wrong_password_is_refused(refusal: Exchange) -> Observation:
    """Refuses a wrong password."""
    return refused(refusal)


def without_body(profile: Profile, case: str) -> str | None:
    return "an answer to HEAD has no body" if primary(profile) == "head" else without_password(profile, case)


@check(
    f"{SERVICE}.refusal.message",
    proves="refusal-message-readable",
    sends=wrong_password,
    needs=without_body,
    control=wrong_password_is_refused,
)
def refusal_says_why(refusal: Exchange) -> list[Observation]:
    """Says in a refusal's body why, where the app can read it."""
    answer = refusal.answer
    message = shown_message(answer)
    seen = [observe(message is not None, "a message in XML or JSON", message or why_unreadable(answer), "body")]
    if message is not None and not matches_schema(answer):
        seen.append(noted("the app can read the message, but its shape is not one that the document shows", "body"))
    return seen
