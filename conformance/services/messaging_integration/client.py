"""The requests that the Ringotel server makes of a provider's integration file, and the ids that it takes from the
answers (document 002, API)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...clients.ringotel.integration import AuthKind
from ...clients.ringotel.request import build
from ...clients.ringotel.response_map import resolve
from ...clients.ringotel.template import expand_origin
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Exchange, Request, header
from ...profile import Profile
from .declared import FILE, SERVICE, TEXT, credentials, integration, method_of, unsendable, unusable


def request(
    talk: Conversation,
    name: str,
    content: str,
    *,
    to: str | None = None,
    properties: Mapping[str, str] | None = None,
    lacking: str = "",
) -> Request:
    """The method `name` with `content` for `$content$`, to the profile's first recipient or `to`. `properties` go
    before the profile's own; what has the variable `lacking` is left out of the parameters. Ends the play when the file
    cannot be sent by."""
    profile, settings = talk.profile, talk.profile.settings(SERVICE)
    if reason := unsendable(profile, name) or unusable(profile, name):
        raise talk.stop(reason, Halt.CONFIGURATION)
    method = method_of(profile, name)
    values = {
        "from": settings["sender"],
        "to": profile.recipients[0] if to is None else to,
        "extension": settings.get("extension", ""),
        "domain": settings.get("domain", ""),
        "content": content,
    }
    filled = {**settings.get("properties", {}), **(properties or {})}
    try:
        url = profile.url(SERVICE, expand_origin(method.request_url, {**filled, **values}))
    except ValueError as error:
        raise talk.stop(f"request_url: {error}", Halt.CONFIGURATION) from None
    parameters = without(method.request_parameters, lacking) if lacking else method.request_parameters
    made = build(integration(profile), replace(method, request_url=url, request_parameters=parameters), values, filled)
    is_basic, is_short = integration(profile).auth_kind is AuthKind.BASIC, min(map(len, filled.values()), default=6) < 6
    if is_basic or is_short or not credentials(profile):
        # The whole is a secret of its own: a short password or key cannot be told from other text without its scheme,
        # and one that stands in the integration file itself is not in the profile.
        talk.learn("authorization", header(made.headers, "Authorization") or "")
    return made


def without(parameters: Any, variable: str) -> Any:
    """`parameters` without the members and elements that have `variable`."""
    if isinstance(parameters, dict):
        return {key: without(value, variable) for key, value in parameters.items() if not _has(value, variable)}
    if isinstance(parameters, list):
        return [without(value, variable) for value in parameters if not _has(value, variable)]
    return parameters


def has_apart(profile: Profile, name: str, variable: str) -> bool:
    """Whether the parameters alone have `variable` in the method `name`, so that it can be left out."""
    method = method_of(profile, name)
    return method.request_parameters != without(method.request_parameters, variable) and not _has(
        method.request_url, variable
    )


def message_id(profile: Profile, exchange: Exchange, name: str = TEXT) -> str | None:
    """The id that the answer to `name` carries at its response_map's place, as text; None when there is none."""
    try:
        document = json.loads(exchange.answer.text)
    except (ValueError, RecursionError):
        return None
    value = resolve(method_of(profile, name).response_map, document).value
    return None if value is None else str(value)


def ids_in(profile: Profile, answer: Exchange) -> set[str]:
    """The message ids that an answer carries where the integration file maps them, for a text or a file."""
    names = (name for name in (TEXT, FILE) if integration(profile).method(name))
    return {id for name in names if (id := message_id(profile, answer, name)) is not None}


def _has(value: Any, variable: str) -> bool:
    return isinstance(value, str) and f"${variable}$" in value
