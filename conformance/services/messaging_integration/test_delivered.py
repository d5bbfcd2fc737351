"""The report of a delivery reaches the caller in the declared shape (document 002, Webhook, Delivered)."""

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ...check import check
from ...clients.ringotel.webhook import schema
from ...exchange.message import Exchange
from ...expect import observe
from ...profile import Profile
from ...verdict import Observation
from .events import delivered_model, event_of, reported_id
from .scenarios import SERVICE, integration, message_id, one_message, unheard
from .test_send import message_has_an_id

SHAPE = "the declared shape"


@check(
    f"{SERVICE}.delivered.arrives",
    proves="delivered-arrives",
    sends=one_message,
    needs=unheard,
    control=message_has_an_id,
)
def delivery_is_reported(delivered: Exchange) -> Observation:
    """Calls the webhook back when a message is delivered."""
    return observe(True, "a callback", "a callback", "webhook")


@check(
    f"{SERVICE}.delivered.shape",
    proves="delivered-in-declared-shape",
    sends=one_message,
    needs=unheard,
    control=delivery_is_reported,
)
def report_has_the_declared_shape(delivered: Exchange, profile: Profile) -> list[Observation]:
    """Reports a delivery by the method and in the shape of its webhook model."""
    model = delivered_model(integration(profile))
    assert model is not None
    method = delivered.request.method
    seen = [observe(method == model.request_method, model.request_method, method, "method")]
    document = event_of(delivered)
    if document is None:
        text = (delivered.request.body or b"").decode("utf-8", "replace") or "an empty body"
        return [*seen, observe(False, "a document in the declared shape", text, "body")]
    error = best_match(Draft202012Validator(schema(model)).iter_errors(document))
    where = "/" + "/".join(map(str, error.absolute_path)) if error else "body"
    return [*seen, observe(error is None, SHAPE, error.message if error else SHAPE, where)]


@check(
    f"{SERVICE}.delivered.message-id",
    proves="delivered-has-returned-id",
    sends=one_message,
    needs=unheard,
    control=report_has_the_declared_shape,
)
def report_names_the_message(answer: Exchange, delivered: Exchange, profile: Profile) -> Observation:
    """Reports a delivery under the id that it returned for the message."""
    expected, actual = message_id(profile, answer), reported_id(integration(profile), delivered)
    return observe(expected == actual, expected, actual, "$messageid$")
