"""The session travels as a cookie or in the URL, and who has none gets nothing (document 001, Input Parameters)."""

from ...check import check
from ...clients.container import NO_RECORDING
from ...exchange.message import Exchange
from ...expect import excerpt, observe, status_is, succeeded, unproven
from ...profile import Profile
from ...verdict import Observation
from .given import spent
from .leak import leaked
from .recording import category, is_recording
from .scenarios import download
from .servlets import LOGGED_OUT, ONE, SERVICE
from .sessions import session_by_both, session_by_url
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
    if not succeeded(file):
        return unproven(f"answered {status}, which does not tell whether the session is known", "status", status)
    if category(file.answer) in NO_RECORDING:
        return unproven("no recording came, which may be for want of a session", "body", excerpt(file.answer))
    return observe(True, "a recording", str(category(file.answer)), "body")


@check(f"{SERVICE}.session.url", proves="session-by-url", sends=session_by_url, control=one_file_is_media)
def session_by_url_is_known(file: Exchange, profile: Profile) -> list[Observation]:
    """Knows the session by ;jsessionid= in the URL."""
    return session_is_known(file, profile)


@check(f"{SERVICE}.session.both", proves="session-by-both", sends=session_by_both, control=one_file_is_media)
def session_by_both_is_known(file: Exchange, profile: Profile) -> list[Observation]:
    """Knows a session that the cookie and the URL name."""
    return session_is_known(file, profile)


def session_is_known(file: Exchange, profile: Profile) -> list[Observation]:
    """Whether a download was served as to somebody who is logged in."""
    if refused := spent(file, profile):
        return [refused]
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
