"""A run without pytest around it: the checks of some services are planned, sent and judged in one call."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..check import Check
from ..collection import checks_of
from ..contract import services as all_services
from ..exchange.evidence import Evidence
from ..exchange.listener import Listener
from ..exchange.redaction import Redactor
from ..judging import examine
from ..plan import make_plan
from ..profile import Profile, Webhook, load
from ..reference import FAULTS, Provider
from ..resources import FIXTURES
from ..run import Run
from ..verdict import Finding, Verdict

REFERENCE = FIXTURES / "profiles" / "reference.toml"


@dataclass(frozen=True)
class Rehearsed:
    """What one run found, in the order of `cases`, on which evidence."""

    profile: Profile
    cases: list[tuple[Check, str]]
    findings: list[Finding]
    evidence: list[Evidence]
    redactor: Redactor

    @property
    def verdicts(self) -> dict[str, Verdict]:
        return {label(finding): finding.verdict for finding in self.findings}

    def finding(self, name: str) -> Finding:
        """The finding of a check, by its id with the case in brackets."""
        return next(finding for finding in self.findings if label(finding) == name)


def label(finding: Finding) -> str:
    return finding.check + (f"[{finding.case}]" if finding.case else "")


def cases_of(services: Collection[str]) -> list[tuple[Check, str]]:
    return [
        (check, case)
        for service in all_services()
        if service in services
        for check in checks_of(service)
        for case in check.cases
    ]


def rehearse(profile: Profile, listener: Listener | None = None, services: Collection[str] = ()) -> Rehearsed:
    """Run the checks of `services`, of all that the profile declares when none are named."""
    cases = cases_of(services or profile.services)
    redactor = Redactor(profile.secrets, profile.secret_fields)
    run = Run(make_plan(cases, profile), profile, redactor, listener=listener)
    run.start()
    try:
        findings = [examine(check, case, run, profile) for check, case in cases]
        return Rehearsed(profile, cases, findings, run.evidence(), redactor)
    finally:
        run.close()


@contextmanager
def webhook(wait: float) -> Iterator[tuple[Listener, Webhook]]:
    """A listener, and the profile's table that tells of it."""
    listener = Listener()
    listener.start()
    try:
        yield listener, Webhook(public_url=listener.url, wait=wait)
    finally:
        listener.stop()


def against_reference(
    *faults: str, services: Collection[str] = (), path: Path | None = REFERENCE, wait: float = 5.0
) -> Rehearsed:
    """Rehearse against the embedded provider with `faults`; `wait` seconds for each of its callbacks and arrivals."""
    with webhook(wait) as (listener, table), Provider(faults=faults, webhook_url=listener.url) as provider:
        overlay = {FAULTS[name].service: FAULTS[name].settings for name in faults}
        profile = replace(load(path, target=provider.url, overlay=overlay), webhook=table)
        if profile.observer is not None:
            profile = replace(profile, observer=replace(profile.observer, wait=wait))
        return rehearse(profile, listener, services)
