"""What the suite has to say of each hostile server, and the page of the documentation that is made of it."""

from dataclasses import dataclass

from hostile_targets import TARGETS

from conformance.resources import PACKAGE

PAGE = PACKAGE.parent / "docs" / "hostile.md"

TIMES = "## How long it takes"
"""Begins the part of the page that is measured: `tests/benchmarks/bounded_time.py` writes it."""

SERVICES = (
    "media-reference-send",
    "send-call-file",
    "messaging-integration",
    "smart-contact-notification",
    "send-message",
)

VERDICTS = {"F": "FAIL", "I": "INCONCLUSIVE", "P": "PASS"}
NO_SESSION = {
    "FAIL": "expected a session id in the body or a cookie, got an empty body",
    "INCONCLUSIVE": "the answer may hold a session in a form that the document does not show",
}
"""The first cause for a call recorder that answers everything alike: it is asked nothing but to log in as long as it
gives no session, and answers to one question are no pattern."""
CODES = {"FAIL": 1, "INCONCLUSIVE": 6, "PASS": 0}

TABLE = """
target          media calls messaging contacts texts code first cause
nothing         F     F     F         F        F     1    answers 200 with nothing, whatever is asked
no-content      F     F     F         P        F     1    answers 204 with nothing, whatever is asked
html-400        F     F     F         F        F     1    are answered 400
html-401        F     F     F         F        F     1    are answered 401
html-404        F     F     F         F        F     1    are answered 404
html-500        F     F     F         F        F     1    are answered 500
html-502        I     I     I         I        I     6    are answered 502, which says nothing about the contract
echo            F     I     F         F        F     1    answers 200 with what it was sent, whatever is asked
login-page      F     F     F         F        F     1    are redirected (302) to
hangs-up        I     I     I         I        I     6    the connection was closed without an answer
mute            I     I     I         I        I     6    no answer within the read time-out
half-header     I     I     I         I        I     6    the answer is not HTTP that this caller can read
drip            I     I     I         I        I     6    no complete answer within 2 s
drip-body       I     I     I         I        I     6    no complete answer within 2 s
endless-header  I     I     I         I        I     6    the answer is not HTTP that this caller can read
endless-line    I     I     I         I        I     6    the answer is not HTTP that this caller can read
endless-body    I     I     I         I        I     6    more than 1 MB
late            I     I     I         I        I     6    no answer within the read time-out
expired         I     I     I         I        I     6    certificate has expired
foreign         I     I     I         I        I     6    unable to get local issuer certificate
tls-for-http    I     I     I         I        I     6    the connection was closed without an answer
http-for-tls    I     I     I         I        I     6    wrong version number
ssh             I     I     I         I        I     6    the answer is not HTTP that this caller can read
reset           I     I     I         I        I     6    the connection ended after 5 of 1000 bytes
gzip-bomb       F     I     F         F        F     1    answers 200 with the same
xml-bomb        F     I     F         F        F     1    answers 200 with the same 592 bytes, whatever is asked
xml-bomb-400    F     F     F         F        F     1    are answered 400
entities        F     I     F         F        F     1    answers 200 with the same
entities-400    F     F     F         F        F     1    are answered 400
deep-json       F     I     F         F        F     1    answers 200 with the same 200,000 bytes, whatever is asked
deep-json-400   F     F     F         F        F     1    are answered 400
undecodable     F     I     F         F        F     1    answers 200 with the same 40 bytes, whatever is asked
undecodable-400 F     F     F         F        F     1    are answered 400
nul             F     F     F         F        F     1    answers 200 with nothing, whatever is asked
early-hints     F     F     F         F        F     1    answers 200 with nothing, whatever is asked
"""


@dataclass(frozen=True)
class Row:
    """What is expected of a run against a target: the verdict of each service, the exit code of the whole, the words
    that name its first cause, and those that name that of each service alone, "" where there is none."""

    verdicts: dict[str, str]
    code: int
    cause: str
    causes: dict[str, str]


def rows() -> dict[str, Row]:
    """The table, by the names of the targets."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        name, *letters, code, cause = line.split(None, 7)
        verdicts = {service: VERDICTS[letter] for service, letter in zip(SERVICES, letters, strict=True)}
        causes = {service: "" if verdict == "PASS" else cause for service, verdict in verdicts.items()}
        if cause.startswith("answers "):
            causes["send-call-file"] = NO_SESSION[verdicts["send-call-file"]]
        found[name] = Row(verdicts, int(code), cause, causes)
    return found


INTRODUCTION = """\
# Servers that are no provider

A suite that is green when it talked to nothing, or red because it fell over, proves nothing. So it is run against
servers that break the rules of HTTP, or keep them and answer the same to everything. This is what it says of each,
service by service: the verdict, and the exit code of a run for that service. The last columns are the exit code of a
run for all five, and what it names as the cause to be fixed first, once and before all findings. A run for one service
names the same; only of a call recorder that answers everything alike it tells how the log-in was answered, for without
a session nothing else is asked. `tests/test_hostile_targets.py` holds it to that, with a profile that the reference
provider satisfies.

Only one cell is green: all that document 003 asks of a smart-contact provider is to answer 204 to a notification. A
warning tells it that 204 to what nobody can have read loses a notification. Nothing is to be fixed first there.

An origin that has answered nothing wholly is given up after its second time-out or endless body: a run costs a few
time-outs, and not one for every check. Nothing but the target is touched. No redirect is followed, and a document type
ends the reading of XML, for only there can entities be declared, which name files and other hosts or grow without
bound. Of a compressed body at most 8 MB are unpacked, and at most 2 MB of an answer are held in memory.
"""


def page() -> str:
    """The page, in Markdown, but for what is measured."""
    header = ["target", "what it does", *SERVICES, "all", "first cause"]
    lines = [INTRODUCTION, f"| {' | '.join(header)} |", "|" + " --- |" * len(header)]
    expected = rows()
    for target in TARGETS:
        row = expected[target.name]
        cells = (f"{verdict} ({CODES[verdict]})" for verdict in row.verdicts.values())
        lines.append(f"| `{target.name}` | {target.does} | {' | '.join(cells)} | {row.code} | … {row.cause} |")
    return "\n".join(lines) + "\n"
