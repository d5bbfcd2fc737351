"""What the Ringotel server sends as the provider's integration file describes it (document 002, API and Webhook)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from ...clients.ringotel.integration import AuthKind, Integration, IntegrationError, Method, parse
from ...clients.ringotel.lint import Problem, Severity, lint
from ...clients.ringotel.request import build, obstacle
from ...clients.ringotel.response_map import resolve
from ...clients.ringotel.template import variables
from ...conversation import Conversation
from ...exchange.evidence import Halt
from ...exchange.message import Exchange, Request, header
from ...profile import Profile
from ...scenario import Phase, scenario
from .events import DELIVERED, delivered_model, may_be_report, reported_id

SERVICE = "messaging-integration"


@cache
def integration_at(path: Path) -> Integration:
    return parse(path.read_text("utf-8"))


def integration(profile: Profile) -> Integration:
    """The provider's integration file. Raises IntegrationError when it is no JSON object."""
    return integration_at(profile.settings(SERVICE)["integration"])


def described(profile: Profile, name: str) -> str | None:
    """Why the suite cannot send the method `name` of the integration file, or None."""
    try:
        method = integration(profile).method(name)
        return f"the integration file has no {name}" if method is None else obstacle(integration(profile), method)
    except (IntegrationError, UnicodeDecodeError):
        return "the integration file is not JSON"


def problems(profile: Profile) -> list[Problem]:
    """What is wrong with the integration file, and with the profile's values for its variables. Raises
    UnicodeDecodeError when the file is no text."""
    settings = profile.settings(SERVICE)
    properties = settings.get("properties", {}) if profile.declared else None
    found = lint(settings["integration"].read_text("utf-8"), properties)
    if any(not problem.pointer for problem in found):
        return found
    for place, name in variables(integration(profile).document.get("API")):
        if name in ("extension", "domain") and not settings.get(name) and profile.declared:
            remedy = f"set services.{SERVICE}.{name}"
            found.append(Problem(f"/API{place}", f"the profile has no value for ${name}$", remedy))
    return found


def unusable(profile: Profile) -> str | None:
    """Why nothing should be sent by the integration file, or None."""
    errors = [problem for problem in problems(profile) if problem.level is Severity.ERROR]
    return f"{errors[0].pointer}: {errors[0].problem}; {errors[0].remedy}" if errors else None


def unheard(profile: Profile, case: str) -> str | None:
    """Why delivery reports cannot be watched, or None."""
    if reason := described(profile, "SendMessage"):
        return reason
    if delivered_model(integration(profile)) is None:
        return f"the integration file has no webhook model of type {DELIVERED}"
    return None if profile.webhook.public_url else "the profile has no webhook.public_url that the provider could call"


def request(talk: Conversation, name: str, content: str, **properties: str) -> Request:
    """The method `name` with `content` for `$content$`; `properties` go before the profile's own."""
    profile, settings = talk.profile, talk.profile.settings(SERVICE)
    if reason := described(profile, name) or unusable(profile):
        raise talk.stop(reason, Halt.CONFIGURATION)
    method = integration(profile).method(name)
    assert isinstance(method, Method)
    values = {
        "from": settings["sender"],
        "to": profile.recipients[0],
        "extension": settings.get("extension", ""),
        "domain": settings.get("domain", ""),
        "content": content,
    }
    filled = {**settings.get("properties", {}), **properties}
    try:
        there = replace(method, request_url=profile.url(SERVICE, based(method.request_url, filled)))
    except ValueError as error:
        raise talk.stop(f"request_url: {error}", Halt.CONFIGURATION) from None
    made = build(integration(profile), there, values, filled)
    if integration(profile).auth_kind is AuthKind.BASIC or min(map(len, filled.values()), default=6) < 6:
        # The whole is a secret of its own: a short password or key cannot be told from other text without its scheme.
        talk.learn("authorization", header(made.headers, "Authorization") or "")
    return made


def based(url: str, properties: Mapping[str, str]) -> str:
    """`url` with its beginning filled in, where that is one of the `properties`: an operator's own host, say."""
    for label, value in properties.items():
        if url.startswith(f"${label}$"):
            return value + url.removeprefix(f"${label}$")
    return url


def message_id(profile: Profile, exchange: Exchange, name: str = "SendMessage") -> str | None:
    """The id that the answer to `name` carries at its response_map's place, as text; None when there is none."""
    method = integration(profile).method(name)
    try:
        document = json.loads(exchange.answer.text)
    except (ValueError, RecursionError):
        return None
    value = resolve(method.response_map, document).value if method else None
    return None if value is None else str(value)


@scenario(messages=1)
def one_message(talk: Conversation) -> None:
    """A text message and the report of its delivery: `answer`, `delivered`."""
    profile = talk.profile
    answer = talk.send("answer", request(talk, "SendMessage", f"Conformance test {talk.run_id}"))
    own = message_id(profile, answer)
    if own is None:
        raise talk.stop(f"the answer carried no message id (answered {answer.answer.status})")
    talk.remember(own)
    known = integration(profile)

    def about_this(event: Exchange) -> bool:
        return may_be_report(known, event) and reported_id(known, event) == own

    def astray(event: Exchange) -> bool:
        """About no message of this run: the report of this one, perhaps, under a wrong id or in a shape of its own."""
        reported = reported_id(known, event)
        return may_be_report(known, event) and (reported is None or not talk.remembers(reported))

    talk.expect("delivered", about_this, astray, within=profile.webhook.wait)


@scenario(messages=2)
def two_messages(talk: Conversation) -> None:
    """Two text messages: `first`, `second`."""
    for step in ("first", "second"):
        answer = talk.send(step, request(talk, "SendMessage", f"Conformance test {talk.run_id}, {step} of two"))
        if own := message_id(talk.profile, answer):
            talk.remember(own)


@scenario(messages=1)
def one_file(talk: Conversation) -> None:
    """A file by its URL: `answer`."""
    answer = talk.send("answer", request(talk, "SendFile", talk.profile.settings(SERVICE)["media_url"]))
    if own := message_id(talk.profile, answer, "SendFile"):
        talk.remember(own)


def credentials(profile: Profile) -> set[str]:
    """The labels of the properties that the integration file uses to authorise itself."""
    given: Mapping[str, str] = profile.settings(SERVICE).get("properties", {})
    return {name for _, name in variables(integration(profile).auth, given)} & given.keys()


def without_credentials(profile: Profile, case: str) -> str | None:
    """Why wrong credentials cannot be tried, or None."""
    if reason := described(profile, "SendMessage"):
        return reason
    if integration(profile).auth_kind not in (AuthKind.BEARER, AuthKind.BASIC):
        return "the integration file declares no credentials"
    return None if credentials(profile) else "the credentials of the integration file come from none of its properties"


@scenario(messages=1, phase=Phase.REFUSAL)
def wrong_key(talk: Conversation) -> None:
    """A text message whose credentials alone are other than the profile's: `refusal`."""
    wrong = dict.fromkeys(credentials(talk.profile), f"wrong-{talk.run_id}")
    talk.send("refusal", request(talk, "SendMessage", f"Conformance test {talk.run_id}, wrong credentials", **wrong))
