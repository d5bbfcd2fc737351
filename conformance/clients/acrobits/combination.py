"""One configured web service in each combination of method and content type that document 000 allows."""

from dataclasses import replace

from .fields import (
    Fields,
    first_of_each,
    form_without,
    from_form,
    from_json,
    header_lines,
    json_without,
    mentions,
    to_form,
    to_json,
)
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
    together (of two with one name the query's) in the query for GET and HEAD, in the body for the others. The path and
    the custom headers stay as they are.

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


def _sent(service: WebService) -> tuple[str, ...]:
    """The templates of what goes out, the fragment and a body that is not used left out."""
    body = "" if service.verb in WITHOUT_BODY else service.post_data
    url = service.url.partition("#")[0]
    return url, body, *header_lines(service.custom_headers), service.auth_username, service.auth_password


def _url_without(url: str, variable: str) -> str:
    path, _, query = url.partition("#")[0].partition("?")
    if not mentions(query, variable):
        return url
    left = form_without(query, variable)
    return f"{path}?{left}" if left else path


def _headers_without(custom_headers: str, variable: str) -> str:
    if not mentions(custom_headers, variable):
        return custom_headers
    return "\n".join(line for line in header_lines(custom_headers) if not mentions(line, variable))


def _body_without(service: WebService, variable: str) -> str:
    syntax = syntax_of(service.content_type)
    if service.verb in WITHOUT_BODY or not mentions(service.post_data, variable):
        return service.post_data
    if syntax is Syntax.JSON:
        try:
            return json_without(service.post_data, variable)
        except ValueError:
            return service.post_data
    return form_without(service.post_data, variable) if syntax is Syntax.FORM else service.post_data


def without(service: WebService, variable: str) -> WebService | None:
    """`service` without the query fields, form fields, JSON members and custom headers that mention %variable%, sent by
    the same method; what else they say goes with them.

    None when `variable` is not sent at all, or also stands in what is no field: the path, an XML or plain body, JSON
    that is not well-formed, the Digest credentials. A body that is not sent stays as it is.
    """
    if not any(mentions(template, variable) for template in _sent(service)):
        return None
    shorn = replace(
        service,
        url=_url_without(service.url, variable),
        method=service.verb,
        post_data=_body_without(service, variable),
        custom_headers=_headers_without(service.custom_headers, variable),
    )
    return None if any(mentions(template, variable) for template in _sent(shorn)) else shorn
