"""Messages with credentials that a provider has to refuse: those of its authorization, and keys that its requests carry
elsewhere (document 002, API and JSON template file)."""

import re
from dataclasses import replace

from ...clients.ringotel.integration import AuthKind
from ...clients.ringotel.template import variables
from ...clients.texts import described
from ...conversation import Conversation
from ...exchange.message import Request
from ...profile import Profile
from ...scenario import Phase, scenario
from .answers import no_message
from .client import request, without
from .declared import FILE, SERVICE, TEXT, credentials, integration, method_of
from .files import no_file, usual_case, usual_url
from .refusals import between

CASES = ("wrong", "missing")

_SECRET = re.compile(r"(?i)key(?!word)|token|pass(?!enger)|secret|credential")
"""What the label of a property says that is one. Nothing in the file says it otherwise."""

_HOST = re.compile(r"(?:\$[^$]+\$|[^/?#]*//[^/?#]*)")
"""The beginning of a URL, where another value would lead to another provider."""


@scenario(messages=3, phase=Phase.REFUSAL)
def bad_credentials(talk: Conversation, case: str) -> None:
    """A text message, the same with other credentials or none, and a valid one: `good`, `refusal`, `after`."""
    mark = talk.mark()
    between(talk, _unauthorized(talk, case, TEXT, described(mark)), mark)


@scenario(messages=3, phase=Phase.REFUSAL)
def bad_credentials_for_file(talk: Conversation, case: str) -> None:
    """A file, the same with other credentials or none, and a valid one: `good`, `refusal`, `after`."""
    mark = talk.mark()
    between(talk, _unauthorized(talk, case, FILE, usual_url(talk, mark)), mark, FILE)


@scenario(messages=3, phase=Phase.REFUSAL)
def bad_keys(talk: Conversation, case: str) -> None:
    """A text message, the same with other keys or none beside its authorization, and a valid one: `good`, `refusal`,
    `after`."""
    mark, labels = talk.mark(), keys(talk.profile)
    wrong = dict.fromkeys(labels, _wrong(talk)) if case == "wrong" else {}
    between(talk, request(talk, TEXT, described(mark), properties=wrong, lacking=() if wrong else labels), mark)


def keys(profile: Profile) -> set[str]:
    """The labels of the properties that read like keys and stand in the parameters or in the URL of a text, and not in
    the authorization."""
    method, given = method_of(profile, TEXT), profile.settings(SERVICE).get("properties", {})
    places = [method.request_parameters, _HOST.sub("", method.request_url, count=1)]
    found = {label for _, label in variables(places, given)} & given.keys()
    return {label for label in found if _SECRET.search(label)} - credentials(profile)


def without_credentials(profile: Profile, case: str) -> str | None:
    """Why other credentials cannot be tried, or None: a need of checks."""
    if reason := no_message(profile):
        return reason
    if integration(profile).auth_kind not in (AuthKind.BEARER, AuthKind.BASIC):
        return "the integration file has no auth: how its requests are authorized is not declared"
    if case == "missing" or credentials(profile):
        return None
    return "the credentials of the integration file come from none of its properties"


def without_credentials_for_file(profile: Profile, case: str) -> str | None:
    """Why other credentials cannot be tried with a file, or None: a need of checks."""
    return without_credentials(profile, case) or no_file(profile, usual_case(profile))


def without_keys(profile: Profile, case: str) -> str | None:
    """Why other keys cannot be tried, or None: a need of checks."""
    if reason := no_message(profile):
        return reason
    labels = keys(profile)
    if not labels:
        return "no property whose label reads like a key stands in the parameters or the URL of a text"
    rest = without(method_of(profile, TEXT), labels)
    if case == "missing" and {label for _, label in variables(rest.request_url, labels)} & labels:
        return "the key stands in the path of the URL, where it cannot be left out"
    return None


def _unauthorized(talk: Conversation, case: str, name: str, content: str) -> Request:
    """The method `name` with `content`, and with other credentials or none."""
    wrong = dict.fromkeys(credentials(talk.profile), _wrong(talk)) if case == "wrong" else {}
    made = request(talk, name, content, properties=wrong)
    if case == "missing":
        made = replace(made, headers=tuple(one for one in made.headers if one[0] != "Authorization"))
    return made


def _wrong(talk: Conversation) -> str:
    return f"wrong-{talk.run_id}"
