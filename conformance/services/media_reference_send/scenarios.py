"""What the app sends to a Media Reference Send service (document 000, Parameters and Configuration)."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace

from ...clients.acrobits.combination import COMBINATIONS, configured, in_combination
from ...clients.acrobits.request import WebService, build
from ...clients.acrobits.template import unknown
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Request
from ...naming import did_you_mean
from ...profile import Profile
from ...resources import FIXTURES
from ...scenario import Phase, scenario

SERVICE = "media-reference-send"
PREVIEW = FIXTURES / "media" / "preview.jpg"
PREVIEW_SIZE = (180, 120)
PASSWORD = "%account[password]%"
KEYS = ("url", "method", "post_data", "content_type", "custom_headers", "auth_username", "auth_password")


AS_CONFIGURED = "as-configured"
"""The combination of a provider whose configuration is none of the usual ones, such as a POST of XML."""

CASES = (*COMBINATIONS, AS_CONFIGURED)


def configuration(profile: Profile) -> WebService:
    """The provider's configuration of the service, its URL as configured. The document's example of a body stands in
    only where the provider's URL is a bare address: a template there is complete without."""
    settings = dict(profile.settings(SERVICE))
    if "%" in settings["url"] and not profile.declares_key(SERVICE, "post_data"):
        settings["post_data"] = ""
    return WebService(**{key: settings[key] for key in KEYS if key in settings})


def declared(profile: Profile) -> tuple[str, ...]:
    """The combinations to send: those that the profile states, else the one configured; all without a profile."""
    if profile.declared and not profile.declares_key(SERVICE, "combinations"):
        return (configured(configuration(profile)) or AS_CONFIGURED,)
    return tuple(profile.settings(SERVICE)["combinations"])


def primary(profile: Profile) -> str:
    """The one combination for what needs to be sent in one way only: the configured one where it is declared."""
    own = configured(configuration(profile)) or AS_CONFIGURED
    return own if own in declared(profile) else next(iter(declared(profile)), COMBINATIONS[0])


def message(talk: Conversation, combination: str, recipient: str, password: str | None = None) -> Request:
    """A valid message to `recipient` in `combination`, with another `password` than the account's when one is given."""
    profile, settings = talk.profile, talk.profile.settings(SERVICE)
    values = {
        "account[username]": profile.account.username,
        "account[password]": profile.account.password if password is None else password,
        "sms_to": recipient,
        "description": f"Conformance test {talk.run_id}",
        "preview_width": str(PREVIEW_SIZE[0]),
        "preview_height": str(PREVIEW_SIZE[1]),
        "preview_content_type": "image/jpeg",
        "preview_content": b64encode(PREVIEW.read_bytes()).decode(),
        "media_url": settings["media_url"],
        "media_content_type": settings["media_content_type"],
    }
    service = configuration(profile)
    if wrong := unfilled(service, values):
        raise talk.stop(f"services.{SERVICE}: {wrong}", Halt.CONFIGURATION)
    try:
        if combination != AS_CONFIGURED:
            service = in_combination(service, combination)
    except ValueError as error:
        raise talk.stop(f"services.{SERVICE}.post_data: {error}", Halt.CONFIGURATION) from None
    return build(replace(service, url=profile.url(SERVICE, service.url)), values, (recipient,))


def unfilled(service: WebService, values: Mapping[str, str]) -> str | None:
    """Which placeholder of the configuration would reach the provider as it stands, for want of a value or of its
    closing mark; None when all is well."""
    for key in KEYS:
        template = getattr(service, key)
        for name in unknown(template, values):
            hint = did_you_mean(name, tuple(values), "document 000, Parameters")
            return f"{key} has %{name}%, for which the suite has no value; {hint}"
        for name in values:
            if re.search(rf"%{re.escape(name)}(?![\w%\[])", template):
                return f"{key} has %{name} without its closing %"
    return None


@scenario(messages=1)
def one_message(talk: Conversation, combination: str) -> None:
    """A valid message in one combination of method and content type: `answer`."""
    talk.send("answer", message(talk, combination, talk.profile.recipients[0]))


@scenario(messages=2)
def two_recipients(talk: Conversation) -> None:
    """One message to two recipients, which is one call for each: `first` and `second`."""
    one, other = talk.profile.recipients[:2]
    talk.send("first", message(talk, primary(talk.profile), one))
    talk.send("second", message(talk, primary(talk.profile), other))


@scenario(messages=1, phase=Phase.REFUSAL)
def wrong_password(talk: Conversation) -> None:
    """A message that is valid but for its password: `refusal`. A provider that accepts it sends the message."""
    recipient = talk.profile.recipients[0]
    talk.send("refusal", message(talk, primary(talk.profile), recipient, f"wrong-{talk.run_id}"))


def carries_password(profile: Profile) -> bool:
    """Whether the configuration has the app send the account's password at all."""
    service = configuration(profile)
    return any(PASSWORD in text for text in (service.url, service.post_data, service.custom_headers))
