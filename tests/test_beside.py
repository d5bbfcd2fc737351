"""What a provider fails at only while other requests are under way is told apart from what it fails at alone."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rehearsal import REFERENCE, Rehearsed, rehearse
from support import Command
from test_replay import judged_again, save

from conformance.check import Check
from conformance.collection import all_checks
from conformance.contract import Evidence, Level
from conformance.judging import examine
from conformance.judging.beside import told_apart
from conformance.profile import load
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.report.saved_run import SavedRun
from conformance.verdict import Party, Verdict, exit_code

LOG_IN, MESSAGE = "/callrec/loginservlet", "/send_media_message"
SOON = 5.0
ACCEPTED = "media-reference-send.message.accepted"
SESSION = "send-call-file.log-in.session"
COOKIE = "send-call-file.log-in.cookie"
DOWNLOAD = "send-call-file.download.status"


class Crowded(Provider):
    """Answers requests for the path `touchy` by `busy` while another is under way, and `alone` as the reference would,
    changed. Where the two kinds are to meet (`meets`), the first of each waits for the other."""

    def __init__(self, touchy: str, busy: Reply, alone: Callable[[Reply], Reply], meets: bool) -> None:
        super().__init__()
        self._touchy = touchy
        self._busy = busy
        self._alone = alone
        self._other, self._answered = threading.Event(), threading.Event()
        if not meets:
            self._other.set()
            self._answered.set()
        self._under_way = 0
        self._lock = threading.Lock()
        self.asked: list[str] = []

    def _respond(self, request: Received) -> Reply:
        self.asked.append(request.path.rstrip("/"))
        if request.path.rstrip("/") != self._touchy:
            with self._lock:
                self._under_way += 1
            self._other.set()
            self._answered.wait(SOON)
            try:
                return super()._respond(request)
            finally:
                with self._lock:
                    self._under_way -= 1
        self._other.wait(SOON)
        with self._lock:
            alone = not self._under_way
        reply = self._alone(super()._respond(request)) if alone else self._busy
        self._answered.set()
        return reply


def cases(*names: tuple[str, str]) -> list[tuple[Check, str]]:
    known = {check.id: check for check in all_checks()}
    return [(known[id], case) for id, case in names]


def met(
    busy: Reply,
    chosen: Sequence[tuple[Check, str]],
    path: str = LOG_IN,
    alone: Callable[[Reply], Reply] = lambda reply: reply,
    concurrency: int = 4,
) -> tuple[Rehearsed, list[str]]:
    """What is found of a provider that answers requests for `path` by `busy` beside others, and the paths that it was
    sent to."""
    with Crowded(path, busy, alone, concurrency > 1) as provider:
        found = rehearse(load(REFERENCE, target=provider.url), cases=chosen, concurrency=concurrency)
        return found, provider.asked


BOTH = cases((SESSION, ""), (DOWNLOAD, "one"), (ACCEPTED, "post-form"))


def test_what_holds_alone_is_no_failure_but_is_told() -> None:
    found, asked = met(Reply.text(500, "busy"), BOTH)
    told = found.finding(SESSION)
    assert (told.level, told.evidence, told.verdict, told.party) == (
        Level.MUST,
        Evidence.INFERRED,
        Verdict.WARN,
        Party.PROVIDER,
    )
    assert (told.where, told.actual) == ("status", 500)
    assert told.reason.startswith("only while other requests were under way")
    assert told.exchanges == ("send-call-file.shared/log-in", "send-call-file.shared-alone/log-in")
    assert asked.count(LOG_IN) == 2
    assert exit_code(found.verdicts.values()) == 0
    assert found.verdicts[f"{ACCEPTED}[post-form]"] is Verdict.PASS


def test_who_rests_on_it_is_judged_by_what_was_seen_alone() -> None:
    found, _ = met(Reply.text(500, "busy"), BOTH)
    told = found.finding(f"{DOWNLOAD}[one]")
    assert (told.verdict, told.blocked_by) == (Verdict.PASS, None)
    assert told.notes == (
        "held when asked alone; while other requests were under way: the log-in gave no session (answered 500)",
    )
    assert any("-alone/" in id for id in told.exchanges)


@pytest.mark.parametrize("busy", [Reply.text(503, "busy"), Reply(500, hang_up=True)], ids=["503", "reset"])
def test_no_answer_beside_others_and_one_alone_is_a_note_of_a_pass(busy: Reply) -> None:
    found, _ = met(busy, BOTH)
    told = found.finding(SESSION)
    assert told.verdict is Verdict.PASS
    assert told.notes[-1].startswith("held when asked alone; while other requests were under way: ")


def test_what_fails_alone_as_well_is_blamed_for_what_was_seen_alone() -> None:
    found, _ = met(Reply.text(500, "busy"), BOTH, alone=lambda reply: Reply.text(401, "no"))
    told = found.finding(SESSION)
    assert (told.verdict, told.evidence, told.actual) == (Verdict.FAIL, Evidence.STATED, 401)
    assert told.exchanges == ("send-call-file.shared-alone/log-in",)
    assert "under way" not in told.reason


def test_a_message_is_not_sent_twice_and_its_finding_says_what_was_under_way() -> None:
    found, asked = met(Reply.text(500, "busy"), BOTH, path=MESSAGE)
    told = found.finding(f"{ACCEPTED}[post-form]")
    assert (told.verdict, told.actual) == (Verdict.FAIL, 500)
    assert told.notes == (
        "seen while other requests were under way; --concurrency 1 shows whether it is so without them",
    )
    assert told.reason == "the answer says: busy"
    assert asked.count(MESSAGE) == 1


def test_one_by_one_nothing_is_asked_again() -> None:
    found, asked = met(Reply.text(500, "busy"), BOTH, concurrency=1)
    assert set(found.verdicts.values()) == {Verdict.PASS}
    with Provider(faults=["login-without-cookie"]) as provider:
        faulty = rehearse(load(REFERENCE, target=provider.url), cases=BOTH, concurrency=1)
        asked = [target for _, target in provider.requests]
    assert not [f for f in faulty.findings if any("under way" in said for said in (f.reason, *f.notes))]
    assert not [evidence for evidence in faulty.evidence if evidence.beside or evidence.play.endswith("-alone")]
    assert asked.count(LOG_IN) == 1


def test_a_saved_run_tells_it_alike(tmp_path: Path) -> None:
    found, _ = met(Reply.text(500, "busy"), BOTH)
    again = judged_again(found, save(found, tmp_path))
    assert [(finding.verdict, finding.evidence, finding.reason, finding.notes) for finding in again] == [
        (finding.verdict, finding.evidence, finding.reason, finding.notes) for finding in found.findings
    ]


def test_the_report_shows_both_conversations(command: Command) -> None:
    run = command.run("--fault", "login-without-cookie", "-k", "log-in.cookie or message.accepted[post-form]")
    [told] = [finding for finding in run.findings if finding["check"] == COOKIE]
    assert told["exchanges"] == ["send-call-file.shared-alone/log-in"]
    page = (run.reports / "report.html").read_text("utf-8")
    assert "Once more, with nothing else under way" in page
    assert "send-call-file.log-in-alone" in page
    entries = json.loads((run.reports / "exchanges.har").read_text("utf-8"))["log"]["entries"]
    ids = [entry["_exchange"]["id"] for entry in entries]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("beside", "alone", "told"),
    [
        (Verdict.FAIL, Verdict.PASS, Verdict.WARN),
        (Verdict.FAIL, Verdict.FAIL, Verdict.FAIL),
        (Verdict.WARN, Verdict.NOTE, Verdict.WARN),
        (Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.PASS),
        (Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.FAIL),
        (Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE),
        # What was seen once is not lost because it could not be seen again.
        (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.FAIL),
        (Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.PASS),
        (Verdict.PASS, Verdict.FAIL, Verdict.FAIL),
        (Verdict.FAIL, Verdict.ERROR, Verdict.ERROR),
    ],
)
def test_both_findings_weighed(beside: Verdict, alone: Verdict, told: Verdict) -> None:
    any_finding = examine(*BOTH[0], SavedRun({}), load(REFERENCE, target="http://127.0.0.1:9"))
    of = {verdict: replace(any_finding, verdict=verdict, blocked_by=None) for verdict in (beside, alone)}
    assert told_apart(of[beside], of[alone]).verdict is told
