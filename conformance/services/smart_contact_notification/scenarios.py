"""What the sync server sends to a smart-contact notification service (document 003, Parameters and Configuration)."""

from dataclasses import replace

from ...clients.acrobits.smart_contacts import Elements, Notification, Party, build
from ...conversation import Conversation
from ...exchange.message import Request
from ...profile import Profile
from ...scenario import scenario

SERVICE = "smart-contact-notification"
JSON, XML = "json", "xml"
BODIES = (JSON, XML)
CONTENT_TYPES = {JSON: "application/json", XML: "application/xml"}


def declares(profile: Profile, body: str) -> bool:
    return CONTENT_TYPES[body] in profile.settings(SERVICE)["content_types"]


def notification(talk: Conversation, body: str, parties: int) -> Request:
    """The notification of the profile's smart contact to the first `parties` of its interested parties."""
    settings = talk.profile.settings(SERVICE)
    people = tuple(Party(**person) for person in settings["interested_parties"][:parties])
    request = build(
        talk.profile.url(SERVICE, settings["url"]),
        CONTENT_TYPES[body],
        settings["post_data"][CONTENT_TYPES[body]],
        Notification(settings["number"], settings["network_id"], settings["uri"], people),
        Elements(settings["party_element"]),
    )
    return replace(request, recipients=tuple(person.username for person in people))


@scenario(messages=1)
def one_party(talk: Conversation, body: str) -> None:
    """A notification with one interested party: `answer`."""
    talk.send("answer", notification(talk, body, 1))


@scenario(messages=1)
def several_parties(talk: Conversation, body: str) -> None:
    """A notification with all of the profile's interested parties: `answer`."""
    talk.send("answer", notification(talk, body, len(talk.profile.settings(SERVICE)["interested_parties"])))
