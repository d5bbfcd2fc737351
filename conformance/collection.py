"""All checks of all services, for those who look at them without running them."""

import importlib
from functools import cache

from .check import Check
from .contract import folder_of, services


@cache
def checks_of(service: str) -> tuple[Check, ...]:
    """Every check of `service`, module by module, in the order in which it is written."""
    found: list[Check] = []
    folder = folder_of(service)
    for path in sorted(folder.glob("test_*.py")):
        module = importlib.import_module(f"conformance.services.{folder.name}.{path.stem}")
        found += [item for item in vars(module).values() if isinstance(item, Check) and item.module == module.__name__]
    return tuple(found)


def all_checks() -> tuple[Check, ...]:
    """Every check of every service."""
    return tuple(check for service in services() for check in checks_of(service))
