"""One run of all five services against one target: what it found and told, how long it took, what else it touched."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hostile import Bait, Hostile
from raw_server import RawServer
from rehearsal import Rehearsed, rehearse
from support import write_profile

from conformance.profile import load
from conformance.report import terminal
from conformance.report.results import Results
from conformance.report.root_causes import root_causes
from conformance.report.symptoms import symptoms
from conformance.resources import FIXTURES
from conformance.scenario import Phase

TOTAL = 2
"""Seconds that the profile gives a whole exchange."""

SECRET = "what-stands-in-the-file-5309"
"""What stands in the file that no target may make the suite read."""

PROFILE = f"""
recipients = ["+15551231234"]
accounts.main = {{ username = "johndow", password = "12345678" }}
[limits]
connect = 1
read = 1
total = {TOTAL}
response_mb = 1
bad_credentials = 30
[services.media-reference-send]
url = "/send_media_message"
combinations = ["get", "post-json"]
media_urls = {{ "image/jpeg" = "/media/picture.jpg?{{id}}", "video/mp4" = "/media/video.mp4?{{id}}" }}
[services.send-call-file]
url = "/callrec"
couples = ["1165", "1166"]
[services.messaging-integration]
integration = "{FIXTURES}/integration/reference.json"
properties = {{ "API key" = "reference-api-key-7f3a" }}
sender = "+61855555555"
extension = "101"
domain = "example"
media_url = "/media/picture.jpg"
[services.smart-contact-notification]
url = "/smartcontactnotification"
content_types = ["application/json", "application/xml"]
number = "15551231234"
network_id = "mynetwork"
uri = "johnsnow@pbx.acrobits.net"
interested_parties = [{{ username = "eric", device = "erics_iphone" }}]
party_element = "user"
[services.send-message]
url = "/send_message"
combinations = ["get", "post-json"]
"""
"""A provider of all five services, which the reference provider is, with short limits."""


@dataclass(frozen=True)
class Ran:
    """A run in memory, as reports are made of it: `seconds` is what it took, `grown` the bytes by which the most memory
    that this process ever held has grown, `touched` how many connections went elsewhere."""

    found: Rehearsed
    results: Results
    seconds: float
    grown: int
    touched: int

    @property
    def text(self) -> str:
        """The first screen."""
        return "\n".join(line.text for line in terminal.summary(self.results))

    def first_cause(self, service: str = "") -> str:
        """What is to be fixed first, "" where nothing is: in this run, or by what it has of one `service` only."""
        results = _results(self.found, self.results.target, service) if service else self.results
        return next((cause.said for cause in root_causes(results)), "")


def _results(found: Rehearsed, target: str, service: str = "") -> Results:
    """What reports are made of: all of `found`, or what it has of one `service`."""
    plays = [check.play(case) for check, case in found.cases]
    usual = {play.id for play in plays if play is not None and play.scenario.phase is Phase.POSITIVE}
    findings = [finding for finding in found.findings if finding.service.startswith(service)]
    played = [evidence for evidence in found.evidence if evidence.play.startswith(service)]
    return replace(
        Results("0123abcd", 0.0, 0.0, target, False, "0" * 16, False, False, findings, (), {}),
        symptoms=symptoms(played, usual, found.redactor),
    )


def _peak() -> int:
    """The most memory that this process ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


@contextmanager
def served(target: Hostile, folder: Path) -> Iterator[tuple[tuple[str, ...], RawServer]]:
    """`target` while it runs: the options that lead to it, and the server elsewhere that nobody may touch."""
    file = folder / "bait"
    file.write_text(SECRET, "utf-8")
    with RawServer() as elsewhere, target.serve(Bait(elsewhere.origin, file)) as options:
        yield options, elsewhere


def run(target: Hostile, folder: Path) -> Ran:
    """All checks of all services against `target`; `folder` is the run's own."""
    with served(target, folder) as (options, elsewhere):
        chosen = dict(zip(options[::2], options[1::2], strict=True))
        profile = load(Path(write_profile(folder, PROFILE)), target=chosen["--target"])
        if "--ca" in chosen:
            profile = replace(profile, transport=replace(profile.transport, ca=Path(chosen["--ca"])))
        began, held = time.monotonic(), _peak()
        found = rehearse(profile)
        seconds = time.monotonic() - began
    return Ran(found, _results(found, chosen["--target"]), seconds, _peak() - held, len(elsewhere.visits))
