"""The findings of the configuration's lint, one rule a check, all before any traffic."""

from collections.abc import Mapping, Sequence

from ..clients.acrobits.lint import Problem, Rule, Severity
from ..expect import noted, observe, unproven
from ..profile import Profile
from ..verdict import Observation, Party
from .service import AppService

EXPECTED: Mapping[Rule, str] = {
    Rule.VARIABLES: "variables that the app knows",
    Rule.PLACEHOLDERS: "variables between percent signs",
    Rule.METHOD: "GET, HEAD, POST or PUT",
    Rule.BODY_USED: "no values in a body that is not sent",
    Rule.HEADERS: "Name:value on each line",
    Rule.BODY_FORM: "a body of the configured content type",
    Rule.URL: "a URL with http:// or https://",
    Rule.PASSWORD: "https, or a hash of the password",
}


def well_configured(app: AppService, profile: Profile, rule: Rule) -> list[Observation]:
    """What the lint of the service's configuration found of `rule`."""
    carried = " or ".join(f"%{name}%" for name in app.carries)
    return obeys(app.problems(profile), rule, EXPECTED.get(rule, f"{carried} in what is sent"))


def obeys(problems: Sequence[Problem], rule: Rule, expected: str) -> list[Observation]:
    """What the lint found of `rule`: `expected` says in a few words what it asks for."""
    found = [_observation(problem) for problem in problems if problem.rule is rule]
    if any(problem.rule is rule and problem.severity is not Severity.NOTE for problem in problems):
        return found
    return [observe(True, expected, "no fault", "configuration"), *found]


def _observation(problem: Problem) -> Observation:
    match problem.severity:
        case Severity.ERROR:
            return observe(False, (), problem.problem, problem.key, party=Party.CONFIGURATION, remedy=problem.remedy)
        case Severity.UNKNOWN:
            reason = f"{problem.key} {problem.problem}; {problem.remedy}"
            return unproven(reason, problem.key, problem.problem, Party.CONFIGURATION)
        case Severity.NOTE:
            return noted(f"{problem.problem}: {problem.remedy}", problem.key)
