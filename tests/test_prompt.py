"""Somebody is asked at the terminal, has a time for it, and may skip it; where there is no terminal, that is told."""

import json
import os
import pty
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import Outcome, child_environment, write_profile

from conformance.exchange.prompt import Prompt
from conformance.reference import Provider
from conformance.resources import FIXTURES

SOON = 10.0


@dataclass
class Person:
    """Who sits at the other end of a terminal."""

    keyboard: int

    def reads(self, pattern: str) -> str:
        """What has been written by when it has the `pattern` in it."""
        seen = ""
        while not re.search(pattern, seen):
            seen += os.read(self.keyboard, 4096).decode()
        return seen

    def types(self, keys: str) -> None:
        os.write(self.keyboard, keys.encode())


@pytest.fixture
def terminal() -> Iterator[tuple[Person, int]]:
    """A person, and the terminal before them."""
    keyboard, terminal = pty.openpty()
    yield Person(keyboard), terminal
    os.close(terminal)
    os.close(keyboard)


@pytest.fixture
def person(terminal: tuple[Person, int]) -> Person:
    return terminal[0]


@pytest.fixture
def prompt(terminal: tuple[Person, int]) -> Iterator[Prompt]:
    prompt = Prompt(os.ttyname(terminal[1]))
    yield prompt
    prompt.close()


def asking(prompt: Prompt, seconds: float, done: threading.Event) -> tuple[threading.Thread, list[bool]]:
    answers: list[bool] = []
    thread = threading.Thread(
        target=lambda: answers.append(prompt.ask("send an SMS to +15551231234", seconds, done.is_set))
    )
    thread.start()
    return thread, answers


def test_the_question_counts_down_until_it_is_done(person: Person, prompt: Prompt) -> None:
    done = threading.Event()
    thread, answers = asking(prompt, 60, done)
    seen = person.reads("59 s left; Enter skips it")
    assert "Please send an SMS to +15551231234\r\n" in seen
    assert "60 s left" in seen
    done.set()
    person.reads("It is there")
    thread.join(SOON)
    assert answers == [True]


def test_enter_skips_it_but_not_one_that_was_typed_before(person: Person, prompt: Prompt) -> None:
    person.types("\n")
    thread, answers = asking(prompt, 60, threading.Event())
    person.reads("60 s left")
    assert thread.is_alive()
    person.types("\n")
    person.reads("Skipped")
    thread.join(SOON)
    assert answers == [False]


@pytest.mark.parametrize("closes", [True, False], ids=["closed", "too-late"])
def test_it_ends_with_the_run_or_with_its_time(person: Person, prompt: Prompt, closes: bool) -> None:
    thread, answers = asking(prompt, 600 if closes else 0.1, threading.Event())
    if closes:
        person.reads("600 s left")
        prompt.close()
    person.reads("Interrupted" if closes else "The time is over")
    began = time.monotonic()
    thread.join(SOON)
    assert time.monotonic() - began < SOON
    assert answers == [True]


def test_once_it_is_closed_nothing_is_asked(terminal: tuple[Person, int], prompt: Prompt) -> None:
    person, own = terminal
    prompt.close()
    assert prompt.ask("send an SMS", 600, lambda: False)
    assert Prompt(os.ttyname(own)).ask("send a picture", 600, lambda: True)
    assert "SMS" not in person.reads("It is there")


@pytest.mark.parametrize("path", [os.devnull, "/no/such/terminal"])
def test_what_is_no_terminal_cannot_be_asked_on(path: str) -> None:
    with pytest.raises(OSError, match="terminal"):
        Prompt(path)


def test_to_be_asked_without_a_terminal_is_wrong_usage() -> None:
    # In a session of its own a process has none.
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "run", "--interactive", "--dry-run"],
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
    )
    assert done.returncode == 4
    assert done.stderr.splitlines() == [
        "ERROR: --interactive: there is no terminal to ask anybody on; leave it out",
        "",
    ]


INTERACTIVE = f"""\
recipients = ["+15551231234"]
target = "%s"
[webhook]
port = %d
public_url = "http://127.0.0.1:%d"
path = "/hook-of-this-test"
[services.messaging-integration]
integration = {json.dumps(str(FIXTURES / "integration" / "reference.json"))}
sender = "+61855555555"
extension = "101"
domain = "example"
properties = {{ "API key" = "reference-api-key-7f3a" }}
inbound_from = "+15557654321"
inbound_wait = 60
"""
AT_A_TERMINAL = """
import fcntl, sys, termios
from conformance.cli import main
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("sends", [True, False], ids=["done", "skipped"])
def test_a_run_asks_for_what_only_a_person_can_do(tmp_path: Path, terminal: tuple[Person, int], sends: bool) -> None:
    person, own = terminal
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Provider() as provider:
        # Two minutes are what a person gets who is not given a time.
        text = INTERACTIVE if sends else INTERACTIVE.replace("inbound_wait = 60\n", "")
        profile = write_profile(tmp_path, text % (provider.url, port, port))
        line = [sys.executable, "-c", AT_A_TERMINAL, "run", "--interactive", "--profile", profile]
        line += ["--reports", str(tmp_path / "reports"), "-k", "inbound-message"]
        with subprocess.Popen(
            line, env=child_environment(), stdin=own, stdout=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                text = re.findall(r"with the text: (.*?)\r\n", person.reads("60 s left" if sends else "120 s left"))[0]
                if sends:
                    values = {"from": "+15557654321", "to": "+61855555555", "content": text}
                    event = json.dumps({"method": "message", "params": values}).encode()
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/hook-of-this-test", event, timeout=SOON).close()
                else:
                    person.types("\n")
                person.reads("It is there" if sends else "Skipped")
                code = process.wait(30)
            finally:
                process.kill()
    run = Outcome(code, "", "", tmp_path / "reports")
    verdicts = {check.partition(".")[2]: verdict for (check, _), verdict in run.verdicts.items()}
    assert verdicts["inbound-message.arrives"] == verdicts["inbound-message.values"] == ("PASS" if sends else "SKIP")
    assert code == (0 if sends else 5)
