"""What a run's exit code says in words, and how much of the run it does not speak of."""

from ..verdict import ExitCode, Verdict
from .results import Results

MEANING = {
    ExitCode.CONFORMANT: "conformant",
    ExitCode.NOT_CONFORMANT: "not conformant",
    ExitCode.INTERRUPTED: "interrupted",
    ExitCode.SUITE_FAULT: "the suite itself failed",
    ExitCode.USAGE: "wrong usage or profile",
    ExitCode.NOTHING_EXERCISED: "nothing was exercised",
    ExitCode.INCONCLUSIVE: "inconclusive",
}


def meaning(code: ExitCode, results: Results) -> str:
    """`code` in words. Where checks were left out, a 0 speaks of the others only."""
    if code is ExitCode.CONFORMANT and left_out(results):
        return "no fault in what was exercised, which is no proof of conformance"
    return MEANING[code]


def left_out(results: Results) -> str:
    """How many of the checks that apply the operator left out, as a sentence; "" where it is none."""
    count = sum(finding.verdict is Verdict.SKIP for finding in results.findings)
    applying = sum(finding.verdict is not Verdict.NOT_APPLICABLE for finding in results.findings)
    checks = f"{count} of {applying} checks that apply" if count < applying else f"all {count} checks that apply"
    return f"Left out on request: {checks}. What they are about is not proven." if count else ""
