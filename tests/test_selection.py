"""What is selected decides what is sent, in which order, how often, and to whom."""

import json
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from support import Command, odd_provider, write_profile

from conformance.collection import all_checks
from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.resources import FIXTURES
from conformance.scenario import Phase

REFERENCE = str(FIXTURES / "profiles" / "reference.toml")


def sent(provider: Provider) -> list[str]:
    """Method and path of each request, without session and query."""
    return [f"{method} {target.partition('?')[0].partition(';')[0]}" for method, target in provider.requests]


def test_one_check_sends_its_own_scenario_and_its_controls_and_nothing_else(command: Command) -> None:
    with Provider() as provider:
        run = command.run("--target", provider.url, "--profile", REFERENCE, "-k", "used-twice and post-post")
        assert run.code == 0
        assert Counter(sent(provider)) == {
            "POST /callrec/loginservlet": 1,
            "POST /callrec/downloadtoken": 2,
            "POST /callrec/sendcallfile.mp3": 3,
        }


def test_one_service_sends_to_its_own_path_only(command: Command) -> None:
    with Provider() as provider:
        run = command.run("--target", provider.url, "--profile", REFERENCE, "--service", "smart-contact-notification")
        assert run.code == 0
        assert set(sent(provider)) == {"POST /smartcontactnotification", "GET /observed"}
    assert run.results["services"].keys() == {"smart-contact-notification"}


def test_what_several_checks_judge_is_sent_once(command: Command) -> None:
    """Four checks for each of six combinations, and what the observer tells of each."""
    checks = "combination.served or message.accepted or message.no-error-inside or arrival.combination"
    options = ("--profile", REFERENCE, "--service", "media-reference-send", "-k", checks)
    with Provider() as provider:
        run = command.run("--target", provider.url, *options)
        assert Counter(path.split()[1] for path in sent(provider)) == {"/send_media_message": 6, "/observed": 6}
    assert list(run.verdicts.values()).count("PASS") == 4 * 6


def test_an_account_logs_in_once_besides_what_has_to_run_alone(command: Command) -> None:
    with Provider() as provider:
        checks = "(token.distinct or download or archive or stream or session.expired) and not permission"
        command.run("--target", provider.url, "--profile", REFERENCE, "--service", "send-call-file", "-k", checks)
        paths = sent(provider)
    log_in = "POST /callrec/loginservlet"
    assert paths.count(log_in) == 2
    last = len(paths) - 1 - paths[::-1].index(log_in)
    alone = [path.rpartition("/")[2].partition(";")[0] for path in paths[last:]]
    assert set(alone[: alone.index("expire")]) == {"loginservlet", "downloadtoken", "sendcallfile.mp3"}
    assert set(alone[alone.index("expire") + 1 :]) == {"sendcallfile.mp3"}


def test_a_configuration_that_is_well_written_exercises_nothing(command: Command) -> None:
    run = command.run("--service", "media-reference-send", "-k", "configuration")
    assert set(run.verdicts.values()) == {"PASS"}
    assert run.code == 5


@pytest.mark.parametrize("concurrency", ["1", "16"])
def test_what_must_be_refused_comes_after_all_positives_and_before_what_runs_alone(
    command: Command, concurrency: str
) -> None:
    phases = {
        play.id: play.scenario.phase for check in all_checks() for case in check.cases if (play := check.play(case))
    }
    checks = "accepted or recipient.refused or credentials or session"
    run = command.run("-k", checks, "--concurrency", concurrency)
    # The last phase sends nothing.
    started: dict[Phase, list[float]] = {phase: [] for phase in Phase if phase is not Phase.LAST}
    for entry in _entries(run.reports):
        # What several plays share is part of none, and a callback comes when the provider sends it.
        phase = phases.get(entry["_exchange"]["id"].rpartition("/")[0])
        if phase and not entry["_exchange"]["inbound"]:
            started[phase].append(entry["_exchange"]["timing"][0])
    assert all(started.values())
    assert all(max(started[before]) < min(started[after]) for before, after in pairwise(started))


def test_concurrency_changes_no_finding(command: Command) -> None:
    options = ("--fault", "token-reusable", "--fault", "same-id", "--fault", "status-200", "--fault", "refusal-html")
    checks = "token or distinct-ids or answered-204 or refusal.message"
    runs = [command.run(*options, "-k", checks, "--concurrency", number).findings for number in ("1", "16")]
    assert {one["service"] for one in runs[0] if one["verdict"] in ("FAIL", "WARN")} == {
        "media-reference-send",
        "send-call-file",
        "messaging-integration",
        "smart-contact-notification",
    }
    assert [(one["check"], one["case"], one["verdict"]) for one in runs[0]] == [
        (other["check"], other["case"], other["verdict"]) for other in runs[1]
    ]


