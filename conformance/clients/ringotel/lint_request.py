"""What is wrong with a request of the integration file: its URL, content type, method and `response_map`."""

import re
from collections.abc import Iterator
from typing import Any

from conformance.exchange.message import Url

from .form import CONTENT_TYPE as FORM
from .integration import Integration, Method
from .lint_problem import Problem, Rule, Severity, did_you_mean, nearest
from .pointer import leaves, pointer
from .request import BODILESS, JSON, media_type
from .response_map import MESSAGE_ID, places
from .template import variables
from .webhook import DELIVERED

VERBS = (*BODILESS, "POST", "PUT", "PATCH", "DELETE")
"""The methods by which a message can be sent (RFC 9110, 9.3; RFC 5789)."""

_SLIP = 0.9
"""So alike is a content type misspelt by a letter or two to what is meant; `application/xml` is another one."""

_MEDIA_TYPE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)
"""Two tokens and a slash (RFC 9110, 8.3.1)."""

_PORT = re.compile(r":([^\]:]*)\Z")


def method_problems(integration: Integration, name: str) -> Iterator[Problem]:
    """All problems of the request `name` for itself."""
    method, place = integration.method(name), f"/API/{name}"
    if method is None:
        return
    if method.request_method not in VERBS:
        remedy = did_you_mean(nearest(method.request_method, VERBS), "use POST, as the template does")
        problem = "the request_method is no method of HTTP that sends anything"
        yield Problem(Rule.REQUESTS, Severity.BROKEN, f"{place}/request_method", problem, remedy)
    if not isinstance(method.request_parameters, dict | list | None):
        problem = "the suite knows parameters only as an object or an array"
        remedy = "write them as the template does"
        yield Problem(Rule.REQUESTS, Severity.UNKNOWN, f"{place}/request_parameters", problem, remedy)
    yield from _address(method, f"{place}/request_url")
    yield from _content_type(integration, method, place, name)
    yield from _response_map(integration, method, f"{place}/response_map")


def told_apart(integration: Integration) -> Iterator[Problem]:
    """Whether anything but the content tells a file from a text."""
    message, file = integration.send_message, integration.send_file
    if message and file and _form_of(message) == _form_of(file):
        remedy = "give SendFile a URL or a parameter of its own"
        problem = "nothing tells a file's request from a text's"
        yield Problem(Rule.TOLD_APART, Severity.BROKEN, "/API/SendFile", problem, remedy)


def _address(method: Method, place: str) -> Iterator[Problem]:
    # A digit stands well for a variable anywhere in a URL, its port included.
    written = re.sub(r"\$[^$]+\$", "1", method.request_url)
    if any(char.isspace() or not char.isprintable() for char in written):
        problem, remedy = "a blank or control character stands in the URL", "take it out, or write a blank as %20"
        yield Problem(Rule.REQUESTS, Severity.BROKEN, place, problem, remedy)
    try:
        url = Url.parse(written)
    except ValueError as error:
        # The schema tells of a missing URL; one that begins with a property is whole at the operator's.
        if written and not method.request_url.startswith("$"):
            yield Problem(Rule.URL, Severity.BROKEN, place, str(error), "write it as https://host/path")
        return
    if url.scheme == "http":
        yield Problem(Rule.HTTPS, Severity.BROKEN, place, "messages and credentials travel unencrypted", "use https")
    port = _PORT.search(url.authority.rpartition("@")[2])
    if port and port[1] and not (re.fullmatch("[0-9]{1,5}", port[1]) and 0 < int(port[1]) < 1 << 16):
        problem, remedy = "the port is no number from 1 to 65535", "mend it, or leave it and its colon out"
        yield Problem(Rule.REQUESTS, Severity.BROKEN, place, problem, remedy)


def _content_type(integration: Integration, method: Method, place: str, name: str) -> Iterator[Problem]:
    kind, where = media_type(method), f"{place}/request_content_type"
    bodiless = method.request_method in BODILESS
    if bodiless and "request_content_type" in integration.document["API"][name]:
        problem = f"a {method.request_method} has no body to be of any type"
        yield Problem(Rule.CONTENT_TYPE, Severity.BROKEN, where, problem, "use POST, or leave the content type out")
    elif not bodiless and kind not in (JSON, FORM):
        guess = _meant(kind)
        if guess or not _MEDIA_TYPE.fullmatch(kind):
            problem, remedy = "this is no content type", did_you_mean(guess, f"write {JSON} or {FORM}")
            yield Problem(Rule.CONTENT_TYPE, Severity.BROKEN, where, problem, remedy)
        else:
            problem = f"the suite makes no bodies of {kind}, so this request is not exercised"
            yield Problem(Rule.CONTENT_TYPE, Severity.NOTE, where, problem, f"{JSON} and {FORM} are")
    nested = isinstance(method.request_parameters, dict) and any(
        isinstance(value, dict | list) for value in method.request_parameters.values()
    )
    if nested and (bodiless or kind == FORM):
        problem = "how a form has nested parameters is written nowhere; the suite writes a[b]=c"
        yield Problem(Rule.CONTENT_TYPE, Severity.NOTE, f"{place}/request_parameters", problem, "keep them flat")


def _meant(kind: str) -> str | None:
    """The content type that `kind` is misspelt from, has more written around it, or is a part of."""
    words = set(kind.removeprefix("application/").split("-"))
    parts = (one for one in (JSON, FORM) if words <= set(one.removeprefix("application/").split("-")))
    within = (one for one in (JSON, FORM) if one in kind and not _MEDIA_TYPE.fullmatch(kind))
    return nearest(kind, (JSON, FORM), _SLIP) or next(within, None) or next(parts, None)


def _response_map(integration: Integration, method: Method, place: str) -> Iterator[Problem]:
    found = places(method.response_map)
    if len(found) > 1:
        problem = f"{MESSAGE_ID} stands in {len(found)} places"
        remedy = "leave the one that every answer has: nothing says which of them counts"
        yield Problem(Rule.ONE_ID, Severity.BROKEN, place, problem, remedy)
    if found:
        return
    if any(model.event_type == DELIVERED for model in integration.models):
        written = [name for _, name in variables(method.response_map) if nearest(name, ("messageid",))]
        remedy = did_you_mean(MESSAGE_ID if written else None, f"put {MESSAGE_ID} where the answer has the id")
        problem = f"{MESSAGE_ID} stands nowhere, so no report of a delivery can be matched"
        yield Problem(Rule.RESPONSE_MAP, Severity.BROKEN, place, problem, remedy)
    else:
        problem = f"{MESSAGE_ID} stands nowhere, and no delivery is reported either"
        yield Problem(Rule.RESPONSE_MAP, Severity.NOTE, place, problem, "nothing, if that is meant")


def _form_of(method: Method) -> tuple[Any, ...]:
    """All of a request but the values: whichever variables it has, they may come to the same."""
    parameters = {
        pointer(path): "$" if isinstance(leaf, str) and variables(leaf) else leaf
        for path, leaf in leaves(method.request_parameters)
    }
    return (method.request_method, method.request_url, media_type(method), parameters)
