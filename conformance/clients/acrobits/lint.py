"""What is wrong with a configured web service, before anything is sent: every finding at once, each with its remedy.

The rules are those of document 000, Parameters and Configuration, and of the requests that HTTP and URLs allow.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from .fields import header_lines
from .lint_body import NASTY, body_problem, json_fault, looks_like, xml_fault
from .lint_placeholders import misnamed, unmarked, values
from .lint_problem import Problem, Rule, Severity, is_blocking
from .lint_request import header_problems, method_problems, url_problems
from .request import WITHOUT_BODY, WebService
from .syntax import Syntax, syntax_of
from .template import FUNCTIONS, Variable, parse, unknown

__all__ = ["Problem", "Rule", "Severity", "is_blocking", "lint"]

TEMPLATES = ("url", "post_data", "custom_headers", "auth_username", "auth_password")
PASSWORD = "account[password]"


def lint(
    service: WebService,
    variables: Collection[str],
    *,
    own: Collection[str],
    keys: Mapping[str, str] = {},
    carries: tuple[str, ...] = (),
    samples: Mapping[str, str],
) -> list[Problem]:
    """All problems of `service`, in the order of the rules, then of the templates.

    `variables` are the names that have a value (`sms_to`, `account[username]`), those of the service's `own` among
    them; `samples` are values to expand with. What is sent must hold one of `carries`. `keys` maps a field of
    `WebService` to the key that the provider wrote.
    """
    found = (
        *_variables(service, variables),
        *_placeholders(service, variables, own),
        *method_problems(service.method),
        *_body_used(service),
        *header_problems(service.custom_headers),
        *_body_form(service, samples),
        *url_problems(service.url),
        *_carries(service, carries),
        *_password(service),
    )
    return [replace(problem, key=keys.get(problem.key, problem.key)) for problem in found]


def _sent(service: WebService) -> dict[str, str]:
    """The templates whose values reach the provider as they are."""
    body = {} if service.verb in WITHOUT_BODY else {"post_data": service.post_data}
    return {"url": service.url, **body, "custom_headers": service.custom_headers}


def _plain(template: str) -> set[str]:
    """The variables of `template` that no function hides."""
    return {part.name for part in parse(template).parts if isinstance(part, Variable)}


def _variables(service: WebService, known: Collection[str]) -> Iterator[Problem]:
    for key in TEMPLATES:
        for one in misnamed(getattr(service, key), known):
            if one.guess:
                yield Problem(
                    Rule.VARIABLES, Severity.ERROR, key, f"{one.written} is not known", f"did you mean {one.guess}?"
                )
            else:
                remedy = "give its value under variables in the profile"
                if one.is_function:
                    remedy = f"configure it without; known are {', '.join(f'%{name}(…)%' for name in FUNCTIONS)}"
                problem = f"{one.written} is not known to the suite"
                yield Problem(Rule.VARIABLES, Severity.UNKNOWN, key, problem, remedy)


def _values(service: WebService) -> Iterator[tuple[str, str, str]]:
    """(key, field, template of its value) of every field of the configuration."""
    query = service.url.partition("#")[0].partition("?")[2]
    yield from (("url", *field) for field in values(query, Syntax.FORM))
    meant = looks_like(service.post_data) or syntax_of(service.content_type)
    yield from (("post_data", *field) for field in values(service.post_data, meant))
    for line in header_lines(service.custom_headers):
        name, _, value = line.partition(":")
        yield "custom_headers", f"the header {name.strip()}", value.strip()
    yield "auth_username", "the user name", service.auth_username.strip()
    yield "auth_password", "the password", service.auth_password.strip()


def _placeholders(service: WebService, known: Collection[str], own: Collection[str]) -> Iterator[Problem]:
    # A field may well hold the word `version` or `appid`, the names of global variables.
    telling = {name for name in known if name in own or name.startswith("account[")}
    used = {name for key in TEMPLATES for name in unknown(getattr(service, key), ())}
    fields = list(_values(service))
    for key in TEMPLATES:
        here = [(field, value) for place, field, value in fields if place == key]
        yield from unmarked(key, getattr(service, key), here, known, used, telling)


def _body_used(service: WebService) -> Iterator[Problem]:
    if service.verb not in WITHOUT_BODY or not service.post_data.strip():
        return
    elsewhere = {name for template in _sent(service).values() for name in unknown(template, ())}
    if lost := [f"%{name}%" for name in unknown(service.post_data, ()) if name not in elsewhere]:
        problem = f"a {service.verb} sends no body, so {', '.join(lost)} {'are' if lost[1:] else 'is'} never sent"
        remedy = "put them into the URL's query, or use POST or PUT"
        yield Problem(Rule.BODY_USED, Severity.ERROR, "post_data", problem, remedy)
    else:
        problem = f"a {service.verb} sends no body"
        yield Problem(Rule.BODY_USED, Severity.NOTE, "post_data", problem, "leave it out, or use POST or PUT")


def _body_form(service: WebService, samples: Mapping[str, str]) -> Iterator[Problem]:
    syntax = syntax_of(service.content_type)
    if service.verb in WITHOUT_BODY or not service.post_data.strip():
        return
    if syntax is Syntax.FORM and (meant := looks_like(service.post_data)):
        problem = f"the body looks like {meant.upper()} but is sent as a form"
        yield Problem(Rule.BODY_FORM, Severity.ERROR, "content_type", problem, f"set it to application/{meant}")
    if syntax not in (Syntax.JSON, Syntax.XML):
        return
    fault_of = json_fault if syntax is Syntax.JSON else xml_fault
    # Only numbers may stand in JSON without quotation marks, and a number never holds what would break it.
    nasty = {name: value if value.isdigit() else value + NASTY for name, value in samples.items()}
    if fault := fault_of(service.post_data, nasty) or fault_of(service.post_data, samples):
        yield body_problem("post_data", syntax, fault)


def _carries(service: WebService, carries: tuple[str, ...]) -> Iterator[Problem]:
    sent = _sent(service)
    if carries and not any(_plain(template).intersection(carries) for template in sent.values()):
        problem = f"a {service.verb} of this configuration sends {' and '.join(f'no %{name}%' for name in carries)}"
        key = "post_data" if sent.get("post_data") else "url"
        yield Problem(Rule.CARRIES, Severity.ERROR, key, problem, f"send %{carries[0]}% in a field of its own")


def _password(service: WebService) -> Iterator[Problem]:
    if not service.url.lower().startswith("http://"):
        return
    for key, template in _sent(service).items():
        if PASSWORD in _plain(template):
            problem = f"%{PASSWORD}% is sent over http, unencrypted"
            yield Problem(Rule.PASSWORD, Severity.ERROR, key, problem, f"use https, or send %sha1(%{PASSWORD}%)%")
