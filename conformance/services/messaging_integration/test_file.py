"""The integration file itself, before any traffic (document 002, JSON template file)."""

from ...check import check
from ...clients.ringotel.lint import Severity
from ...expect import noted, observe
from ...profile import Profile
from ...verdict import Observation, Party
from .scenarios import SERVICE, problems


def no_file(profile: Profile, case: str) -> str | None:
    return None if profile.declared else f"no file of the provider's was given: set services.{SERVICE}.integration"


@check(f"{SERVICE}.file.valid", proves="integration-file-valid", needs=no_file)
def integration_file_is_valid(profile: Profile) -> list[Observation]:
    """Has an integration file by which the caller can work."""
    try:
        found = problems(profile)
    except UnicodeDecodeError as error:
        return [observe(False, "UTF-8 text", f"byte {error.start} is not", "file", party=Party.CONFIGURATION)]
    errors = [
        observe(
            False,
            "a file the caller can use",
            problem.problem,
            problem.pointer,
            party=Party.CONFIGURATION,
            remedy=problem.remedy,
        )
        for problem in found
        if problem.level is Severity.ERROR
    ]
    notes = [
        noted(f"{problem.problem}: {problem.remedy}", problem.pointer)
        for problem in found
        if problem.level is not Severity.ERROR
    ]
    return [*(errors or [observe(True, "a file the caller can use", "no error", "file")]), *notes]
