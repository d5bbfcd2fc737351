"""A run without pytest around it: the checks of some services are planned, sent and judged in one call."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..check import Check
from ..chosen import misconfigured, misled
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
    cases: Sequence[tuple[Check, str]]
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


def rehearse(
    profile: Profile,
    listener: Listener | None = None,
    services: Collection[str] = (),
    *,
    cases: Sequence[tuple[Check, str]] = (),
    concurrency: int = 4,
) -> Rehearsed:
    """Run `cases`, else all checks of `services`, else of all services that the profile declares; they are planned and
    judged in that order."""
    cases = cases or cases_of(services or profile.services)
    redactor = Redactor(profile.secrets, profile.secret_fields)
    run = Run(make_plan(cases, profile), profile, redactor, concurrency=concurrency, listener=listener)
    run.start()
    try:
        findings = [examine(check, case, run, profile) for check, case in cases]
        return Rehearsed(profile, cases, findings, run.evidence(), redactor)
    finally:
        run.close()


@contextmanager
def webhook(wait: float, public_url: str | None = None) -> Iterator[tuple[Listener, Webhook]]:
    """A listener, and the profile's table that tells of it, by its `public_url` if it has one."""
    listener = Listener(public_url=public_url)
    listener.start()
    try:
        yield listener, Webhook(public_url=listener.url, wait=wait)
    finally:
        listener.stop()


def against_reference(
    *faults: str, services: Collection[str] = (), path: Path | None = REFERENCE, wait: float = 5.0
) -> Rehearsed:
    """Rehearse against the embedded provider with `faults`; `wait` seconds for each of its callbacks and arrivals."""
    told = next((url for name in faults if (url := FAULTS[name].webhook_url)), None)
    with webhook(wait, told) as (listener, table), Provider(faults=faults, webhook_url=listener.url) as provider:
        profile = load(path, target=provider.url, overlay=misconfigured(faults))
        profile = misled(replace(profile, webhook=table), faults)
        if profile.observer is not None:
            profile = replace(profile, observer=replace(profile.observer, wait=wait))
        return rehearse(profile, listener, services)
