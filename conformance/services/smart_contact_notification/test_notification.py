"""A notification is taken in each declared content type and answered exactly 204 (document 003, Response)."""

from ...app.discovery import not_asked, not_served
from ...check import check
from ...exchange.message import Exchange
from ...expect import REPEATED, observe, said, status_is
from ...profile import Profile
from ...verdict import Observation
from .answers import OWN, taken, unless_guessed, unless_repeated
from .notification import BODIES, SERVICE, body_of, declared, number_in, primary
from .scenarios import (
    SERVERS,
    one_more_member,
    one_number,
    one_party,
    one_uri,
    other_server,
    the_same_twice,
    undeclared_body,
)


def undeclared(profile: Profile, case: str) -> str | None:
    """Why the body of `case` is not sent, or None: a need of checks."""
    body = body_of(case)
    known = declared(profile)
    # Where no content type can be sent, each body is declared as wrongly as the other, and the play says why.
    return None if body in known or not known else f"the profile does not declare {body} bodies"


@check(
    f"{SERVICE}.content-type.served",
    proves="serves-declared-content-type",
    sends=one_party,
    cases=BODIES,
    needs=undeclared,
    relies_on=OWN,
)
def content_type_is_served(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Refuses no notification in a content type that it declares."""
    status = answer.answer.status
    remedy = said(answer.answer) if status >= 400 else ""
    seen = observe(status < 400, "a content type that is taken", status, "status", remedy=remedy)
    # Without a profile the type itself is only the document's example, which explains more than the elements do.
    return unless_guessed(unless_repeated(seen), profile, case) if profile.declared else unless_repeated(seen)


@check(
    f"{SERVICE}.notification.answered-204",
    proves="answered-204",
    sends=one_party,
    cases=BODIES,
    needs=undeclared,
    control=content_type_is_served,
    relies_on=OWN,
)
def notification_is_answered_204(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Answers exactly 204 to a notification."""
    return unless_guessed(status_is(answer, 204), profile, case)


def declared_or_not_asked(profile: Profile, body: str) -> str | None:
    return not_asked(profile, undeclared(profile, body))


@check(
    f"{SERVICE}.content-type.undeclared",
    proves="other-content-types-left-open",
    sends=undeclared_body,
    cases=BODIES,
    needs=declared_or_not_asked,
    control=notification_is_answered_204,
    control_case=primary,
)
def undeclared_content_type_is_not_served(answer: Exchange) -> Observation:
    """Takes notifications only in the content types that it declares."""
    return not_served(answer)


def national(profile: Profile, form: str) -> str | None:
    without = f"services.{SERVICE}.number has no country code, so that it takes no plus sign"
    return without if number_in(profile, form) is None else None


@check(
    f"{SERVICE}.number.taken",
    proves="number-with-or-without-plus",
    sends=one_number,
    cases=("with-plus", "without-plus"),
    needs=national,
    control=notification_is_answered_204,
    control_case=primary,
)
def number_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes the number of the new contact with a plus sign and without."""
    return taken(answer, profile, primary(profile))


@check(
    f"{SERVICE}.uri.taken",
    proves="uri-with-or-without-scheme",
    sends=one_uri,
    cases=("bare", "with-sip"),
    control=notification_is_answered_204,
    control_case=primary,
)
def uri_is_taken(answer: Exchange, profile: Profile) -> Observation:
    """Takes the URI of the new contact with the scheme sip and without."""
    return taken(answer, profile, primary(profile))


@check(
    f"{SERVICE}.server.any-version",
    proves="server-headers-accepted",
    sends=other_server,
    cases=tuple(SERVERS),
    control=notification_is_answered_204,
    control_case=primary,
)
def any_server_is_served(repeat: Exchange, answer: Exchange, profile: Profile) -> Observation:
    """Serves the sync server under any name and in any version."""
    # Who takes it for a repeat has served it, however repeats are answered.
    if answer.answer.status == repeat.answer.status:
        return observe(True, answer.answer.status, answer.answer.status, "status")
    return unless_guessed(status_is(answer, 204, REPEATED), profile, primary(profile))


@check(
    f"{SERVICE}.notification.repeat",
    proves="repeat-left-open",
    sends=the_same_twice,
    control=notification_is_answered_204,
    control_case=primary,
)
def repeat_is_taken(again: Exchange) -> Observation:
    """Answers the same notification again with 204."""
    return status_is(again, 204)


@check(
    f"{SERVICE}.notification.extra-member",
    proves="further-members-left-open",
    sends=one_more_member,
    cases=BODIES,
    needs=undeclared,
    control=notification_is_answered_204,
)
def further_member_is_taken(answer: Exchange, profile: Profile, case: str) -> Observation:
    """Takes a notification with a member that the document does not know."""
    return unless_guessed(status_is(answer, 204), profile, case)
