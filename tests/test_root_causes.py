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
from conformance.scenario import Play, Scenario
from conformance.verdict import Finding, Verdict

ORIGIN = "http://provider.example:8080"
PAGE = b"<!DOCTYPE html><title>Welcome</title>"


def answered(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, "", tuple((name.replace("_", "-"), text) for name, text in headers.items()), Body.of(body))


def causes_of(
    rows: Sequence[tuple[Finding, Response | Failure]],
    usual: Sequence[str] = ("some.usual",),
    redactor: Redactor | None = None,
    strict: bool = False,
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
        Results("0123abcd", 0.0, 0.0, ORIGIN, False, "0" * 16, strict, False, findings, (), {}, symptoms=seen)
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


USUAL = Scenario(print, "usual", "some")


def asked(*answers: Response, usual: int = 1, play: str = "some", body: bytes = b"%d") -> list[Evidence]:
    """Plays of one exchange each, that ask different things and are answered so; the last `usual` of them are usual."""
    found = []
    for number, came in enumerate(answers):
        called = f"{play}.{'usual' if number >= len(answers) - usual else 'odd'}[{number}]"
        request = Request("POST", f"{ORIGIN}/path", body=body.replace(b"%d", b"%d" % number))
        found.append(Evidence(called, {"step": Exchange(f"{called}/step", request, came)}))
    return found


def said_of(*played: Evidence) -> list[str]:
    """What all of `played` are found to suffer from, where they suffer from anything."""
    usual = [Play(USUAL, str(number)).id for number in range(9)]
    return sorted({what.said for what in symptoms(played, usual, Redactor()).values()})


NOTHING, SAME = answered(200), answered(200, b'{"a": 1}')
BACK = [answered(200, b"%d" % number) for number in range(3)]


@pytest.mark.parametrize(
    ("answers", "how"),
    [
        ([NOTHING] * 3, "200 with nothing"),
        ([answered(204)] * 3, "204 with nothing"),
        ([SAME] * 3, "200 with the same 8 bytes"),
        (BACK, "200 with what it was sent"),
        ([NOTHING, answered(414), answered(503), NOTHING, NOTHING], "200 with nothing"),
    ],
)
def test_one_that_answers_alike_whatever_is_asked_is_told_for_it(answers: list[Response], how: str) -> None:
    assert f"{ORIGIN} answers {how}, whatever is asked" in said_of(*asked(*answers))


@pytest.mark.parametrize(
    "played",
    [
        pytest.param(asked(NOTHING, NOTHING), id="two answers"),
        pytest.param(asked(NOTHING, NOTHING, NOTHING, body=b"one"), id="one question"),
        pytest.param(asked(NOTHING, NOTHING, NOTHING, usual=3), id="nothing but usual questions"),
        pytest.param(asked(answered(403), NOTHING, NOTHING, NOTHING), id="a refusal"),
        pytest.param(asked(answered(202), NOTHING, NOTHING, NOTHING), id="another status"),
        pytest.param(asked(SAME, NOTHING, NOTHING, NOTHING), id="another body"),
        pytest.param(asked(*BACK, answered(200, b"9")), id="another body than was sent"),
        pytest.param(asked(*[replace(NOTHING, surplus=b"more")] * 3), id="more than an answer"),
    ],
)
def test_answers_that_tell_of_their_requests_are_no_pattern(played: list[Evidence]) -> None:
    assert said_of(*played) == []


def test_a_usual_question_asked_once_more_alone_is_as_usual() -> None:
    played = [replace(one, play=Play(USUAL, str(n), alone=True).id) for n, one in enumerate(asked(*[NOTHING] * 3))]
    assert said_of(*played) == []


def test_a_head_has_the_body_of_no_other() -> None:
    head = Exchange("some.head/step", Request("HEAD", f"{ORIGIN}/path"), NOTHING)
    assert said_of(*asked(SAME, SAME, SAME), Evidence("some.head", {"step": head})) != []


def test_one_service_that_answers_alike_is_told_from_others_at_its_origin() -> None:
    (said,) = said_of(*asked(*[NOTHING] * 3), *asked(SAME, BACK[0], BACK[1], play="other"))
    assert said == f"{ORIGIN} answers 200 with nothing, whatever is asked of some"


@pytest.mark.parametrize(
    ("url", "inbound"),
    [("http://observer.example/", False), ("http:///of-no-host", True)],
    ids=["observer", "callback"],
)
def test_what_was_seen_elsewhere_is_not_explained_by_answers(url: str, inbound: bool) -> None:
    first, *others = asked(*[NOTHING] * 3)
    more = Exchange(f"{first.play}/more", Request("GET", url), answered(200, b"[]"), inbound=inbound)
    seen = replace(first, steps={**first.steps, "more": more})
    found = symptoms([seen, *others], [others[-1].play], Redactor())
    assert found.keys() == {exchange.id for one in others for exchange in one.steps.values()}


def test_what_only_warns_need_not_be_fixed_first() -> None:
    warned = [(found, answered(401)) for found in three(Verdict.WARN)]
    assert causes_of(warned) == []
    assert causes_of(warned, strict=True) != []
    assert causes_of([*warned, (one_finding("four", Verdict.FAIL), answered(401))]) != []


def test_what_proves_nothing_is_told_with_what_was_seen() -> None:
    unread = replace(one_finding("root", Verdict.INCONCLUSIVE), reason="of a form that nobody knows", actual="<odd/>")
    waiting = [replace(found, blocked_by=unread.check) for found in three(Verdict.INCONCLUSIVE)]
    (cause,) = causes_of([(found, answered(200, b"<odd/>")) for found in (unread, *waiting)])
    assert cause.said.startswith("of a form that nobody knows")
    assert cause.remedy == f"{unread.check} got <odd/>"


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
