"""Where the suite's own data lies: inside the installed package, or at the root of a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
SERVICES = PACKAGE / "services"


def _folder(name: str) -> Path:
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


SCHEMAS = _folder("schemas")
FIXTURES = _folder("fixtures")
