"""The texts that are sent, and what may break each of them (document 002, SendMessage: $content$)."""

from collections.abc import Mapping

from ...clients.texts import TEXTS, described, long_text

SHORTEST = "one-character"

LENGTHS: Mapping[str, int] = {f"ascii-{length}": length for length in (160, 161, 1600)}
"""One part of an SMS, the first text that needs two, and a long one."""

LONGEST = max(LENGTHS, key=lambda case: LENGTHS[case])
"""The case of a text that is longer than some gateways take."""

VERY_LONG = 10_000
"""Characters of a text that is longer than what people write."""

WORDS: Mapping[str, str] = {
    "every-plane": " ".join(
        TEXTS[name] for name in ("accents", "combining", "cjk", "emoji", "rare-ideographs", "tags")
    ),
    "right-to-left": TEXTS["right-to-left"],
    "newline": TEXTS["newline"],
    "quotes": f"{TEXTS['quotes']} {TEXTS['backslash']}",
    "dollars": "$5 or $6, US$ and $$",
    "like-a-variable": "$to$ $content$ $messageid$ $API key$ ${to} {{to}} %to%",
}
"""Characters of each plane of Unicode that has any, and what JSON, a form or the expansion of variables trips on."""

CASES = (SHORTEST, *LENGTHS, *WORDS)

FINDABLE = tuple(case for case in CASES if case != SHORTEST)
"""The cases whose text has room for a mark, so that what was stored of them is found again."""

INBOUND = f'{TEXTS["accents"]} {TEXTS["emoji"]} 1+1=2 & "x" 100% $to$'
"""A text of an external contact: what breaks where an encoding is forgotten or done twice."""


def text(case: str, mark: str) -> str:
    """The text of a case, with `mark` in it unless there is no room."""
    if case == SHORTEST:
        return "K"
    return long_text(LENGTHS[case], mark) if case in LENGTHS else described(mark, WORDS[case])
