"""A way out for mail on which happens what a test planned, and which judges each letter that arrives."""

from respondents.enums import LetterState, WaveState
from respondents.models import Letter
from respondents.transports.outcomes import InDoubt, NotNow, NotWelcome, Refused
from tests.drills.dying import Killed

FAULTS: dict[str, BaseException] = {
    "killed before": Killed(),
    "killed after": Killed(),
    "silent before": InDoubt("no answer"),
    "silent after": InDoubt("no answer"),
    "not now": NotNow("450 later"),
    "away": NotNow("421 closing", is_away=True),
    "refused": Refused("550 5.2.1 no"),
    "not welcome": NotWelcome("535 who are you"),
}


class Wire:
    """The way out. `plan` says what happens to the next mails; `taken` are the letters that arrived, as they came."""

    takes_bytes = False

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.taken: list[int] = []
        self.forbidden: set[int] = set()

    def prepare(self, message: object, reference: str) -> int:
        return int(reference.partition(":")[0])

    def deliver(self, mail: int) -> str:
        what = self.plan.pop(0) if self.plan else "fine"
        if what in ("fine", "killed after", "silent after"):
            letter = Letter.objects.select_related("wave").get(pk=mail)
            assert letter.state == LetterState.SENDING
            assert letter.invitation_id not in self.forbidden
            assert letter.wave is None or letter.wave.state == WaveState.RUNNING
            self.taken.append(mail)
        if what != "fine":
            raise FAULTS[what]
        return f"<{mail}@provider>"

    def close(self) -> None:
        pass
