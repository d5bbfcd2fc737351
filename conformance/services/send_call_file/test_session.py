"""The session travels as a cookie or in the URL, and ends with 302 (document 001, Input Parameters and Output)."""

from ...check import check
from ...exchange.message import Exchange
from ...expect import status_is
from ...profile import Profile
from ...verdict import Observation
from .scenarios import SERVICE, expired_session, session_by_cookie, session_by_url
from .test_download import OWN, download_is_answered_200


@check(f"{SERVICE}.session.cookie", proves="session-by-cookie", sends=session_by_cookie, relies_on=OWN)
def session_by_cookie_is_known(file: Exchange) -> Observation:
    """Knows the session by the cookie JSESSIONID."""
    return status_is(file, 200)


@check(f"{SERVICE}.session.url", proves="session-by-url", sends=session_by_url, relies_on=OWN)
def session_by_url_is_known(file: Exchange) -> Observation:
    """Knows the session by ;jsessionid= in the URL."""
    return status_is(file, 200)


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
    control=download_is_answered_200,
)
def expired_session_is_redirected(after_expiry: Exchange) -> Observation:
    """Redirects a client whose session has expired with 302."""
    return status_is(after_expiry, 302)
