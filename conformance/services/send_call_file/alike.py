"""Whether another program than curl is dealt with as curl is (document 001, introduction)."""

from ...clients.disposition import is_attachment
from ...clients.media import Category
from ...exchange.message import Exchange, Response
from ...expect import observe, unproven
from ...verdict import Json, Observation
from .recording import category, is_recording


def is_served(answer: Response) -> bool:
    """Whether `answer` is what a download has to be, as curl's own is judged elsewhere."""
    return is_recording(answer) and is_attachment(answer)


def aspects(answer: Response) -> dict[str, Json]:
    """How a request was dealt with, by the places where it shows."""
    kind = "attachment" if is_attachment(answer) else "no attachment"
    return {"status": answer.status, "body": str(category(answer)), "header Content-Disposition": kind}


def differing(one: Response, other: Response) -> str | None:
    """The first place in which two answers differ, or None. Unknown bytes may be of the same kind as any."""
    mine, its = aspects(one), aspects(other)
    unknown = Category.UNKNOWN in (mine["body"], its["body"])
    return next((at for at in mine if mine[at] != its[at] and not (at == "body" and unknown)), None)


def alike(every_answer: list[Exchange]) -> Observation:
    """What another program got: broken where it was twice denied what curl got after that."""
    first, *more = (exchange.answer for exchange in every_answer)
    if not more:
        return observe(True, first.status, first.status, "status")
    again, curl = more
    if not is_recording(curl):
        return unproven("curl itself got no recording then", "status", curl.status)
    where = differing(first, curl)
    if where is None:
        return observe(True, curl.status, first.status, "status")
    if differing(first, again):
        return unproven("the second of two requests was dealt with otherwise")
    return observe(False, aspects(curl)[where], aspects(first)[where], where)