@pytest.mark.parametrize("concurrency", ["1", "16"])
def test_a_budget_is_never_exceeded_and_goes_to_the_same_checks(command: Command, concurrency: str) -> None:
    arrived: list[Received] = []

    def take(request: Received) -> Reply:
        if request.path in ("/send_media_message", "/webhook"):
            arrived.append(request)
        return Reply(200)

    services = ("--service", "media-reference-send", "--service", "messaging-integration")
    with odd_provider(take) as provider:
        options = ("--target", provider.url, "--profile", REFERENCE, "--budget", "3", "--concurrency", concurrency)
        run = command.run(*options, *services)
    assert run.code == 6
    assert len(arrived) == len(run.results["messages"]) == 3
    accepted = "media-reference-send.message.accepted"
    passed = {case for (check, case), verdict in run.verdicts.items() if check == accepted and verdict == "PASS"}
    assert passed == {"get", "head", "post-form"}
    unpaid = [finding for finding in run.findings if "budget of 3 messages" in finding["reason"]]
    assert unpaid
    assert {finding["verdict"] for finding in unpaid} == {"INCONCLUSIVE"}


def test_the_ledger_names_each_message_with_its_recipient_and_its_checks(command: Command) -> None:
    checks = "(combination.served or message.accepted or credentials.refused) and (put-json or wrong) and not wrong-by"
    rows = command.run("--service", "media-reference-send", "-k", checks).results["messages"]
    assert {row["exchange"].partition(".")[2]: row["accepted"] for row in rows} == {
        "one-message[put-json]/answer": True,
        "one-message[post-form]/answer": True,
        "bad-credentials[wrong]/good": True,
        "bad-credentials[wrong]/refusal": False,
        "bad-credentials[wrong]/after": True,
    }
    one = next(row for row in rows if row["exchange"] == "media-reference-send.one-message[put-json]/answer")
    assert one == {
        "recipients": ["+15551231234"],
        "exchange": "media-reference-send.one-message[put-json]/answer",
        "checks": ["media-reference-send.combination.served", "media-reference-send.message.accepted"],
        "accepted": True,
    }


def test_messages_go_to_the_profiles_recipients_only(command: Command, tmp_path: Path) -> None:
    with odd_provider(lambda request: Reply(200)) as provider:
        profile = write_profile(
            tmp_path,
            f'target = "{provider.url}"\nrecipients = ["+4930111", "+4930222"]\n'
            'accounts.main = { username = "a", password = "secret-password" }\n[services.media-reference-send]\n',
        )
        run = command.run("--profile", profile)
        assert provider.received
    assert {who for row in run.results["messages"] for who in row["recipients"]} == {"+4930111", "+4930222"}


def test_only_safe_sends_no_message(command: Command) -> None:
    with Provider() as provider:
        run = command.run("--target", provider.url, "--profile", REFERENCE, "--only-safe")
        # The media that a message would refer to is fetched, which reaches nobody.
        assert {path.split("/")[1] for path in sent(provider)} == {"callrec", "media"}
        assert provider.stored == ()
    assert run.code == 0
    assert run.results["messages"] == []
    assert run.results["services"]["send-call-file"]["verdict"] == "PASS"
    assert run.results["services"]["media-reference-send"]["verdict"] == "SKIP"
    counts = Counter(finding["verdict"] for finding in run.results["findings"])
    applying = counts.total() - counts["NOT_APPLICABLE"]
    said = f"Left out on request: {counts['SKIP']} of {applying} checks that apply. What they are about is not proven."
    assert said in run.out.splitlines()
    assert run.last_line == "Exit code 0: no fault in what was exercised, which is no proof of conformance"
    page = (command.reports / "report.html").read_text("utf-8")
    assert said in page
    assert "No fault in what was exercised, which is no proof of conformance" in page


def test_a_configuration_alone_exercises_nothing(command: Command, tmp_path: Path) -> None:
    # The password over plain http is a WARN, found without sending anything.
    profile = write_profile(
        tmp_path,
        'recipients = ["+4930111"]\naccounts.main = { username = "a", password = "secret-password" }\n'
        '[services.media-reference-send]\nurl = "http://127.0.0.1:9/send"\n',
    )
    run = command.run("--profile", profile, "--only-safe")
    assert {finding["verdict"] for finding in run.results["findings"]} >= {"PASS", "WARN", "SKIP"}
    assert run.last_line == "Exit code 5: nothing was exercised"
    assert run.code == run.results["exit_code"] == 5
    assert run.results["services"]["media-reference-send"]["verdict"] == "SKIP"
    assert command.run("--profile", profile, "--only-safe", "--strict").code == 1


def test_the_profiles_rate_is_kept(command: Command, tmp_path: Path) -> None:
    with Provider() as provider:
        profile = write_profile(
            tmp_path,
            f'target = "{provider.url}"\nrecipients = ["eric"]\nlimits.per_minute = 600\n'
            '[services.smart-contact-notification]\nnumber = "15551231234"\n'
            'interested_parties = [{ username = "eric", device = "a" }, { username = "madelaine", device = "b" }]\n',
        )
        run = command.run("--profile", profile, "--concurrency", "8", "-k", "answered-204")
        assert len(provider.requests) == 4
    assert run.code == 0
    # Four requests have three pauses of 0.1 s between them.
    starts = sorted(entry["startedDateTime"] for entry in _entries(run.reports))
    assert _seconds(starts[-1]) - _seconds(starts[0]) >= 0.29


def _entries(reports: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((reports / "exchanges.har").read_text("utf-8"))["log"]["entries"]
    return entries


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
