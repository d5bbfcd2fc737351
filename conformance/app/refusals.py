"""What each service of the app has to refuse: credentials that are no account's, and recipients that are nobody
(document 000, Response)."""

import re
from dataclasses import replace

from ..clients.acrobits.combination import without
from ..clients.acrobits.request import WebService
from ..conversation import Conversation
from ..profile import Account, Profile
from .plays import usual
from .service import NAME, PASSWORD, AppService, Change

CREDENTIALS = ("wrong", "empty", "absent", "masked", "unknown-account")
RECIPIENTS = ("missing", "empty", "malformed")
WRONG_PASSWORD = re.compile("wrong-[0-9a-f]{8}")
STARS = "********"
"""What the app puts in the place of the password over plain http."""


def without_password(service: WebService) -> WebService | None:
    """The configuration without any field for the password."""
    left = without(service, PASSWORD)
    return left and replace(left, auth_username="", auth_password="")


def without_recipient(service: WebService) -> WebService | None:
    """The configuration without any field for the recipient."""
    return without(service, "sms_to")


def bad_credentials(talk: Conversation, app: AppService, case: str) -> None:
    """A valid message, the same with credentials that are no account's, and a valid one: `good`, `refusal`, `after`."""
    account = talk.profile.account
    wrong = {
        "wrong": Account(account.username, f"wrong-{talk.run_id}"),
        "empty": Account(account.username, ""),
        "masked": Account(account.username, STARS),
        "unknown-account": Account(f"nobody-{talk.run_id}", account.password),
    }
    change = without_password if case == "absent" else None
    talk.send("good", usual(talk, app, talk.mark("before")))
    talk.send("refusal", usual(talk, app, talk.mark(), account=wrong.get(case), change=change))
    talk.send("after", usual(talk, app, talk.mark("after")))


def bad_recipient(talk: Conversation, app: AppService, case: str) -> None:
    """A valid message, the same to nobody, and a valid one: `good`, `refusal`, `after`."""
    nobody = "nobody" if case == "malformed" else ""
    change = without_recipient if case == "missing" else None
    talk.send("good", usual(talk, app, talk.mark("before")))
    talk.send("refusal", usual(talk, app, talk.mark(), nobody, change=change, reaches=False))
    talk.send("after", usual(talk, app, talk.mark("after")))


def no_credentials(app: AppService, profile: Profile, case: str) -> str | None:
    """Why bad credentials cannot be tried, or None: a need of checks."""
    if reason := app.carries_password(profile):
        return reason
    if case == "unknown-account" and not app.sends(profile, NAME):
        return f"the configured templates carry no %{NAME}%"
    if case == "absent" and _lacks(without_password, app, profile):
        return "the configured template has no field of its own for the password"
    return None


def no_recipient(app: AppService, profile: Profile, case: str) -> str | None:
    """Why a message to nobody cannot be tried, or None: a need of checks."""
    if case == "missing" and _lacks(without_recipient, app, profile):
        return "the configured template has no field of its own for the recipient"
    return None


def no_body(app: AppService, profile: Profile, case: str) -> str | None:
    """Why a refusal can say nothing, or None: a need of checks."""
    return "an answer to HEAD has no body" if app.primary(profile) == "head" else no_credentials(app, profile, case)


def _lacks(change: Change, app: AppService, profile: Profile) -> bool:
    """Whether `change` is impossible. Of a configuration by which nothing can be sent the play itself tells why."""
    return app.unusable(profile) is None and change(app.configuration(profile)) is None
