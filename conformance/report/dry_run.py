"""What a dry run prints: the scenarios that would be played, their cost, and whom a message may reach."""

from collections.abc import Iterator

from ..plan import Plan
from ..profile import Profile
from ..profile.schema import leaves, service_schema
from .terminal import Line
from .words import counted


def lines(plan: Plan, profile: Profile) -> Iterator[Line]:
    """Every scenario in the order of sending, its cost and the checks that need it, and last the sum."""
    for play in sorted(plan.plays, key=lambda play: play.scenario.phase):
        held = plan.held_back.get(play)
        cost = counted(plan.costs[play], "message") if plan.costs[play] else ""
        yield Line(f"  {play.id:<60} {f'not sent: {held.reason}' if held else cost}".rstrip())
        yield Line(f"      for {', '.join(plan.needed_by[play])}")
    sent = counted(len(plan.plays) - len(plan.held_back), "scenario")
    most = f"at most {counted(plan.messages, 'message')} sent"
    yield Line(f"{sent} would be played, {most}; nothing was sent.", ("bold",))
    if plan.messages:
        yield Line(f"Messages may go to: {', '.join(sorted(_reachable(plan, profile)))}")


def _reachable(plan: Plan, profile: Profile) -> set[str]:
    """Whom the planned messages may reach: the profile's recipients where a service sends to them, and the people whom
    a service's own settings name."""
    sending = {play.scenario.service for play in plan.plays if plan.costs[play] and play not in plan.held_back}
    settings = {"services": {service: profile.settings(service) for service in sending}}
    named = {leaf.value for leaf in leaves(settings) if leaf.schema.get("x-recipient")}
    to_recipients = any(service_schema(service).get("x-sends-to-recipients") for service in sending)
    return named | set(profile.recipients if to_recipients else ())
