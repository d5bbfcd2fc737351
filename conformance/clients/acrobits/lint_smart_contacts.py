"""What is wrong with the settings of a smart-contact notification, before anything is sent (document 003, Parameters
and Configuration)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .lint_body import NASTY, Fault, body_problem, json_fault, xml_fault
from .lint_placeholders import misnamed, unmarked, values
from .lint_problem import Problem, Rule, Severity
from .lint_request import url_problems
from .smart_contacts import QUOTED_PARTIES
from .syntax import Syntax, raw, syntax_of, xml_text
from .template import unknown

KEYWORDS = ("new_smart_number", "network_id", "new_smart_uri", "interested_parties")
PARTIES = ("interestedParties", "interested_parties")
CONTENT_TYPES = ("application/json", "application/xml")


def lint_notification(url: str, templates: Mapping[str, str], *, keys: Mapping[str, str] = {}) -> list[Problem]:
    """All problems of `url` and of the body `templates` by their content types.

    `keys` maps `url`, `post_data` and `content_type` to the keys that the provider wrote; a body's key is
    `post_data."<content type>"` without.
    """
    found = [*url_problems(url), *_url_keywords(url)]
    for content_type, template in templates.items():
        body = keys.get("post_data", f'post_data."{content_type}"')
        found += (
            *(replace(problem, key=body) for problem in _placeholders(template, syntax_of(content_type))),
            *(replace(problem, key=body) for problem in _form(template, syntax_of(content_type))),
            *_content_type(content_type),
        )
    order = list(Rule)
    found.sort(key=lambda problem: order.index(problem.rule))
    return [replace(problem, key=keys.get(problem.key, problem.key)) for problem in found]


def _url_keywords(url: str) -> Iterator[Problem]:
    """The sync server expands the body; that it expands the URL as well is nowhere shown."""
    known, remedy = (*KEYWORDS, PARTIES[0]), "leave it out of the URL"
    for one in misnamed(url, known, functions=()):
        yield Problem(Rule.KEYWORDS, Severity.ERROR, "url", f"{one.written} is not recognized", remedy)
    used = unknown(url, ())
    for keyword in known:
        if keyword in used:
            problem = f"has the keyword {keyword}, which the document shows in the body only"
            yield Problem(Rule.KEYWORDS, Severity.UNKNOWN, "url", problem, remedy)


def _placeholders(template: str, syntax: Syntax) -> Iterator[Problem]:
    known = (*KEYWORDS, PARTIES[0])
    for one in misnamed(template, known, functions=()):
        remedy = f"did you mean {one.guess}?" if one.guess else f"use one of {', '.join(KEYWORDS)}"
        yield Problem(Rule.KEYWORDS, Severity.ERROR, "post_data", f"{one.written} is not recognized", remedy)
    used = unknown(template, ())
    if "interested_parties" in used:
        problem = "interested_parties is spelt as in the list of parameters, not as in the templates"
        yield Problem(Rule.KEYWORDS, Severity.NOTE, "post_data", problem, "leave it: the document shows both")
    yield from unmarked("post_data", template, values(template, syntax), known, used)


def _fault(template: str, syntax: Syntax) -> Fault | None:
    match syntax:
        case Syntax.JSON:
            return json_fault(template, dict.fromkeys(KEYWORDS, NASTY) | dict.fromkeys(PARTIES, "[]"))
        case Syntax.XML:
            texts = dict.fromkeys(KEYWORDS, xml_text(NASTY)) | dict.fromkeys(PARTIES, "<user/>")
            return xml_fault(template, texts, raw)
    return None


def _form(template: str, syntax: Syntax) -> Iterator[Problem]:
    if fault := _fault(template, syntax):
        yield body_problem("post_data", syntax, fault)
    if syntax is Syntax.JSON and QUOTED_PARTIES.search(template):
        problem = "the array of interested parties is in quotation marks"
        remedy = "leave it, or remove them: the document shows both"
        yield Problem(Rule.BODY_FORM, Severity.NOTE, "post_data", problem, remedy)


def _content_type(content_type: str) -> Iterator[Problem]:
    media_type, parameters, _ = content_type.partition(";")
    if media_type.strip().lower() not in CONTENT_TYPES:
        problem = f"{media_type.strip() or 'an empty content type'} is not supported"
        yield Problem(
            Rule.CONTENT_TYPE, Severity.ERROR, "content_type", problem, f"use one of {', '.join(CONTENT_TYPES)}"
        )
    elif parameters:
        problem = "the content type has a parameter, which the document does not show"
        yield Problem(Rule.CONTENT_TYPE, Severity.NOTE, "content_type", problem, "leave it out")
