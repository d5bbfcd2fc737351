"""Plans, sends and judges the checks of some services without pytest around them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.app.refusals import BY_COMBINATION
from conformance.app.service import AS_CONFIGURED
from conformance.app.texts import MIXED_BY
from conformance.check import Check
from conformance.collection import all_checks
from conformance.exchange.evidence import Evidence
from conformance.exchange.listener import Listener
from conformance.exchange.redaction import Redactor
from conformance.judging import examine
from conformance.plan import make_plan
from conformance.profile import Profile, Webhook, load
from conformance.reference import FAULTS, Provider
from conformance.resources import FIXTURES
from conformance.run import Run
from conformance.verdict import Finding, Verdict

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
    return [(check, case) for check in all_checks() if check.service in services for case in check.cases]


def is_unusual(check: Check, case: str, profile: Profile) -> bool:
    """Whether this is a case that depends on the configured combination, and not one for `profile`."""
    by_combination = case in (AS_CONFIGURED, *BY_COMBINATION, *MIXED_BY.cases)
    return by_combination and check.inapplicable(profile, case) is not None


def rehearse(profile: Profile, listener: Listener | None = None, services: Collection[str] = ()) -> Rehearsed:
    """Run the checks of `services`, of all that the profile declares when none are named."""
    cases = [pair for pair in cases_of(services or profile.services) if not is_unusual(*pair, profile)]
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
