"""How long a run of all five services takes against each hostile target, beside one against the reference provider.

python tests/benchmarks/bounded_time.py [--write] [TARGET ...]

--write puts the figures into docs/hostile.md, and the rest of that page with them.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hostile import replies
from hostile_run import run
from hostile_table import PAGE, TIMES, page
from hostile_targets import TARGETS

from conformance.reference import Provider

SECTION = """
{heading}

Measured once, and not compared by any test: a run of all five services against each, as a share of one against the
reference provider, which took {usual:.1f} s on the machine that measured. The profile gives an answer 1 s to go on and
2 s to be whole; whoever keeps the suite waiting is waited for that long a few times.

| target | time, the reference provider's being 1 |
| --- | --- |
{rows}
"""


def section(usual: float, seconds: Mapping[str, float]) -> str:
    """The measured part of the page: the `seconds` of each target beside the `usual` ones."""
    rows = "\n".join(f"| `{name}` | {took / usual:.2f} |" for name, took in seconds.items())
    return SECTION.format(heading=TIMES, usual=usual, rows=rows)


def main(words: list[str]) -> None:
    names = [word for word in words if word != "--write"]
    seconds = {}
    with tempfile.TemporaryDirectory() as folder, Provider() as provider:
        reference = replies("reference", "conforms", lambda request, bait: provider._respond(request))
        usual = run(reference, Path(folder)).seconds
        print(f"{'the reference provider':<24} {usual:>6.1f} s")
        for target in TARGETS:
            if not names or target.name in names:
                seconds[target.name] = run(target, Path(folder)).seconds
                print(
                    f"{target.name:<24} {seconds[target.name]:>6.1f} s {seconds[target.name] / usual:>6.2f}", flush=True
                )
    if "--write" in words and not names:
        PAGE.write_text(page() + section(usual, seconds), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
