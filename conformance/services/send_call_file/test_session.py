"""The session travels as a cookie or in the URL, and who has none gets nothing (document 001, Input Parameters and
Output)."""

from urllib.parse import parse_qsl, unquote

from ...check import check
from ...clients.callrec import SESSION_COOKIE
from ...clients.container import NO_RECORDING
from ...exchange.message import Exchange, header
from ...exchange.secret import ANYWHERE, mark
from ...expect import excerpt, observe, status_is, unproven
from ...profile import Profile
from ...verdict import Observation
from .leak import leaked
from .recording import category, is_recording
from .scenarios import download
from .servlets import LOGGED_OUT, ONE, SERVICE
from .sessions import (
    cannot_expire,
    expired_session,
    session_by_both,
    session_by_url,
)
from .strangers import STRANGERS, stranger
from .test_download import OWN, one_file_is_media, token_is_minted


@check(
    f"{SERVICE}.session.cookie",
    proves="session-by-cookie",
    sends=download,
    cases=(ONE,),
    control=token_is_minted,
    relies_on=OWN,
)
def session_by_cookie_is_known(file: Exchange) -> Observation:
    """Knows the session by the cookie JSESSIONID."""
    status = file.answer.status
    if status in (*LOGGED_OUT, 401):
        return observe(False, 200, status, "status")
    if status != 200:
        return unproven(f"answered {status}, which does not tell whether the session is known", "status", status)
    if category(file.answer) in NO_RECORDING:
        return unproven("no recording came, which may be for want of a session", "body", excerpt(file.answer))
    return observe(True, 200, status, "status")


@check(f"{SERVICE}.session.url", proves="session-by-url", sends=session_by_url, control=one_file_is_media)
def session_by_url_is_known(file: Exchange) -> list[Observation]:
    """Knows the session by ;jsessionid= in the URL."""
    return session_is_known(file)


@check(f"{SERVICE}.session.both", proves="session-by-both", sends=session_by_both, control=one_file_is_media)
def session_by_both_is_known(file: Exchange) -> list[Observation]:
    """Knows a session that the cookie and the URL name."""
    return session_is_known(file)


def session_is_known(file: Exchange) -> list[Observation]:
    """Whether a download was served as to somebody who is logged in."""
    kind = category(file.answer)
    return [status_is(file, 200), observe(kind not in NO_RECORDING, "a recording", str(kind), "body")]


@check(
    f"{SERVICE}.session.required",
    proves="log-in-required",
    sends=stranger,
    cases=tuple(STRANGERS),
    control=one_file_is_media,
)
def stranger_gets_no_recording(refusal: Exchange, after: Exchange) -> list[Observation]:
    """Sends no recording to somebody who is not logged in."""
    return [leaked(refusal.answer, after.answer), *_of_no_worth(after)]


@check(
    f"{SERVICE}.session.unknown",
    proves="unknown-session-refused",
    sends=stranger,
    cases=tuple(STRANGERS),
    control=one_file_is_media,
)
def stranger_is_refused(refusal: Exchange, after: Exchange) -> list[Observation]:
    """Refuses somebody who is not logged in with 302 or 403."""
    return [status_is(refusal, 302, 403), *_of_no_worth(after)]


def _of_no_worth(after: Exchange) -> list[Observation]:
    """What takes its worth from a refusal: that the owner of the session got nothing either."""
    if is_recording(after.answer):
        return []
    return [unproven("after it the good session got no recording either", "status", after.answer.status)]


@check(
    f"{SERVICE}.session.expired",
    proves="expired-session-redirects",
    sends=expired_session,
    needs=cannot_expire,
    control=one_file_is_media,
)
def expired_session_is_redirected(after_expiry: Exchange, profile: Profile) -> Observation:
    """Redirects a client whose session has expired with 302."""
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
def redirect_has_a_location(after_expiry: Exchange) -> Observation:
    """Says in a Location where it redirects to."""
    location = after_expiry.answer.header("Location")
    return observe(bool(location and location.strip()), "a URL", location, "header Location")


@check(
    f"{SERVICE}.session.location-secret",
    proves="redirect-reveals-nothing",
    sends=expired_session,
    needs=cannot_expire,
    control=redirect_has_a_location,
)
def redirect_reveals_nothing(after_expiry: Exchange, profile: Profile) -> Observation:
    """Puts no secret into the target of the redirect."""
    request, location = after_expiry.request, after_expiry.answer.header("Location") or ""
    cookies = dict(pair.split("=", 1) for pair in (header(request.headers, "Cookie") or "").split("; ") if "=" in pair)
    password = profile.account.password
    # A saved run has the mark of the password in its place.
    marks = [mark(label) for label, secret in profile.secrets.items() if secret == password]
    secrets = [
        ("the token", dict(parse_qsl((request.body or b"").decode())).get("token", "")),
        ("the session id", cookies.get(SESSION_COOKIE, "")),
        *(("the password", text) for text in (password, *marks) if len(text) >= ANYWHERE),
    ]
    spellings = location, unquote(location)
    shown = [name for name, secret in secrets if secret and any(secret in text for text in spellings)]
    return observe(not shown, "no secret", shown[0] if shown else "no secret", "header Location")
