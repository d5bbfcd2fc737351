"""The command line: what it says of itself, of wrong names, of a wrong profile, and how it lists and explains."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from support import Command, child_environment, write_profile

from conformance import __version__
from conformance.collection import all_checks
from conformance.contract import cited, contract, defects, services, touching
from conformance.naming import did_you_mean
from conformance.reference import FAULTS, Provider
from conformance.report.files import NAMES


def test_help_and_version(command: Command) -> None:
    assert command("--version").out.strip() == f"conformance {__version__}"
    for name in ("run", "serve", "list", "explain"):
        assert name in command("--help").out
        assert command(name, "--help").code == 0


def test_the_help_says_what_conform_stands_for(command: Command) -> None:
    assert "`./conform [OPTION ...]` without a command for `conformance run`" in command("--help").out


@pytest.mark.parametrize("line", [("list", "clauses"), ("explain", "send-call-file.token.used-twice"), ("--help",)])
def test_a_reader_that_leaves_early_is_no_error(line: tuple[str, ...]) -> None:
    with abandoned(Path.cwd(), *line) as process:
        assert process.communicate(timeout=20)[1] == ""
    assert process.returncode == 0


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--fault", "status-200"), 1)])
def test_a_run_ends_with_its_reports_and_its_code_though_nobody_reads(
    tmp_path: Path, options: tuple[str, ...], code: int
) -> None:
    with abandoned(tmp_path, "run", "--service", "smart-contact-notification", *options) as process:
        assert process.communicate(timeout=20)[1] == ""
    assert process.returncode == code
    assert {path.name for path in (tmp_path / "reports").iterdir()} == set(NAMES)


def test_a_run_without_standard_output(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "conformance", "run", "--service", "smart-contact-notification"]
    shell = ["/bin/sh", "-c", '"$@" >&-', "sh", *line]
    done = subprocess.run(shell, cwd=tmp_path, env=child_environment(), stderr=subprocess.PIPE, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


def abandoned(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`conformance` in `folder`, its standard output a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "conformance", *arguments],
            cwd=folder,
            env=child_environment(),
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        os.close(writer)


def test_the_help_of_run_tells_the_exit_codes(command: Command) -> None:
    text = command("run", "--help").out
    assert [int(number) for number in re.findall(r"^  (\d)  ", text, re.MULTILINE)] == list(range(7))


WRONG = {
    "no command": ([], "COMMAND"),
    "unknown command": (["rnu"], "conformance: error: rnu: no such command; did you mean run?"),
    "unknown option": (
        ["run", "--targt", "http://127.0.0.1:1"],
        "conformance run: error: --targt: no such option; did you mean --target?",
    ),
    "unknown option with a value": (["serve", "--prot=1"], "conformance serve: error: --prot: no such option; did you"),
    "unknown option at the top": (["--versoin", "list"], "--versoin: no such option; did you mean --version?"),
    "one word too many": (["run", "http://127.0.0.1:1"], "http://127.0.0.1:1: one argument too many"),
    "webhook": (["serve", "--webhook", "foo"], "--webhook: must be an http:// or https:// URL, not 'foo'"),
    "webhook without a host": (["serve", "--webhook", "http://:80/"], "--webhook: must be an http:// or https:// URL"),
    "no whole number": (["run", "--budget", "x"], "--budget: must be a whole number from 0, not 'x'"),
    "a negative number": (["run", "--budget=-1"], "--budget: must be a whole number from 0"),
    "no worker": (["run", "--concurrency", "0"], "--concurrency: must be a whole number from 1"),
    "no time": (["run", "--max-time", "0"], "--max-time: must be a number of seconds above 0"),
    "endless time": (["run", "--max-time", "inf"], "--max-time: must be a number of seconds above 0"),
    "no port": (["serve", "--port", "65536"], "--port: must be a port from 0 to 65535"),
    "service": (["run", "--service", "send-cal-file"], "did you mean send-call-file?"),
    "beginning of a service": (["list", "--service", "media"], "did you mean media-reference-send?"),
    "fault": (["run", "--fault", "token-reuseable"], "did you mean token-reusable?"),
    "fault far from any": (["run", "--fault", "qqqq"], "see `conformance list faults`"),
    "fault of the sandbox": (["serve", "--fault", "token-reuseable"], "did you mean token-reusable?"),
    "fault of a real provider": (["run", "--fault", "any-key", "--target", "http://127.0.0.1:1"], "--fault breaks"),
    "id": (["explain", "send-call-file.token.used-twise"], "did you mean send-call-file.token.used-twice?"),
    "end of an id": (["explain", "used-twise"], "did you mean send-call-file.token.used-twice?"),
    "target without scheme": (["run", "--target", "sms.example.com"], "--target must start with http://"),
    "target with a path": (["run", "--target", "http://127.0.0.1:1/a"], "--target must be scheme, host and port only"),
    "profile": (["run", "--profile", "no-such.toml"], "no-such.toml: there is no such file"),
    "authority": (["run", "--ca", "no-such.pem"], "--ca no-such.pem: cannot be read (no such file or directory)"),
    "filter": (["run", "-k", "no_such_check"], "no check matches -k 'no_such_check'"),
    "filters": (
        ["run", "-k", "token", "--service", "media-reference-send"],
        "no check matches --service media-reference-send and -k 'token'",
    ),
    "expression": (["run", "-k", "and and"], "Wrong expression passed to '-k'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_one_sentence_and_4(command: Command, name: str) -> None:
    arguments, sentence = WRONG[name]
    run = (
        command(*arguments[:1], "--reports", str(command.reports), *arguments[1:])
        if "run" in arguments
        else command(*arguments)
    )
    assert run.code == 4
    assert sentence in run.err
    said = [line for line in run.err.splitlines() if line and not re.match(r"usage: | {2,}", line)]
    assert len(said) == 1
    assert run.out.strip() == ""
    assert not list(run.reports.glob("*"))


PROFILES = {
    "unknown key": ('[services.send-call-file]\ncouple = ["1"]', 2, "did you mean couples?"),
    "wrong kind": ('target = 5\n[services.send-call-file]\ncouples = ["1"]', 1, "target must be"),
    "no service": ('target = "http://127.0.0.1:1"', None, "services is missing"),
    "variable not set": (
        'accounts.main = { username = "a", password = { env = "NO_SUCH_VARIABLE" } }\n'
        '[services.send-call-file]\ncouples = ["1"]',
        1,
        "NO_SUCH_VARIABLE, which is not set",
    ),
    "no TOML": ("[services", 1, "not valid TOML"),
    "no target": (
        'accounts.main = { username = "a", password = "b" }\n[services.send-call-file]\ncouples = ["1"]',
        None,
        "target is missing",
    ),
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_wrong_profile_is_one_sentence_with_its_line_and_4(command: Command, tmp_path: Path, name: str) -> None:
    text, line, sentence = PROFILES[name]
    run = command.run("--profile", write_profile(tmp_path, text))
    assert run.code == 4
    assert len(run.err.strip().splitlines()) == 1
    assert sentence in run.err
    assert f"profile.toml{f', line {line}' if line else ''}: " in run.err
    assert run.out.strip() == ""


def test_a_port_that_is_taken_is_told_before_anything_is_sent(command: Command, tmp_path: Path) -> None:
    with Provider() as provider, Provider() as other:
        port = other.url.rpartition(":")[2]
        profile = write_profile(
            tmp_path,
            f'target = "{provider.url}"\nrecipients = ["eric"]\n[webhook]\nport = {port}\n'
            'public_url = "https://hooks.example.com/"\n[services.smart-contact-notification]\nnumber = "1"\n'
            'interested_parties = [{ username = "eric", device = "phone" }]',
        )
        run = command.run("--profile", profile)
        assert provider.requests == []
    assert run.code == 4
    assert f"webhook: cannot listen on 127.0.0.1 port {port} (address already in use)" in run.err


@pytest.mark.parametrize("what", ["services", "clauses", "checks", "defects", "faults"])
def test_list_names_all_there_is(command: Command, what: str) -> None:
    known = {
        "services": services(),
        "checks": [check.id for check in all_checks()],
        "clauses": [id for service in services() for id in contract(service).clauses],
        "defects": [id for service in services() for id in defects(service)],
        "faults": list(FAULTS),
    }
    assert [line.split()[0] for line in command("list", what).out.splitlines()] == list(known[what])


def test_explain_tells_of_every_check_clause_defect_and_fault(command: Command) -> None:
    for check in all_checks():
        text = command("explain", check.id).out
        for part in (check.title, check.clause.id, f"{check.clause.level}, {check.clause.evidence}"):
            assert part in text
        for defect in touching(check.id):
            assert defect.id in text
    for service in services():
        for clause in contract(service).clauses.values():
            text = " ".join(command("explain", clause.id).out.split())
            for part in (clause.rule, clause.consequence, cited(clause)):
                assert " ".join(part.split()) in text
        for defect in defects(service).values():
            text = " ".join(command("explain", defect.id).out.split())
            places = [f"{place.where}: {place.says}" for place in defect.places]
            for part in (defect.about, *places, *defect.readings, defect.taken, *defect.checks, defect.why):
                assert part in text
    for fault in FAULTS.values():
        assert fault.summary in " ".join(command("explain", fault.name).out.split())


def test_explain_takes_a_check_as_a_report_names_it(command: Command) -> None:
    assert command("explain", "media-reference-send.message.accepted[put-json]").code == 0


def test_a_name_far_from_all_gets_the_few_there_are_or_the_command_that_lists_them() -> None:
    assert did_you_mean("zzz", ("one", "two"), "conformance list") == "there are one, two"
    assert did_you_mean("zzz", tuple("abcdefghi"), "conformance list") == "see `conformance list`"


def test_the_sandbox_serves_and_logs_until_it_is_interrupted() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "serve", "--port", "0"],
        env=child_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            process.stdout.readline()
            with urllib.request.urlopen(found[0] + "/", timeout=10) as answer:
                assert answer.status == 200
            assert process.stdout.readline() == "GET / 200\n"
            os.kill(process.pid, signal.SIGINT)
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_the_sandbox_says_that_its_port_is_taken(command: Command) -> None:
    with Provider() as provider:
        port = provider.url.rpartition(":")[2]
        run = command("serve", "--port", port)
    assert run.code == 4
    assert run.err == (
        f"conformance serve: cannot listen on port {port}: address already in use; choose another with --port\n"
    )
