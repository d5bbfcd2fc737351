"""The session travels as a cookie or in the URL, and ends with 302 (document 001, Input Parameters and Output)."""

from ...check import check
from ...clients.media import kind_of_bytes
from ...exchange.message import Exchange
from ...expect import excerpt, observe, status_is, unproven
from ...profile import Profile
from ...verdict import Observation
from .scenarios import ONE, SERVICE, download, expired_session, session_by_url
from .test_download import LOGGED_OUT, NO_MEDIA, OWN, one_file_is_media, token_is_minted


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
    if kind_of_bytes(file.answer.content).category in NO_MEDIA:
        return unproven("no recording came, which may be for want of a session", "body", excerpt(file.answer))
    return observe(True, 200, status, "status")


@check(f"{SERVICE}.session.url", proves="session-by-url", sends=session_by_url, control=one_file_is_media)
def session_by_url_is_known(file: Exchange) -> list[Observation]:
    """Knows the session by ;jsessionid= in the URL."""
    kind = kind_of_bytes(file.answer.content).category
    return [status_is(file, 200), observe(kind not in NO_MEDIA, "a recording", str(kind), "body")]


def cannot_expire(profile: Profile, case: str) -> str | None:
    settings = profile.settings(SERVICE)
    if "end_session_url" in settings or "session_life" in settings:
        return None
    return f"the profile tells no way to end a session: set services.{SERVICE}.end_session_url or session_life"


@check(
    f"{SERVICE}.session.expired",
    proves="expired-session-redirects",
    sends=expired_session,
    needs=cannot_expire,
    control=one_file_is_media,
)
def expired_session_is_redirected(after_expiry: Exchange) -> Observation:
    """Redirects a client whose session has expired with 302."""
    return status_is(after_expiry, 302)
