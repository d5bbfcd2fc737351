"""The test bench: the provider under test, the webhook listener and the run, and what a session found on them."""

import ssl
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .check import Check
from .contract import services
from .exchange.evidence import Evidence
from .exchange.listener import Listener
from .exchange.message import Url
from .exchange.redaction import Redactor
from .judging import examine
from .naming import did_you_mean
from .options import Options, UnknownName
from .plan import Plan, make_plan
from .profile import Profile, ProfileError, load
from .profile.target import origin_of
from .reference import FAULTS, Provider
from .report.results import Results
from .report.terminal import basis
from .report.told import told
from .report.words import without_user_info
from .resources import FIXTURES
from .run import Run
from .verdict import Finding

REFERENCE_PROFILE = FIXTURES / "profiles" / "reference.toml"


@dataclass
class Bench:
    """What one session knows. `embedded` is whether the provider under test is the embedded one; `run` is None until
    something is to be sent."""

    options: Options
    profile: Profile
    redactor: Redactor
    embedded: bool
    run: Run | None = None

    @classmethod
    def set_up(cls, options: Options) -> "Bench":
        """The bench for the given profile, else the embedded provider's own, else the documents' examples.

        Raises options.UnknownName or profile.ProfileError, each with one sentence.
        """
        embedded = options.target is None and options.profile is None
        if options.faults and not embedded:
            raise ProfileError("--fault breaks the embedded provider only: leave out --target and --profile")
        if unknown := [name for name in sorted(options.faults) if name not in FAULTS]:
            hint = did_you_mean(unknown[0], tuple(FAULTS), "conformance list faults")
            raise UnknownName(f"--fault {unknown[0]}: no such fault; {hint}")
        profile = load(
            REFERENCE_PROFILE if embedded else options.profile,
            target=options.target,
            services=options.services,
            overlay=_misconfigured(options.faults),
        )
        if embedded:
            # The listener gets its port when the run begins; that there will be one has to be known for the plan.
            profile = replace(profile, webhook=replace(profile.webhook, public_url="http://127.0.0.1"))
        else:
            _all_reachable(profile)
        if options.ca is not None:
            _readable(options.ca)
        transport = profile.transport
        transport = replace(transport, ca=options.ca or transport.ca, insecure=options.insecure or transport.insecure)
        profile = replace(profile, transport=transport, discover=options.discover, seed=options.seed)
        return cls(options, profile, Redactor(profile.secrets, profile.secret_fields), embedded)

    def plan(self, selected: Sequence[tuple[Check, str]]) -> Plan:
        limits = self.profile.limits
        budget = limits.budget if self.options.budget is None else self.options.budget
        return make_plan(selected, self.profile, budget=budget, only_safe=self.options.only_safe)

    @contextmanager
    def running(self, plan: Plan) -> Iterator[Run]:
        """Plays `plan` in the background. At the end nothing more is sent, and all evidence there is stays.

        Raises profile.ProfileError when the webhook listener cannot listen.
        """
        with self._stage() as (profile, listener):
            run = self.run = Run(
                plan,
                profile,
                self.redactor,
                concurrency=self.options.concurrency,
                max_time=self.options.max_time,
                listener=listener,
            )
            try:
                run.start()
                yield run
                # What no check awaited may be on its way all the same, and belongs in the record.
                run.evidence()
            except BaseException:
                run.stop()
                raise

    @contextmanager
    def _stage(self) -> Iterator[tuple[Profile, Listener | None]]:
        """The profile, filled in where the embedded provider plays the part, and the webhook listener if any."""
        with self._listening() as listener:
            if not self.embedded or listener is None:
                yield self.profile, listener
                return
            with Provider(faults=self.options.faults, webhook_url=listener.url) as provider:
                webhook = replace(self.profile.webhook, public_url=listener.url)
                yield replace(self.profile.on(provider.url), webhook=webhook), listener

    @contextmanager
    def _listening(self) -> Iterator[Listener | None]:
        webhook = self.profile.webhook
        if webhook.public_url is None:
            yield None
            return
        try:
            listener = Listener(webhook.bind, webhook.port, None if self.embedded else webhook.public_url)
        except OSError as error:
            why = f"cannot listen on {webhook.bind} port {webhook.port} ({(error.strerror or str(error)).lower()})"
            raise ProfileError(f"webhook: {why}; set webhook.bind and webhook.port") from None
        self.redactor.add("webhook_path", listener.path)
        listener.start()
        try:
            yield listener
        finally:
            listener.stop()

    def judge(self, check: Check, case: str) -> Finding:
        """The finding of `check` as it may be told, once its evidence is in."""
        assert self.run is not None
        return told(examine(check, case, self.run, self.run.profile), self.redactor)

    def close(self) -> None:
        """Remove what the run kept on disk."""
        if self.run is not None:
            self.run.close()

    def results(self, judged: Sequence[tuple[Check, str, Finding | None]], interrupted: bool) -> Results:
        """What the session found; a check that was not judged before an interruption is judged on what there is."""
        run = self.run
        assert run is not None
        if interrupted:
            # However early the interruption came, nothing is waited for any more.
            run.stop()
        return Results(
            run=run.id,
            started=run.started,
            finished=time.time(),
            target=_where(run.profile.target, run.evidence()),
            reference=self.embedded,
            profile=run.profile.hash,
            strict=self.options.strict,
            interrupted=interrupted,
            findings=[found or self.judge(check, case) for check, case, found in judged],
            evidence=run.evidence(),
            needed_by={play.id: names for play, names in run.plan.needed_by.items()},
            basis=basis(run.profile, self.embedded),
            undeclared=frozenset(service for service in services() if not run.profile.declares(service)),
        )


def _readable(ca: Path) -> None:
    """Raises ProfileError when `ca` holds no certificates."""
    try:
        ssl.create_default_context(cafile=ca)
    except ssl.SSLError:
        raise ProfileError(f"--ca {ca}: this is no PEM file of certificates; name one") from None
    except OSError as error:
        raise ProfileError(f"--ca {ca}: cannot be read ({(error.strerror or str(error)).lower()})") from None


def _misconfigured(faults: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the embedded provider with `faults` writes wrongly into its own configuration, by service."""
    overlay: dict[str, dict[str, Any]] = {}
    for fault in (FAULTS[name] for name in sorted(faults)):
        overlay.setdefault(fault.service, {}).update(fault.settings)
    return overlay


def _all_reachable(profile: Profile) -> None:
    """Raises ProfileError when a declared service, or the observer, has no host to be sent to. A URL that has none for
    want of a scheme is a mistake in the provider's configuration, which its checks tell."""
    for service, settings in profile.services.items():
        configured = settings.get("url", "")
        if configured.startswith("/") or origin_of(configured):
            profile.url(service, configured)
    observer = profile.observer
    if observer is not None and observer.url is not None and observer.url.startswith("/"):
        raise ProfileError(f"{profile.path}: target is missing; give --target, or an absolute URL in observer.url")


def _where(target: str | None, evidence: Sequence[Evidence]) -> str:
    """The target, or where the requests went when each service has a host of its own."""
    if target is not None:
        return without_user_info(target)
    sent = (exchange for played in evidence for exchange in played.steps.values() if not exchange.inbound)
    return ", ".join(sorted({without_user_info(Url.parse(exchange.request.url).origin) for exchange in sent}))
