"""The report of a delivery reaches the caller in the declared shape (document 002, Webhook, Delivered)."""

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ...check import check
from ...clients.ringotel.webhook import schema
from ...exchange.message import Exchange
from ...expect import observe
from ...profile import Profile
from ...verdict import Observation
from .scenarios import SERVICE, delivered_model, event_of, message_id, one_message, reported_id, unheard
from .test_send import message_has_an_id


@check(
    f"{SERVICE}.delivered.arrives",
    proves="delivered-arrives",
    sends=one_message,
    needs=unheard,
    control=message_has_an_id,
)
def delivery_is_reported(delivered: Exchange, profile: Profile) -> Observation:
    """Calls the webhook back when a message is delivered, by the method that it declares."""
    model = delivered_model(profile)
    assert model is not None
    method = delivered.request.method
    return observe(method == model.request_method, model.request_method, method, "method")


@check(
    f"{SERVICE}.delivered.shape",
    proves="delivered-in-declared-shape",
    sends=one_message,
    needs=unheard,
    control=message_has_an_id,
)
def report_has_the_declared_shape(delivered: Exchange, profile: Profile) -> Observation:
    """Reports a delivery in the shape of its webhook model."""
    model = delivered_model(profile)
    assert model is not None
    document = event_of(delivered)
    if document is None:
        text = (delivered.request.body or b"").decode("utf-8", "replace") or "an empty body"
        return observe(False, "a JSON document in the declared shape", text, "body")
    error = best_match(Draft202012Validator(schema(model)).iter_errors(document))
    where = "/" + "/".join(map(str, error.absolute_path)) if error else "body"
    return observe(error is None, "the declared shape", error.message if error else "the declared shape", where)


@check(
    f"{SERVICE}.delivered.message-id",
    proves="delivered-has-returned-id",
    sends=one_message,
    needs=unheard,
    control=report_has_the_declared_shape,
)
def report_names_the_message(answer: Exchange, delivered: Exchange, profile: Profile) -> Observation:
    """Reports a delivery under the id that it returned for the message."""
    expected, actual = message_id(profile, answer), reported_id(profile, delivered)
    return observe(expected == actual, expected, actual, "$messageid$")
