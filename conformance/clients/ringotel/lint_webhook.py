"""What is wrong with the callbacks' models: what they lack, and whether their events can be told apart."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from .integration import Integration, Model
from .lint_problem import Problem, Rule, Severity, did_you_mean, nearest
from .lint_request import VERBS
from .template import expand, variables
from .webhook import DELIVERED, follows, key_leaves

NEEDED = {
    "message": (("from",), ("content", "text")),
    "mms": (("from",), ("url", "content")),
    DELIVERED: (("messageid",),),
}
"""The event types that document 002 shows, and the variables without which the server cannot use the event: one of each
group."""


def models(integration: Integration) -> Iterator[Problem]:
    """Models that the server cannot read its events by."""
    found = integration.models
    webhook = integration.document.get("Webhook")
    if webhook and isinstance(webhook, dict | list) and not found:
        remedy = "describe each with event_key, event_type, request_method and request_parameters"
        yield Problem(Rule.MODELS, Severity.BROKEN, "/Webhook", "it holds no model of a callback", remedy)
    for model in found:
        yield from _model(model)
    for one, other in combinations(found, 2):
        if replace(one, path=other.path) == other:
            problem = f"the same model stands at {one.pointer}"
            yield Problem(Rule.MODELS, Severity.NOTE, other.pointer, problem, "leave one of them out")
        if one.event_type != other.event_type and one.request_method == other.request_method and _alike(one, other):
            problem = f"its events cannot be told from those of {one.pointer}"
            remedy = 'put "$event_key$" into both, and give each a key of its own'
            yield Problem(Rule.MODELS, Severity.BROKEN, other.pointer, problem, remedy)


def events(integration: Integration) -> Iterator[Problem]:
    """Events whose type the document does not show, or whose key does not name them."""
    found = integration.models
    for model in found:
        if model.event_type not in NEEDED:
            problem = f"the event type is none of {', '.join(NEEDED)}"
            remedy = did_you_mean(nearest(model.event_type, NEEDED), "name one of them")
            yield Problem(Rule.EVENTS, Severity.BROKEN, f"{model.pointer}/event_type", problem, remedy)
        if len(found) > 1 and model.event_key != "" and not key_leaves(model):
            problem, remedy = (
                "its event key stands nowhere in its parameters",
                'put "$event_key$" where the event names itself',
            )
            yield Problem(Rule.EVENTS, Severity.BROKEN, f"{model.pointer}/request_parameters", problem, remedy)
    for one, other in combinations(found, 2):
        if one.event_key == other.event_key != "" and one.event_type != other.event_type:
            problem = f"{one.pointer} has the same event key"
            yield Problem(
                Rule.EVENTS, Severity.BROKEN, f"{other.pointer}/event_key", problem, "give each a key of its own"
            )


def _model(model: Model) -> Iterator[Problem]:
    parameters = model.request_parameters
    if not isinstance(parameters, dict | list):
        problem = "the parameters are neither an object nor an array"
        yield Problem(Rule.MODELS, Severity.BROKEN, f"{model.pointer}/request_parameters", problem, "write an object")
        return
    used = {name for _, name in variables(parameters)}
    if model.event_key == "" and "event_key" in used:
        problem, remedy = "it names no event_key for $event_key$ to stand for", "add the event_key"
        yield Problem(Rule.MODELS, Severity.BROKEN, model.pointer, problem, remedy)
    for group in NEEDED.get(model.event_type, ()):
        if used.isdisjoint(group) and not _may_be_misspelt(used, group):
            problem, remedy = f"it has no ${group[0]}$", f"write ${group[0]}$ where the event has it"
            yield Problem(Rule.MODELS, Severity.BROKEN, f"{model.pointer}/request_parameters", problem, remedy)
    if model.request_method not in VERBS:
        remedy = did_you_mean(nearest(model.request_method, VERBS), "use POST, as the template does")
        problem = "the request_method is no method of HTTP that sends anything"
        yield Problem(Rule.MODELS, Severity.BROKEN, f"{model.pointer}/request_method", problem, remedy)


def _may_be_misspelt(used: set[str], group: tuple[str, ...]) -> bool:
    return any(nearest(name, group) for name in used)


def _alike(one: Model, other: Model) -> bool:
    return follows(one, _event(other)) and follows(other, _event(one))


def _event(model: Model) -> Any:
    """An event of the model whose values say nothing."""
    names = {name: "" for _, name in variables(model.request_parameters)}
    return expand(model.request_parameters, {**names, "event_key": model.event_key})
