"""The requests that the Ringotel server makes of a provider's integration file, and the ids that it takes from the
answers (document 002, API)."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from ...clients.ringotel.integration import AuthKind, Method
from ...clients.ringotel.request import build
from ...clients.ringotel.response_map import resolve
from ...clients.ringotel.template import expand_origin
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Exchange, Request, header
from ...profile import Profile
from .declared import SERVICE, TEXT, credentials, integration, method_of, unbuilt, unsendable, unusable


def request(
    talk: Conversation,
    name: str,
    content: str,
    *,
    to: str | None = None,
    properties: Mapping[str, str] | None = None,
    lacking: Collection[str] = (),
) -> Request:
    """The method `name` with `content` for `$content$`, to the profile's first recipient or `to`. `properties` go
    before the profile's own; what has one of the variables `lacking` is left out of the parameters and of the URL's
    query. Ends the play when the file cannot be sent by."""
    profile, settings = talk.profile, talk.profile.settings(SERVICE)
    if reason := unsendable(profile, name) or unbuilt(profile, name) or unusable(profile, name):
        raise talk.stop(reason, Halt.CONFIGURATION)
    method = without(method_of(profile, name), lacking)
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
    made = build(integration(profile), replace(method, request_url=url), values, filled)
    is_basic, is_short = integration(profile).auth_kind is AuthKind.BASIC, min(map(len, filled.values()), default=6) < 6
    if is_basic or is_short or not credentials(profile):
        # The whole is a secret of its own: a short password or key cannot be told from other text without its scheme,
        # and one that stands in the integration file itself is not in the profile.
        talk.learn("authorization", header(made.headers, "Authorization") or "")
    return made


def without(method: Method, names: Collection[str]) -> Method:
    """`method` without the members and elements of its parameters, and the fields of its URL's query, that have one of
    the variables `names`."""
    url, mark, query = method.request_url.partition("?")
    fields = "&".join(field for field in query.split("&") if not _has(field, names))
    parameters = _without(method.request_parameters, names)
    start = f"{url}{mark}" if fields or not query else url
    return replace(method, request_url=start + fields, request_parameters=parameters)


def has_apart(profile: Profile, name: str, variable: str) -> bool:
    """Whether the method `name` has `variable` where it can be left out, and nowhere else."""
    method = method_of(profile, name)
    rest = without(method, (variable,))
    return rest != method and not _has(rest.request_url, (variable,))


def message_id(profile: Profile, exchange: Exchange, name: str = TEXT) -> str | None:
    """The id that the answer to `name` carries at its response_map's place, as text; None when there is none."""
    try:
        document = json.loads(exchange.answer.text)
    except (ValueError, RecursionError):
        return None
    value = resolve(method_of(profile, name).response_map, document).value
    return None if value is None else str(value)


def _without(parameters: Any, names: Collection[str]) -> Any:
    if isinstance(parameters, dict):
        return {key: _without(value, names) for key, value in parameters.items() if not _has(value, names)}
    if isinstance(parameters, list):
        return [_without(value, names) for value in parameters if not _has(value, names)]
    return parameters


def _has(value: Any, names: Collection[str]) -> bool:
    return isinstance(value, str) and any(f"${name}$" in value for name in names)
