"""The operator's terminal: somebody is asked there to do what the suite cannot do itself."""

import os
import select
import time
from collections.abc import Callable
from math import ceil

TERMINAL = "/dev/tty"
"""The terminal itself: pytest puts files in place of the standard streams."""

LOOKS_SECONDS = 0.2
"""How often it is looked whether what was asked for has happened."""

NEW_LINE = "\r\x1b[K"


class Prompt:
    """Asks on the process's terminal. Raises OSError when it has none."""

    def __init__(self, terminal: str = TERMINAL) -> None:
        self._terminal = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
        self._closed = False
        if not os.isatty(self._terminal):
            raise OSError(f"{terminal} is no terminal")

    def ask(self, what: str, seconds: float, done: Callable[[], bool]) -> bool:
        """Have the tester do `what` ("send ..."), counting down the `seconds` that they have, until it is `done`. False
        when they press Enter to skip it. Once it is closed nothing is asked."""
        import termios

        if self._closed:
            return True
        # What was typed before the question is no answer to it.
        termios.tcflush(self._terminal, termios.TCIFLUSH)
        self._say(f"\nPlease {what}\n")
        until, shown = time.monotonic() + seconds, 0
        while not self._closed and (left := until - time.monotonic()) > 0:
            if done():
                self._say(f"{NEW_LINE}It is there.\n")
                return True
            if ceil(left) != shown:
                shown = ceil(left)
                self._say(f"{NEW_LINE}{shown} s left; Enter skips it. ")
            if select.select([self._terminal], [], [], min(LOOKS_SECONDS, left))[0]:
                os.read(self._terminal, 1024)
                self._say(f"{NEW_LINE}Skipped.\n")
                return False
        self._say(f"{NEW_LINE}{'Interrupted' if self._closed else 'The time is over'}.\n")
        return True

    def close(self) -> None:
        """Ask nothing more, and end what is being asked."""
        self._closed = True

    def _say(self, text: str) -> None:
        os.write(self._terminal, text.encode())
