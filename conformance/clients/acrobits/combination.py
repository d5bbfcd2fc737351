"""One configured web service in each combination of method and content type that document 000 allows."""

from dataclasses import replace

from .fields import Fields, first_of_each, from_form, from_json, to_form, to_json
from .request import FORM_TYPE, WITHOUT_BODY, WebService
from .syntax import Syntax, syntax_of

COMBINATIONS = ("get", "head", "post-form", "post-json", "put-form", "put-json")


def configured(service: WebService) -> str | None:
    """The combination that `service` is configured for; None when it is none of `COMBINATIONS` (an XML body, say)."""
    method = service.verb.lower()
    slug = method if service.verb in WITHOUT_BODY else f"{method}-{syntax_of(service.content_type)}"
    return slug if slug in COMBINATIONS else None


def _fields(service: WebService) -> Fields:
    query = from_form(service.url.partition("#")[0].partition("?")[2])
    if not service.post_data.strip():
        return query
    match syntax_of(service.content_type):
        case Syntax.FORM:
            body = from_form(service.post_data.strip())
        case Syntax.JSON:
            body = from_json(service.post_data)
        case other:
            raise ValueError(f"the fields of a body in {other} cannot be told")
    return first_of_each((*query, *body))


def in_combination(service: WebService, combination: str) -> WebService:
    """`service` as it would be configured for `combination`: itself when it is, else all fields of its query and body
    together (of two with one name the query's) in the query for GET and HEAD, in the body for the others.

    Raises ValueError for an unknown combination, and when the configured body is neither a form nor a flat JSON object.
    """
    if combination not in COMBINATIONS:
        raise ValueError(f"{combination!r} is none of {', '.join(COMBINATIONS)}")
    if combination == configured(service):
        return service
    fields = _fields(service)
    path = service.url.partition("#")[0].partition("?")[0]
    method, _, syntax = combination.partition("-")
    if not syntax:
        url = f"{path}?{to_form(fields)}" if fields else path
        return replace(service, url=url, method=method.upper(), post_data="", content_type="")
    content_type = FORM_TYPE if syntax == Syntax.FORM else "application/json"
    if service.content_type and syntax_of(service.content_type) == syntax:
        content_type = service.content_type
    body = to_form(fields) if syntax == Syntax.FORM else to_json(fields)
    return replace(service, url=path, method=method.upper(), post_data=body, content_type=content_type)
