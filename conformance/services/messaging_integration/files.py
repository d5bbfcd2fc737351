"""Files that the Ringotel server sends by their URLs (document 002, SendFile).

Where the suite has a URL of its own for the webhook, it hosts the files itself below that. Where the profile names an
observer, a file in good order ends with `stored`.
"""

from collections.abc import Mapping

from ...arrival import watch
from ...conversation import Conversation
from ...exchange.message import Request
from ...expect import succeeded
from ...profile import Profile
from ...scenario import Phase, scenario
from .client import request
from .declared import FILE, SERVICE, unsendable
from .sending import noticed, sent

GIVEN = "media-url"
"""The case of the profile's own file."""

USUAL = "jpeg"
"""The case of a file that no provider of pictures could refuse for its kind."""

HOSTED: Mapping[str, str] = {
    USUAL: "preview.jpg",
    "png": "picture.png",
    "mp4": "video.mp4",
    "pdf": "document.pdf",
}
"""The suite's files of the kinds that users send."""

OTHER_KINDS = tuple(case for case in HOSTED if case != USUAL)

UNFIT = ("missing", "slow", "no-url")

SLOW = 3.0
"""Seconds that a slow file keeps waiting: more than a user would, less than a usual time-out."""


def no_file(profile: Profile, case: str) -> str | None:
    """Why a file of this case cannot be sent, or None: a need of checks."""
    if reason := unsendable(profile, FILE):
        return reason
    if case != GIVEN:
        return without_host(profile)
    if profile.webhook.public_url is None or profile.declares_key(SERVICE, "media_url"):
        return None
    return f"the suite's own files are sent; services.{SERVICE}.media_url would be, too"


def not_sent(profile: Profile, case: str) -> str | None:
    """Why a file that cannot be had is not tried, or None: a need of checks."""
    return unsendable(profile, FILE) or (None if case == "no-url" else without_host(profile))


def without_host(profile: Profile) -> str | None:
    """Why the suite hosts no files, or None."""
    return None if profile.webhook.public_url else "the profile has no webhook.public_url from which to fetch a file"


def usual_case(profile: Profile, case: str = "") -> str:
    """The case that any provider takes: the profile's own file, if it states one, is better known to it."""
    return GIVEN if without_host(profile) or profile.declares_key(SERVICE, "media_url") else USUAL


def given_url(profile: Profile, mark: str) -> str:
    """The URL of the profile's own file, which may be a path on the target, with `mark` where it has room for it."""
    url: str = profile.settings(SERVICE)["media_url"].replace("{id}", mark)
    return f"{profile.target or ''}{url}" if url.startswith("/") else url


def unmarked(profile: Profile, case: str) -> str | None:
    """Why what was stored of a file cannot be found again, or None."""
    if case != GIVEN or "{id}" in profile.settings(SERVICE)["media_url"]:
        return None
    return f"the URL is the same in all messages: put {{id}} into services.{SERVICE}.media_url"


@scenario(messages=1)
def one_file(talk: Conversation, case: str) -> None:
    """A file by its URL, the suite's or the profile's: `answer`; and the requests for the suite's: `fetch_1` and so
    on."""
    mark = talk.mark()
    url = file_url(talk, case, mark)
    answer = sent(talk, "answer", request(talk, FILE, url), FILE)
    if case != GIVEN and succeeded(answer):
        talk.fetches(url)
    if not unmarked(talk.profile, case):
        watch(talk, [answer], mark)


@scenario(messages=2, phase=Phase.ABNORMAL)
def unfit_file(talk: Conversation, case: str) -> None:
    """A file that cannot be had, and one that can, whatever came of it: `unfit`, `after`."""
    noticed(talk, talk.attempt("unfit", request(talk, FILE, _unfit_url(talk, case))), FILE)
    sent(talk, "after", valid_file(talk, "after"), FILE)


def valid_file(talk: Conversation, *words: str) -> Request:
    """A file that any provider takes, at a URL that `talk.mark(*words)` finds again."""
    return request(talk, FILE, usual_url(talk, talk.mark(*words)))


def usual_url(talk: Conversation, mark: str) -> str:
    """The URL of a file that any provider takes, with `mark`."""
    return file_url(talk, usual_case(talk.profile), mark)


def file_url(talk: Conversation, case: str, mark: str) -> str:
    """The URL of the file of this case, with `mark`."""
    return given_url(talk.profile, mark) if case == GIVEN else marked(talk.host(HOSTED[case]), mark)


def marked(url: str, mark: str) -> str:
    """The `url` of a hosted file, in which `mark` is found again."""
    return f"{url}{'&' if '?' in url else '?'}{mark}"


def _unfit_url(talk: Conversation, case: str) -> str:
    match case:
        case "missing":
            return talk.host(HOSTED["jpeg"], status=404)
        case "slow":
            return talk.host(HOSTED["jpeg"], delay=SLOW)
    return f"no URL {talk.mark()}"
