"""A download is as long as its header says (RFC 9112, sections 6.3 and 8)."""

from ...check import check
from ...exchange.message import Exchange, FailureKind
from ...expect import noted, observe, succeeded, unproven
from ...verdict import Observation, Outcome
from .playing import undeclared
from .scenarios import whole_download
from .servlets import ONE, SERVICE, SEVERAL
from .test_download import OWN, token_is_minted


@check(
    f"{SERVICE}.download.whole",
    proves="body-is-whole",
    sends=whole_download,
    cases=(ONE, SEVERAL),
    needs=undeclared,
    control=token_is_minted,
    relies_on=OWN,
    may_fail=("every_body",),
)
def download_is_whole(every_body: list[Exchange]) -> Observation:
    """Sends as many bytes of a download as it announces."""
    seen = [_length(body) for body in every_body]
    broken = [one for one in seen if one.outcome is Outcome.BROKEN]
    if broken and len(broken) < len(seen):
        return unproven(f"only one of two downloads: {broken[0].remedy}", broken[0].where, broken[0].actual)
    return seen[0]


def _length(body: Exchange) -> Observation:
    """What came of one download against what its header announced."""
    answer, came = body.answer, body.answer.body.size
    chunked = "chunked" in (answer.header("Transfer-Encoding") or "").lower()
    length = None if chunked else answer.header("Content-Length")
    expected = f"{length} bytes" if length else "a last chunk"
    if not succeeded(body):
        return unproven("only a download that is served tells", "status", answer.status)
    if body.failure:
        if body.failure.kind is not FailureKind.TRUNCATED:
            return unproven(body.failure.detail, "response", body.failure.kind.value)
        return observe(False, expected, f"{came} bytes", "body", remedy=body.failure.detail)
    # Line ends after a message are tolerated (RFC 9112, 2.2).
    if answer.surplus.strip(b"\r\n"):
        more = f"{came + len(answer.surplus)} bytes or more"
        return observe(False, expected, more, "body", remedy="more bytes came than the header announces")
    if length is None and not chunked:
        return noted("neither a length nor chunks, so that a cut would not show", "body")
    return observe(True, expected, f"{expected} after {came} bytes" if chunked else expected, "body")
