"""How long a run of all five services takes against each hostile target, beside one against the reference provider.

python tests/benchmarks/bounded_time.py [TARGET ...]
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hostile import replies
from hostile_run import run
from hostile_targets import TARGETS

from conformance.reference import Provider


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, Provider() as provider:
        reference = replies("reference", "conforms", lambda request, bait: provider._respond(request))
        usual = run(reference, Path(folder)).seconds
        print(f"{'the reference provider':<24} {usual:>6.1f} s")
        for target in TARGETS:
            if not names or target.name in names:
                seconds = run(target, Path(folder)).seconds
                print(f"{target.name:<24} {seconds:>6.1f} s {seconds / usual:>6.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
