"""The first screen of the report page: the verdict, the services, what failed, what is not proven, what was sent."""

from typing import Any

from .. import __version__
from ..verdict import Verdict
from .coverage import coverage
from .grouping import WORST_FIRST, alike, causes
from .meaning import left_out, meaning
from .results import Results, ledger, moment
from .root_causes import FOR_THE_FIRST, root_causes, unexplained
from .words import counted


def content(results: Results) -> dict[str, Any]:
    """What `summary.html` is made of."""
    others = unexplained(results)
    explained = len(results.not_proven) - len(others)
    totals = {kind: sum(f.verdict is kind for f in results.findings) for kind in WORST_FIRST}
    return {
        "results": results,
        "code": int(results.exit_code),
        "meaning": meaning(results.exit_code, results),
        "left_out": left_out(results),
        "started": moment(results.started)[:19].replace("T", " "),
        "seconds": f"{results.finished - results.started:.1f}",
        "version": __version__,
        "totals": {kind: count for kind, count in totals.items() if count},
        "every_verdict": WORST_FIRST,
        "fix_first": root_causes(results),
        "failed": alike(f for f in results.findings if f.verdict in (Verdict.FAIL, Verdict.ERROR)),
        "warned": alike(f for f in results.findings if f.verdict is Verdict.WARN),
        "not_proven": causes(others),
        "explained": FOR_THE_FIRST.format(counted(explained, "check")) if explained else "",
        "not_proven_count": len(results.not_proven),
        "reach": coverage(results),
        "messages": ledger(results),
    }
