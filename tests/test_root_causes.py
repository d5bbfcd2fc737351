"""The cause that stands behind many findings is told once, first, with what helps."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from support import Command, odd_provider
from test_coverage import finding as one_finding

from conformance.exchange.body import Body
from conformance.exchange.evidence import Evidence
from conformance.exchange.message import Exchange, Failure, FailureKind, Request, Response
from conformance.exchange.redaction import Redactor
from conformance.reference.message import Reply
from conformance.report.results import Results
from conformance.report.root_causes import RootCause, root_causes
from conformance.report.symptoms import symptoms
from conformance.verdict import Finding, Verdict

ORIGIN = "http://provider.example:8080"
PAGE = b"<!DOCTYPE html><title>Welcome</title>"


def answered(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, "", tuple((name.replace("_", "-"), text) for name, text in headers.items()), Body.of(body))


def causes_of(
    rows: Sequence[tuple[Finding, Response | Failure]],
    usual: Sequence[str] = ("some.usual",),
    redactor: Redactor | None = None,
) -> list[RootCause]:
    """The causes of findings of which each rests on an exchange of its own, in the play `some.usual`."""
    steps = {}
    findings = []
    for number, (found, came) in enumerate(rows):
        id = f"some.usual/step{number}"
        response, failure = (came, None) if isinstance(came, Response) else (None, came)
        steps[id] = Exchange(id, Request("GET", f"{ORIGIN}/path?token=secret"), response, failure)
        findings.append(replace(found, exchanges=(id,)))
    seen = symptoms([Evidence("some.usual", steps)], usual, redactor or Redactor())
    return root_causes(
        Results("0123abcd", 0.0, 0.0, ORIGIN, False, "0" * 16, False, False, findings, (), {}, symptoms=seen)
    )


def three(verdict: Verdict = Verdict.FAIL) -> list[Finding]:
    return [one_finding(name, verdict) for name in ("one", "two", "three")]


@pytest.mark.parametrize(
    ("came", "said", "remedy"),
    [
        (answered(401), f"usual requests to {ORIGIN} are answered 401", "credentials"),
        (answered(404, PAGE), f"usual requests to {ORIGIN} are answered 404", "paths"),
        (answered(500), f"usual requests to {ORIGIN} are answered 500", "log"),
        (answered(403, PAGE), f"usual requests to {ORIGIN} are answered 403 with a page in HTML", "firewall"),
        (answered(200, PAGE), f"usual requests to {ORIGIN} are answered 200 with a page in HTML", "web site"),
        (
            answered(302, Location="https://login.example/in;jsessionid=ab?back=x"),
            f"usual requests to {ORIGIN} are redirected (302) to https://login.example/in",
            "log-in page",
        ),
        (answered(429), f"requests to {ORIGIN} are answered 429", "per_minute"),
        (answered(503), f"requests to {ORIGIN} are answered 503", "in front"),
        (
            Failure(FailureKind.UNREACHABLE, "cannot connect to provider.example:8080: refused"),
            "cannot connect",
            "port",
        ),
        (Failure(FailureKind.TLS, "TLS with provider.example: certificate has expired"), "TLS with", "certificate"),
        (Failure(FailureKind.TIMEOUT, "no answer"), f"{ORIGIN}: no answer", "arrives"),
        (Failure(FailureKind.NOT_HTTP, "no HTTP"), f"{ORIGIN}: no HTTP", "port"),
    ],
)
def test_a_cause_is_named_once_with_what_helps(came: Response | Failure, said: str, remedy: str) -> None:
    (cause,) = causes_of([(found, came) for found in three()])
    assert cause.said.startswith(said)
    assert remedy in cause.remedy
    assert cause.explains == "It explains all 3 findings that are not as they should be."


def test_what_waits_for_a_check_has_its_cause() -> None:
    root = one_finding("root", Verdict.FAIL)
    waiting = [
        Finding(**{**vars(one_finding(name, Verdict.INCONCLUSIVE)), "blocked_by": root.check})
        for name in ("a", "b", "c")
    ]
    healthy = answered(200, b"{}")
    (cause,) = causes_of([(root, healthy), *((found, healthy) for found in waiting)])
    assert cause.said.startswith(f"{root.check}: ")
    assert len(cause.findings) == 4


def test_a_refusal_explains_nothing_where_other_usual_requests_are_answered() -> None:
    rows = [(found, answered(403)) for found in three()]
    assert causes_of([*rows, (one_finding("four", Verdict.PASS), answered(200, b"{}"))]) == []
    assert causes_of(rows, usual=()) != []


def test_too_many_requests_explain_also_where_others_were_answered() -> None:
    rows = [(found, answered(429)) for found in three(Verdict.INCONCLUSIVE)]
    (cause,) = causes_of([*rows, (one_finding("four", Verdict.PASS), answered(200, b"{}"))])
    assert cause.explains == "It explains all 3 findings that are not as they should be."


def test_few_findings_speak_for_themselves() -> None:
    assert causes_of([(found, answered(401)) for found in three()[:2]]) == []


def test_what_explains_little_is_not_to_be_fixed_first() -> None:
    others = [one_finding(f"other{number}", Verdict.FAIL) for number in range(10)]
    rows = [(found, answered(429)) for found in three()] + [(found, answered(200, b"{}")) for found in others]
    assert causes_of(rows) == []
    (cause,) = causes_of(rows[:-1])
    assert cause.explains == "It explains 3 of the 12 findings that are not as they should be."


def test_what_is_as_it_should_be_needs_no_cause() -> None:
    assert causes_of([(found, answered(401)) for found in three(Verdict.PASS)]) == []


def test_no_secret_stands_in_a_cause() -> None:
    where = answered(302, Location="https://login.example/s3cr3t-value/in")
    (cause,) = causes_of([(found, where) for found in three()], redactor=Redactor({"key": "s3cr3t-value"}))
    assert "s3cr3t-value" not in cause.said


def test_every_report_begins_with_the_cause(command: Command) -> None:
    with odd_provider(lambda request: Reply.of(401, "text/html", PAGE)) as odd:
        outcome = command.run("--target", odd.url, "--service", "smart-contact-notification")
    (first, *_) = outcome.results["fix_first"]
    assert first["cause"] == f"usual requests to {odd.url} are answered 401"
    assert len(first["explains"]) / first["of"] > 0.9
    assert f"Fix this first: {first['cause']}." in outcome.out
    assert outcome.out.index("Fix this first") < outcome.out.index("Not proven")
    assert "Fix this first" in (outcome.reports / "report.html").read_text("utf-8")
