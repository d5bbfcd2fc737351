"""The integration file itself, before any traffic (document 002, JSON template file)."""

from ...check import check
from ...clients.ringotel.lint import Problem, Rule, Severity
from ...expect import noted, observe, unproven
from ...profile import Profile
from ...verdict import Observation, Party
from .declared import SERVICE, problems


def no_file(profile: Profile, case: str) -> str | None:
    return None if profile.declared else f"no file of the provider's was given: set services.{SERVICE}.integration"


def obeys(profile: Profile, rule: Rule, expected: str) -> list[Observation]:
    """What the lint of the integration file found of `rule`: `expected` says in a few words what it asks for."""
    found = [problem for problem in problems(profile) if problem.rule is rule]
    told = [_observation(problem, expected) for problem in found]
    if any(problem.severity is not Severity.NOTE for problem in found):
        return told
    return [observe(True, expected, "no fault", "file"), *told]


def _observation(problem: Problem, expected: str) -> Observation:
    where = problem.pointer or "file"
    match problem.severity:
        case Severity.BROKEN:
            return observe(False, expected, problem.problem, where, party=Party.CONFIGURATION, remedy=problem.remedy)
        case Severity.UNKNOWN:
            reason = f"{where}: {problem.problem}; {problem.remedy}"
            return unproven(reason, where, problem.problem, Party.CONFIGURATION)
        case Severity.NOTE:
            return noted(f"{problem.problem}: {problem.remedy}", where)


@check(f"{SERVICE}.file.json", proves="integration-file-is-json", needs=no_file)
def file_is_json(profile: Profile) -> list[Observation]:
    """Has an integration file that is JSON."""
    return obeys(profile, Rule.JSON, "a JSON object")


@check(f"{SERVICE}.file.template", proves="integration-file-like-template", control=file_is_json, needs=no_file)
def file_is_like_the_template(profile: Profile) -> list[Observation]:
    """Has the keys of the template in its integration file."""
    return obeys(profile, Rule.TEMPLATE, "the keys of the template")


@check(f"{SERVICE}.file.requests", proves="requests-described", control=file_is_json, needs=no_file)
def requests_are_described(profile: Profile) -> list[Observation]:
    """Describes its requests with all that it takes to send them."""
    return obeys(profile, Rule.REQUESTS, "requests that can be sent")


@check(f"{SERVICE}.file.url", proves="request-url-is-whole", control=file_is_json, needs=no_file)
def urls_are_whole(profile: Profile) -> list[Observation]:
    """Describes its requests with URLs that have a scheme and a host."""
    return obeys(profile, Rule.URL, "URLs with https:// and a host")


@check(f"{SERVICE}.file.https", proves="requests-encrypted", control=file_is_json, needs=no_file)
def requests_are_encrypted(profile: Profile) -> list[Observation]:
    """Has its requests sent by https."""
    return obeys(profile, Rule.HTTPS, "https")


@check(f"{SERVICE}.file.content-type", proves="content-type-fits", control=file_is_json, needs=no_file)
def content_type_fits(profile: Profile) -> list[Observation]:
    """Has its requests sent with a content type that fits their method."""
    return obeys(profile, Rule.CONTENT_TYPE, "a content type that fits the method")


@check(f"{SERVICE}.file.variables", proves="variables-defined", control=file_is_json, needs=no_file)
def variables_are_defined(profile: Profile) -> list[Observation]:
    """Uses only variables that the server or the file's properties define."""
    return obeys(profile, Rule.VARIABLES, "variables that are defined")


@check(f"{SERVICE}.file.variable-places", proves="variables-in-their-place", control=file_is_json, needs=no_file)
def variables_are_in_their_place(profile: Profile) -> list[Observation]:
    """Uses no variable of the callbacks in its requests."""
    return obeys(profile, Rule.PLACES, "variables of outgoing requests")


@check(f"{SERVICE}.file.message-carried", proves="message-is-carried", control=file_is_json, needs=no_file)
def message_is_carried(profile: Profile) -> list[Observation]:
    """Has the recipient and the content sent."""
    return obeys(profile, Rule.CARRIES, "$to$ and $content$ in each request")


@check(f"{SERVICE}.file.response-map", proves="response-map-has-the-id", control=file_is_json, needs=no_file)
def response_map_has_the_id(profile: Profile) -> list[Observation]:
    """Says where its answers have the message id, if it reports deliveries."""
    return obeys(profile, Rule.RESPONSE_MAP, "$messageid$ in each response_map")


@check(f"{SERVICE}.file.one-message-id", proves="one-message-id", control=file_is_json, needs=no_file)
def message_id_has_one_place(profile: Profile) -> list[Observation]:
    """Says of one place in its answers, if of any, that it has the message id."""
    return obeys(profile, Rule.ONE_ID, "$messageid$ in one place of a response_map")


@check(f"{SERVICE}.file.methods-told-apart", proves="file-told-from-text", control=file_is_json, needs=no_file)
def methods_are_told_apart(profile: Profile) -> list[Observation]:
    """Describes a file's request so that it can be told from a text's."""
    return obeys(profile, Rule.TOLD_APART, "a SendFile unlike SendMessage")


@check(f"{SERVICE}.file.auth", proves="authorization-is-known", control=file_is_json, needs=no_file)
def authorization_is_known(profile: Profile) -> list[Observation]:
    """Asks for an authorization that the server can give."""
    return obeys(profile, Rule.AUTH, "Bearer, Basic or OAuth2, with their members")


@check(f"{SERVICE}.file.webhook-models", proves="models-can-be-read-by", control=file_is_json, needs=no_file)
def models_can_be_read_by(profile: Profile) -> list[Observation]:
    """Describes its callbacks so that the server can read them."""
    return obeys(profile, Rule.MODELS, "models that tell their events apart and have what these say")


@check(f"{SERVICE}.file.webhook-events", proves="events-named", control=file_is_json, needs=no_file)
def events_are_named(profile: Profile) -> list[Observation]:
    """Names each event by a key of its own and a type that the server is known to have."""
    return obeys(profile, Rule.EVENTS, "a key of its own and a known type for each event")
