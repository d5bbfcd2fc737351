"""The test bench: the provider under test, the webhook listener and the run, and what a session found on them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from .check import Check
from .chosen import chosen_profile, is_embedded
from .contract import services
from .exchange.message import Url
from .exchange.prompt import Prompt
from .exchange.redaction import Redactor
from .judging import examine
from .options import Options
from .past_run import PastRun, Saved, hold_against, read
from .plan import Plan, make_plan
from .profile import Profile, ProfileError
from .report.results import Results
from .report.symptoms import symptoms
from .report.terminal import basis
from .report.told import told
from .report.words import without_user_info
from .run import Run
from .scenario import Phase
from .stage import stage
from .verdict import Finding


@dataclass
class Bench:
    """What one session knows. `embedded` is whether the provider under test is the embedded one, `tester` who may be
    asked, `saved` the run that is to be judged again; `run` is None until something is to be sent or judged."""

    options: Options
    profile: Profile
    redactor: Redactor
    embedded: bool
    tester: Prompt | None = None
    saved: Saved | None = None
    run: Run | PastRun | None = None

    @classmethod
    def set_up(cls, options: Options) -> "Bench":
        """The bench for what the operator chose. Raises options.UnknownName, profile.ProfileError or
        past_run.NotJudged, each with one sentence."""
        profile, saved = chosen_profile(options), None
        if options.judge is not None:
            saved = read(options.judge)
            hold_against(saved, profile, options.reports)
        tester = _tester() if options.interactive and saved is None else None
        redactor = Redactor(profile.secrets, profile.secret_fields)
        return cls(options, profile, redactor, is_embedded(options), tester, saved)

    @property
    def subject(self) -> str:
        """What is tested, in a few words."""
        if self.options.listen:
            return "callbacks"
        if self.saved is not None:
            return f"the saved run {self.saved.id}"
        if self.embedded:
            return "the embedded reference provider"
        return self.profile.target or "each service's own host"

    def plan(self, selected: Sequence[tuple[Check, str]]) -> Plan:
        limits = self.profile.limits
        budget = limits.budget if self.options.budget is None else self.options.budget
        return make_plan(selected, self.profile, budget=budget, only_safe=self.options.only_safe)

    @contextmanager
    def running(self, plan: Plan) -> Iterator[Run]:
        """Plays `plan` in the background. At the end nothing more is sent, and all evidence there is stays.

        Raises profile.ProfileError when the webhook listener cannot listen.
        """
        with stage(self.profile, self.redactor, self.embedded, self.options.faults) as (profile, listener):
            run = self.run = Run(
                plan,
                profile,
                self.redactor,
                concurrency=self.options.concurrency,
                max_time=None if self.options.listen else self.options.max_time,
                listener=listener,
                tester=self.tester,
            )
            try:
                run.start()
                yield run
                # What no check awaited may be on its way all the same, and belongs in the record.
                run.evidence()
            except BaseException:
                run.stop()
                raise

    def judge_again(self, plan: Plan) -> PastRun | None:
        """The saved run as that of the session, where there is one: nothing is sent."""
        if self.saved is not None:
            self.run = PastRun(self.saved, plan, self.profile)
            return self.run
        return None

    def judge(self, check: Check, case: str) -> Finding:
        """The finding of `check` as it may be told, once its evidence is in."""
        assert self.run is not None
        return told(examine(check, case, self.run, self.run.profile), self.redactor)

    def _target(self, run: Run | PastRun) -> str:
        """The target, where the requests went when each service has a host of its own, or what was called."""
        if isinstance(run, PastRun):
            return run.saved.target or "each service's own host"
        if self.options.listen and run.listener is not None:
            return f"callbacks to {Url.parse(run.listener.url).origin}"
        if run.profile.target is not None:
            return without_user_info(run.profile.target)
        sent = (one for played in run.evidence() for one in played.steps.values() if not one.inbound)
        return ", ".join(sorted({without_user_info(Url.parse(one.request.url).origin) for one in sent}))

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
        usual = frozenset(play.id for play in run.plan.plays if play.scenario.phase is Phase.POSITIVE)
        return Results(
            run=run.id,
            started=run.started,
            finished=run.saved.finished if isinstance(run, PastRun) else time.time(),
            target=self._target(run),
            reference=self.embedded,
            profile=run.profile.hash,
            strict=self.options.strict,
            interrupted=interrupted,
            findings=[found or self.judge(check, case) for check, case, found in judged],
            evidence=run.evidence(),
            needed_by={play.id: names for play, names in run.plan.needed_by.items()},
            basis=basis(run.profile, self.embedded),
            undeclared=frozenset(service for service in services() if not run.profile.declares(service)),
            symptoms=symptoms(run.evidence(), usual, self.redactor),
        )


def _tester() -> Prompt:
    """Raises ProfileError when nobody is there."""
    try:
        return Prompt()
    except OSError:
        raise ProfileError("--interactive: there is no terminal to ask anybody on; leave it out") from None
