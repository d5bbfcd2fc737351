"""A command line on which nothing goes unnoticed."""

import argparse
import re
from typing import Any

from .naming import did_you_mean


class StrictParser(argparse.ArgumentParser):
    """Refuses what it does not know itself, with its own usage; argparse leaves that to the parser at the top."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        chosen, unknown = super().parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            if not name.startswith("-"):
                self.error(f"{unknown[0]}: one argument too many")
            known = tuple(re.findall(r"--[a-z-]+", self.format_usage()))
            self.error(f"{name}: no such option; {did_you_mean(name, known, f'{self.prog} --help')}")
        return chosen, unknown
