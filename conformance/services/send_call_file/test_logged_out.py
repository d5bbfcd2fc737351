"""What a client meets whose session is over, and where whoever is not logged in is led (document 001, Output)."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from ...check import check
from ...clients.callrec import SESSION_COOKIE
from ...exchange.message import Exchange, Request, header
from ...exchange.secret import ANYWHERE, mark
from ...expect import noted, observe, status_is, unproven
from ...profile import Profile
from ...verdict import Observation
from .leak import leaked
from .servlets import LOGGED_OUT, SERVICE
from .sessions import cannot_expire, expired_session
from .strangers import STRANGERS, stranger
from .test_download import one_file_is_media
from .test_session import stranger_is_refused

LOCATION = "header Location"


@check(
    f"{SERVICE}.session.expired",
    proves="expired-session-redirects",
    sends=expired_session,
    needs=cannot_expire,
    control=one_file_is_media,
)
def expired_session_is_redirected(
    after_expiry: Exchange, after_expiry_by_url: Exchange, profile: Profile
) -> list[Observation]:
    """Redirects a client whose session has expired with 302."""
    return [_redirected(after, profile) for after in (after_expiry, after_expiry_by_url)]


def _redirected(after_expiry: Exchange, profile: Profile) -> Observation:
    if after_expiry.answer.status == 403 and "end_session_url" in profile.settings(SERVICE):
        # The document tells of sessions that expire, and not what becomes of one that was ended.
        reason = "403 after a log-out does not tell how an expired session is answered: set session_life instead"
        return unproven(reason, "status", 403)
    return status_is(after_expiry, 302)


@check(
    f"{SERVICE}.session.over",
    proves="log-in-required",
    sends=expired_session,
    needs=cannot_expire,
    control=one_file_is_media,
)
def expired_session_gets_no_recording(
    file: Exchange, after_expiry: Exchange, after_expiry_by_url: Exchange
) -> list[Observation]:
    """Sends no recording to a session that is over, by its cookie or in the URL."""
    return [leaked(after.answer, file.answer) for after in (after_expiry, after_expiry_by_url)]


@check(
    f"{SERVICE}.session.location",
    proves="redirect-has-location",
    sends=expired_session,
    needs=cannot_expire,
    control=expired_session_is_redirected,
)
def redirect_has_a_location(after_expiry: Exchange, after_expiry_by_url: Exchange) -> list[Observation]:
    """Says in a Location where it redirects to."""
    targets = [after.answer.header("Location") for after in (after_expiry, after_expiry_by_url)]
    return [observe(bool(target and target.strip()), "a URL", target, LOCATION) for target in targets]


@check(
    f"{SERVICE}.session.location-secret",
    proves="redirect-reveals-nothing",
    sends=expired_session,
    needs=cannot_expire,
    control=redirect_has_a_location,
)
def redirect_reveals_nothing(
    after_expiry: Exchange, after_expiry_by_url: Exchange, profile: Profile
) -> list[Observation]:
    """Puts no secret into the target of the redirect."""
    return [_reveals(after, profile, _session_in(after.request)) for after in (after_expiry, after_expiry_by_url)]


@check(
    f"{SERVICE}.session.refusal-secret",
    proves="redirect-reveals-nothing",
    sends=stranger,
    cases=tuple(STRANGERS),
    control=stranger_is_refused,
)
def refusal_reveals_nothing(refusal: Exchange, profile: Profile) -> Observation:
    """Puts no secret into the target to which it redirects somebody who is not logged in."""
    if refusal.answer.status not in LOGGED_OUT:
        return noted("refused without a redirect", "status")
    return _reveals(refusal, profile)


def _reveals(redirect: Exchange, profile: Profile, session: str = "") -> Observation:
    request, location = redirect.request, redirect.answer.header("Location") or ""
    sent = dict(parse_qsl((request.body or b"").decode() or urlsplit(request.url).query))
    password = profile.account.password
    # A saved run has the mark of the password in its place.
    marks = [mark(label) for label, secret in profile.secrets.items() if secret == password]
    secrets = [
        ("the token", sent.get("token", "")),
        ("the session id", session),
        *(("the password", text) for text in (password, *marks) if len(text) >= ANYWHERE),
    ]
    spellings = location, unquote(location)
    shown = [name for name, secret in secrets if secret and any(secret in text for text in spellings)]
    return observe(not shown, "no secret", shown[0] if shown else "no secret", LOCATION)


def _session_in(request: Request) -> str:
    """The session id that `request` names, in its URL or as a cookie."""
    cookies = dict(pair.split("=", 1) for pair in (header(request.headers, "Cookie") or "").split("; ") if "=" in pair)
    in_url = re.search(r";jsessionid=([^?]+)", request.url)
    return unquote(in_url[1]) if in_url else cookies.get(SESSION_COOKIE, "")
