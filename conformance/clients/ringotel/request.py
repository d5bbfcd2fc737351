"""The request that the Ringotel server makes of a method, its variables, and the operator's properties."""

import json
from base64 import b64encode
from collections.abc import Mapping

from conformance.exchange.message import Headers, Request

from .form import CONTENT_TYPE as FORM
from .form import form
from .integration import AuthKind, Integration, Method
from .template import Values, as_text, expand, expand_url

JSON = "application/json"
BODILESS = ("GET", "HEAD")


def obstacle(integration: Integration, method: Method) -> str | None:
    """Why the suite cannot build this request, or None."""
    if integration.auth_kind in (AuthKind.OAUTH2, AuthKind.UNKNOWN):
        return f"the file's authorization is {integration.auth_kind}, which the suite does not exercise"
    if method.request_method not in BODILESS and media_type(method) not in (JSON, FORM):
        return f"the suite does not build {method.request_content_type} bodies"
    return None


def build(integration: Integration, method: Method, values: Values, properties: Mapping[str, str]) -> Request:
    """The request of `method` (document 002, `API`): its parameters as a JSON or form body, or in the query of a GET.

    `values` are the variables of this message, `to` among them, whom the request reaches; `properties` are the
    operator's values by label. To send elsewhere than the file says, replace the method's `request_url`. Raises
    ValueError where `obstacle` has a reason.
    """
    if reason := obstacle(integration, method):
        raise ValueError(reason)
    known = {**properties, **values}
    url = expand_url(method.request_url, known)
    parameters = expand(method.request_parameters, known)
    recipients = (as_text(values["to"]),) if values.get("to") else ()
    authorization = _authorization(integration, known)
    if method.request_method in BODILESS:
        query = form(parameters)
        joint = "" if not query else "&" if "?" in url else "?"
        return Request(method.request_method, url + joint + query, authorization, None, recipients)
    if media_type(method) == FORM:
        body = form(parameters).encode("ascii")
    else:
        body = json.dumps(parameters, ensure_ascii=False, separators=(",", ":")).encode()
    headers = (("Content-Type", method.request_content_type), *authorization)
    return Request(method.request_method, url, headers, body, recipients)


def media_type(method: Method) -> str:
    """The method's content type without parameters, in lower case."""
    return method.request_content_type.partition(";")[0].strip().lower()


def _authorization(integration: Integration, values: Values) -> Headers:
    auth = expand(dict(integration.auth), values)
    match integration.auth_kind:
        case AuthKind.BEARER:
            return (("Authorization", f"Bearer {as_text(auth.get('token'))}"),)
        case AuthKind.BASIC:
            pair = f"{as_text(auth.get('username'))}:{as_text(auth.get('password'))}"
            return (("Authorization", f"Basic {b64encode(pair.encode()).decode()}"),)
        case _:
            return ()
