"""What the suite has to say of each hostile server, and the page of the documentation that is made of it."""

from dataclasses import dataclass

from hostile_targets import TARGETS

from conformance.resources import PACKAGE

PAGE = PACKAGE.parent / "docs" / "hostile.md"

SERVICES = (
    "media-reference-send",
    "send-call-file",
    "messaging-integration",
    "smart-contact-notification",
    "send-message",
)

VERDICTS = {"F": "FAIL", "I": "INCONCLUSIVE", "P": "PASS"}
CODES = {"FAIL": 1, "INCONCLUSIVE": 6, "PASS": 0}

TABLE = """
target            media  calls  messaging  contacts  texts  exit code  first cause
nothing           F      F      F          F         F      1          200
no-content        F      F      F          P         F      1          204
html-400          F      F      F          F         F      1          400
html-401          F      F      F          F         F      1          401
html-404          F      F      F          F         F      1          404
html-500          F      F      F          F         F      1          500
html-502          I      I      I          I         I      6          answered 502, which says nothing
echo              F      I      F          F         F      1          200
login-page        F      F      F          F         F      1          /login
hangs-up          I      I      I          I         I      6          the connection was closed without an answer
mute              I      I      I          I         I      6          no answer within the read time-out
half-header       I      I      I          I         I      6          the answer is not HTTP that this caller can read
drip              I      I      I          I         I      6          no complete answer within 2 s
drip-body         I      I      I          I         I      6          no complete answer within 2 s
endless-header    I      I      I          I         I      6          the answer is not HTTP that this caller can read
endless-line      I      I      I          I         I      6          the answer is not HTTP that this caller can read
endless-body      I      I      I          I         I      6          more than 1 MB
late              I      I      I          I         I      6          no answer within the read time-out
expired           I      I      I          I         I      6          certificate has expired
foreign           I      I      I          I         I      6          unable to get local issuer certificate
tls-for-http      I      I      I          I         I      6          the connection was closed without an answer
http-for-tls      I      I      I          I         I      6          wrong version number
ssh               I      I      I          I         I      6          the answer is not HTTP that this caller can read
reset             I      I      I          I         I      6          the connection ended after 5 of 1000 bytes
gzip-bomb         F      I      F          F         F      1          200
xml-bomb          F      I      F          F         F      1          200
xml-bomb-400      F      F      F          F         F      1          400
entities          F      I      F          F         F      1          200
entities-400      F      F      F          F         F      1          400
deep-json         F      I      F          F         F      1          200
deep-json-400     F      F      F          F         F      1          400
undecodable       F      I      F          F         F      1          200
undecodable-400   F      F      F          F         F      1          400
nul               F      F      F          F         F      1          200
early-hints       F      F      F          F         F      1          200
"""


@dataclass(frozen=True)
class Row:
    """What is expected of a run against a target: the verdict of each service, the exit code of the whole, and the
    words by which the first screen names the cause."""

    verdicts: dict[str, str]
    code: int
    cause: str


def rows() -> dict[str, Row]:
    """The table, by the names of the targets."""
    found = {}
    for line in TABLE.strip().splitlines()[1:]:
        name, *letters, code, cause = line.split(None, 7)
        verdicts = {service: VERDICTS[letter] for service, letter in zip(SERVICES, letters, strict=True)}
        found[name] = Row(verdicts, int(code), cause)
    return found


INTRODUCTION = """\
# Servers that are no provider

A suite that is green when it talked to nothing, or red because it fell over, proves nothing. So it is run against
servers that break the rules of HTTP, or keep them and answer the same to everything. This is what it says of each,
service by service: the verdict, and the exit code of a run for that service. The last column is the exit code of a run
for all five. `tests/test_hostile_targets.py` holds it to that, with a profile that the reference provider satisfies.

Only one cell is green: all that document 003 asks of a smart-contact provider is to answer 204 to a notification. A
warning tells it that 204 to what nobody can have read loses a notification.

An origin that has answered nothing wholly is given up after its second time-out or endless body: a run costs a few
time-outs, and not one for every check. Nothing but the target is touched. No redirect is followed, and a document type
ends the reading of XML, for only there can entities be declared, which name files and other hosts or grow without
bound. Of a compressed body at most 8 MB are unpacked.
"""


def page() -> str:
    """The page, in Markdown."""
    header = ["target", "what it does", *SERVICES, "all"]
    lines = [INTRODUCTION, f"| {' | '.join(header)} |", "|" + " --- |" * len(header)]
    expected = rows()
    for target in TARGETS:
        row = expected[target.name]
        cells = (f"{verdict} ({CODES[verdict]})" for verdict in row.verdicts.values())
        lines.append(f"| `{target.name}` | {target.does} | {' | '.join(cells)} | {row.code} |")
    return "\n".join(lines) + "\n"
