"""What is selected decides what is sent, in which order, how often, and to whom."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from support import Command, odd_provider, write_profile

from conformance.reference import Provider
from conformance.reference.message import Received, Reply
from conformance.resources import FIXTURES

REFERENCE = str(FIXTURES / "profiles" / "reference.toml")


def sent(provider: Provider) -> list[str]:
    """Method and path of each request, without session and query."""
    return [f"{method} {target.partition('?')[0].partition(';')[0]}" for method, target in provider.requests]


def test_one_check_sends_its_own_scenario_and_its_controls_and_nothing_else(command: Command) -> None:
    with Provider() as provider:
        run = command.run("--target", provider.url, "--profile", REFERENCE, "-k", "used-twice")
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
        assert Counter(sent(provider)) == {"POST /smartcontactnotification": 4}
    assert run.results["services"].keys() == {"smart-contact-notification"}


def test_what_several_checks_judge_is_sent_once(command: Command) -> None:
    """Two checks for each of six combinations, two recipients for one of them, and a wrong password."""
    with Provider() as provider:
        command.run("--target", provider.url, "--profile", REFERENCE, "--service", "media-reference-send")
        assert len(provider.requests) == 6 + 2 + 1


def test_an_account_logs_in_once_besides_what_has_to_run_alone(command: Command) -> None:
    with Provider() as provider:
        command.run("--target", provider.url, "--profile", REFERENCE, "--service", "send-call-file")
        paths = sent(provider)
    log_in = "POST /callrec/loginservlet"
    assert paths.count(log_in) == 2
    last = len(paths) - 1 - paths[::-1].index(log_in)
    assert [path.rpartition("/")[2] for path in paths[last:]] == [
        "loginservlet",
        "downloadtoken",
        "expire",
        "sendcallfile.mp3",
    ]


@pytest.mark.parametrize("concurrency", ["1", "16"])
def test_bad_credentials_come_after_all_positives_and_before_what_runs_alone(
    command: Command, concurrency: str
) -> None:
    with Provider() as provider:
        command.run("--target", provider.url, "--profile", REFERENCE, "--concurrency", concurrency)
        targets = [target for _, target in provider.requests]
        bodies = provider.stored_messages
    log_ins = [at for at, target in enumerate(targets) if "loginservlet" in target]
    before_the_exclusive = targets[: log_ins[1]]
    assert len(bodies) == 8
    assert {before_the_exclusive[-1].partition("?")[0], before_the_exclusive[-2].partition("?")[0]} == {
        "/send_media_message",
        "/webhook",
    }


def test_concurrency_changes_no_finding(command: Command) -> None:
    options = ("--fault", "token-reusable", "--fault", "same-id", "--fault", "status-200", "--fault", "refusal-html")
    runs = [command.run(*options, "--concurrency", number).findings for number in ("1", "16")]
    assert [(one["check"], one["case"], one["verdict"]) for one in runs[0]] == [
        (other["check"], other["case"], other["verdict"]) for other in runs[1]
    ]


@pytest.mark.parametrize("concurrency", ["1", "16"])
def test_a_budget_is_never_exceeded_and_goes_to_the_same_checks(command: Command, concurrency: str) -> None:
    arrived: list[Received] = []

    def take(request: Received) -> Reply:
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
    rows = command.run().results["messages"]
    assert len(rows) == 18
    one = next(row for row in rows if row["exchange"] == "media-reference-send.one-message[put-json]/answer")
    assert one == {
        "recipients": ["+15551231234"],
        "exchange": "media-reference-send.one-message[put-json]/answer",
        "checks": ["media-reference-send.combination.served", "media-reference-send.message.accepted"],
        "accepted": True,
    }
    refused = next(row for row in rows if row["exchange"] == "media-reference-send.wrong-password/refusal")
    assert refused["accepted"] is False


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
        assert {path.split("/")[1] for path in sent(provider)} == {"callrec"}
    assert run.code == 0
    assert run.results["messages"] == []
    assert run.results["services"]["send-call-file"]["verdict"] == "PASS"
    assert run.results["services"]["media-reference-send"]["verdict"] == "SKIP"


def test_the_profiles_rate_is_kept(command: Command, tmp_path: Path) -> None:
    with Provider() as provider:
        profile = write_profile(
            tmp_path,
            f'target = "{provider.url}"\nrecipients = ["eric"]\nlimits.per_minute = 600\n'
            '[services.smart-contact-notification]\nnumber = "15551231234"\n'
            'interested_parties = [{ username = "eric", device = "a" }, { username = "madelaine", device = "b" }]\n',
        )
        run = command.run("--profile", profile, "--concurrency", "8")
        assert len(provider.requests) == 4
    assert run.code == 0
    # Four requests have three pauses of 0.1 s between them.
    starts = sorted(entry["startedDateTime"] for entry in _entries(run.reports))
    assert _seconds(starts[-1]) - _seconds(starts[0]) >= 0.29


def _entries(reports: Path) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = json.loads((reports / "exchanges.har").read_text("utf-8"))["log"]["entries"]
    return entries


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
