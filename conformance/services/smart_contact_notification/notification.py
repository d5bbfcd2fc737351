"""What a notification is made of (document 003, Parameters), and the request that the provider's own settings make of
it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from ...clients.acrobits.lint_problem import Problem, is_blocking
from ...clients.acrobits.lint_smart_contacts import lint_notification
from ...clients.acrobits.smart_contacts import Elements, Notification, Party, build
from ...clients.acrobits.syntax import syntax_of
from ...clients.texts import TEXTS
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Request
from ...profile import Profile

SERVICE = "smart-contact-notification"
JSON, XML = "json", "xml"
BODIES = (JSON, XML)
MEDIA_TYPES: Mapping[str, str] = {JSON: "application/json", XML: "application/xml"}

SIZES: Mapping[str, int] = {"none": 0, "fifty": 50, "thousand": 1000}
"""How many interested parties the lists have that differ in their length."""

NAMES: Mapping[str, str] = {
    **{name: TEXTS[name].replace(" ", "") for name in ("accents", "emoji", "right-to-left", "backslash")},
    "markup": "<b>&amp;\"'",
}
"""What the names of users and devices hold, by what it tries. They have no spaces, which are another matter."""

_INTERNATIONAL = re.compile(r"[1-9][0-9]{6,14}")
"""The digits of a number with its country code (ITU-T E.164)."""

_SIP = re.compile("sips?:", re.IGNORECASE)
_INVENTED = re.compile(r"conformance-(\w+)-")


def declared(profile: Profile) -> dict[str, str]:
    """The content type, as configured, of each body that the profile declares, in its order."""
    found: dict[str, str] = {}
    for content_type in profile.settings(SERVICE)["content_types"]:
        body = str(syntax_of(content_type))
        if body in BODIES:
            found.setdefault(body, content_type)
    return found


def content_type_of(profile: Profile, body: str) -> str:
    """The content type that `body` is sent as: the configured one, or the document's where none is declared."""
    return declared(profile).get(body, MEDIA_TYPES[body])


def primary(profile: Profile, case: str = "") -> str:
    """The one body for what needs to be sent in one content type only: the first that is declared."""
    return next(iter(declared(profile)), JSON)


def body_of(case: str) -> str:
    """The body of a case such as `json` or `xml-emoji`."""
    return case.partition("-")[0]


def people(profile: Profile) -> tuple[Party, ...]:
    """The interested parties that the profile names: real users, who are told."""
    return tuple(Party(**person) for person in profile.settings(SERVICE)["interested_parties"])


def invented(run_id: str, name: str) -> Party:
    """A party that no provider knows."""
    return Party(f"conformance-{run_id}-{name}", f"device-{name}")


def is_invented(name: str) -> bool:
    """Whether `name` begins as those of invented parties do."""
    return _INVENTED.match(name) is not None


def named(party: Party, case: str) -> Party:
    """`party` with the name out of `NAMES` of a case such as `json-emoji` added to its user and its device."""
    name = NAMES[case.removeprefix(f"{body_of(case)}-")]
    return Party(f"{party.username}-{name}", f"{party.device}-{name}")


def run_of(request: Request) -> str | None:
    """The id of the run whose invented parties stand in `request`; None where its template carries no parties."""
    found = _INVENTED.search((request.body or b"").decode())
    return found[1] if found else None


def usual(profile: Profile) -> Notification:
    """The notification of the profile's smart contact to the first of its interested parties."""
    settings = profile.settings(SERVICE)
    return Notification(settings["number"], settings["network_id"], settings["uri"], people(profile)[:1])


def number_in(profile: Profile, form: str) -> str | None:
    """The smart contact's number `with-plus` or `without-plus`; None for a national one, which takes no plus sign."""
    number = str(profile.settings(SERVICE)["number"])
    bare = number.removeprefix("+")
    if form == "without-plus" or number != bare:
        return bare if form == "without-plus" else number
    return f"+{bare}" if _INTERNATIONAL.fullmatch(re.sub("[^0-9]", "", bare)) else None


def uri_in(profile: Profile, form: str) -> str:
    """The smart contact's URI `bare`, as the document's examples have it, or `with-sip`, as its description does."""
    uri = str(profile.settings(SERVICE)["uri"])
    bare = _SIP.sub("", uri, 1) if _SIP.match(uri) else uri
    return bare if form == "bare" else (f"sip:{uri}" if bare == uri else uri)


def problems(profile: Profile, body: str = "") -> list[Problem]:
    """What is wrong with the provider's settings, or with those for one `body` only, and what is worth a note."""
    settings = profile.settings(SERVICE)
    named: Mapping[str, str] = settings.get("named", {})
    keys = {key: named[key] for key in ("url", "post_data") if named.get(key, key) != key}
    sendable = body and declared(profile)
    chosen: Collection[str] = [content_type_of(profile, body)] if sendable else settings["content_types"]
    templates = {content_type: _template(profile, content_type) for content_type in chosen}
    return lint_notification(
        settings["url"], templates, keys={**keys, "content_type": named.get("content_types", "content_types")}
    )


def unusable(profile: Profile, body: str) -> str | None:
    """Why no notification can be sent in `body` as the provider must mean it, or None."""
    blocking = next(filter(is_blocking, problems(profile, body)), None)
    return f"services.{SERVICE}.{blocking.key}: {blocking.problem}; {blocking.remedy}" if blocking else None


def request(talk: Conversation, body: str, notification: Notification, extra: Mapping[str, str] = {}) -> Request:
    """What the sync server sends for `notification`, with `extra` members that the document does not know. It reaches
    those of its parties whom the profile names. Ends the play where the provider's settings allow no sending."""
    profile = talk.profile
    if problem := unusable(profile, body):
        raise talk.stop(problem, Halt.CONFIGURATION)
    settings, content_type = profile.settings(SERVICE), content_type_of(profile, body)
    url, template = profile.url(SERVICE, settings["url"]), _template(profile, content_type)
    elements = Elements(*(settings[f"{name}_element"] for name in ("party", "username", "device")))
    try:
        made = build(url, content_type, template, notification, elements, extra)
    except ValueError as error:
        raise talk.stop(f"services.{SERVICE}.post_data: {error}", Halt.CONFIGURATION) from None
    real = {person.username for person in people(profile)}
    told = dict.fromkeys(party.username for party in notification.interested_parties if party.username in real)
    return replace(made, recipients=tuple(told))


def _template(profile: Profile, content_type: str) -> str:
    templates: Mapping[str, str] = profile.settings(SERVICE)["post_data"]
    return templates.get(content_type) or templates.get(MEDIA_TYPES.get(syntax_of(content_type), ""), "")
