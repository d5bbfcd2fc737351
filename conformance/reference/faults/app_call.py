"""Faults that every service can have that the app calls: who may send, to whom, and how a refusal looks."""

from .fault import Fault, fault


def faults_of_app_calls(service: str, prefix: str = "") -> tuple[Fault, ...]:
    """The faults of `service`, the name of each after `prefix`."""

    def row(name: str, summary: str, *moves: str, where: str, disturbs: tuple[str, ...] = ()) -> Fault:
        return fault(service, prefix + name, summary, *moves, where=where, disturbs=disturbs)

    return (
        row("method-not-served", "Answers PUT 405.", "combination.served", where="status"),
        row(
            "head-with-body",
            "Sends bytes after the header of an answer to HEAD.",
            "head.no-body",
            where="after the header",
        ),
        row("head-differs", "Answers 202 to HEAD where GET is answered 200.", "head.answers-like-get", where="status"),
        row("new-app-refused", "Answers any version of the app but one 403.", "app.any-version", where="status"),
        row(
            "new-app-lost",
            "Takes messages from any version of the app but one, and loses them.",
            "arrival.any-version",
            where="observer",
        ),
        row(
            "any-password",
            "Accepts any password of a known user.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "any-password-by-get",
            "Accepts any password of a known user by GET.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "empty-password-accepted",
            "Accepts an empty password of a known user.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "absent-password-accepted",
            "Accepts a known user without a password.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "masked-password-accepted",
            "Accepts a password of nothing but asterisks.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "unknown-account-accepted",
            "Accepts users whom it does not know.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "login-cached",
            "Accepts any password within a minute of a good one of the same user.",
            "credentials.refused",
            disturbs=("refusal.not-in-2xx",),
            where="status",
        ),
        row(
            "missing-recipient-accepted",
            "Accepts a message without a recipient.",
            "recipient.refused",
            disturbs=("recipient.not-in-2xx", "recipient.message", "recipient.reveals-nothing"),
            where="status",
        ),
        row(
            "empty-recipient-accepted",
            "Accepts a message to an empty recipient.",
            "recipient.refused",
            disturbs=("recipient.not-in-2xx", "recipient.message", "recipient.reveals-nothing"),
            where="status",
        ),
        row(
            "malformed-recipient-accepted",
            "Accepts a message to what is no address.",
            "recipient.refused",
            disturbs=("recipient.not-in-2xx", "recipient.message", "recipient.reveals-nothing"),
            where="status",
        ),
        row(
            "refusal-in-200",
            "Answers wrong credentials 200 with an error inside.",
            "refusal.not-in-2xx",
            disturbs=("credentials.refused",),
            where="body",
        ),
        row(
            "refusal-html",
            "Refuses with a page of HTML.",
            "refusal.message",
            "recipient.message",
            disturbs=("refusal.content-type", "refusal.plain-message"),
            where="body",
        ),
        row(
            "refusal-empty",
            "Refuses with an empty body.",
            "refusal.message",
            "recipient.message",
            disturbs=("refusal.content-type", "refusal.plain-message"),
            where="body",
        ),
        row(
            "refusal-message-number",
            "Refuses with a number for a message.",
            "refusal.message",
            "recipient.message",
            disturbs=("refusal.content-type", "refusal.plain-message"),
            where="body",
        ),
        row(
            "refusal-type-missing",
            "Refuses without saying the content type.",
            "refusal.content-type",
            where="header Content-Type",
        ),
        row(
            "refusal-trace",
            "Puts a stack trace beside the message of a refusal.",
            "refusal.reveals-nothing",
            "recipient.reveals-nothing",
            where="body",
        ),
        row("refusal-markup", "Puts the message of a refusal in bold type.", "refusal.plain-message", where="body"),
        row(
            "refusal-repeats-password",
            "Repeats a wrong password in its refusal.",
            "refusal.plain-message",
            where="body",
        ),
        row(
            "recipient-refusal-in-200",
            "Answers a message to nobody 200 with an error inside.",
            "recipient.not-in-2xx",
            disturbs=("recipient.refused",),
            where="body",
        ),
        row(
            "recipient-refusal-html",
            "Refuses a message to nobody with a page of HTML.",
            "recipient.message",
            where="body",
        ),
        row(
            "recipient-refusal-trace",
            "Puts a stack trace beside the message of its refusal of nobody.",
            "recipient.reveals-nothing",
            where="body",
        ),
    )
