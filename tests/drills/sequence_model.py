"""What a set of answers must be after any posts: the simple model beside which the database is laid."""

from collections.abc import Mapping
from dataclasses import dataclass, field

OPEN, GRACE, LATE = range(3)
AMOUNT = ("bedrag", "bedrag_keuze")


@dataclass(frozen=True)
class Tab:
    """A page as it was given out: by whose link, its hidden fields, and what its boxes hold when nothing is touched."""

    person: str
    page: str
    hidden: Mapping[str, str]
    boxes: Mapping[str, object]

    @property
    def revision(self) -> int:
        return int(self.hidden["revision"])

    @property
    def save_id(self) -> str:
        return self.hidden["save_id"]


@dataclass(frozen=True)
class Post:
    """What a tab sends; `turn` is 0 where no script counts."""

    tab: Tab
    turn: int
    values: Mapping[str, object]

    @property
    def key(self) -> str:
        form = (self.tab.page, self.turn, sorted(self.tab.hidden.items()))
        return f"{form} {sorted(self.values.items())}"

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in self.values.values())

    def data(self) -> dict[str, object]:
        typed = {name: str(value) if isinstance(value, int) else value for name, value in self.values.items()}
        ours = {**self.tab.hidden, "prompted": "1", "turn": str(self.turn)}
        return ours | {name: value or "" for name, value in typed.items()}


@dataclass
class Sheet:
    """One response, or none yet: `history` holds the answers at each revision; the last ones are those of now."""

    version: int = 0
    history: list[dict[str, object]] = field(default_factory=lambda: [{}])
    saved_by: dict[str, dict[str, object]] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    saved: set[str] = field(default_factory=set)
    closed_to: set[str] = field(default_factory=set)
    overtaken: set[str] = field(default_factory=set)
    is_sent: bool = False
    flag: int = OPEN

    @property
    def answers(self) -> dict[str, object]:
        return self.history[-1]

    @property
    def has_begun(self) -> bool:
        return self.version > 0

    @property
    def revision(self) -> int | None:
        return len(self.history) - 1 if self.has_begun else None

    def take(self, post: Post, phase: int, newest: int) -> bool:
        """Whether somebody is told that it is saved, or that there was nothing to save."""
        if not self.has_begun and (phase != OPEN or post.is_empty):
            return phase == OPEN
        self.version = self.version or newest
        is_overtaken = 0 < post.turn < self.turns.get(post.tab.save_id, 0)
        is_closed = phase == LATE or (self.is_sent and phase != OPEN)
        if post.key in self.saved:
            # What the same form has sent since is saved; of another the first answer stands.
            return (is_overtaken and not is_closed) or post.key not in self.closed_to | self.overtaken
        self.saved.add(post.key)
        if is_closed:
            self.closed_to.add(post.key)
        elif is_overtaken:
            self.overtaken.add(post.key)
        else:
            self._store(post, phase)
        return post.key not in self.closed_to

    def _store(self, post: Post, phase: int) -> None:
        self.history.append(self._merged(post))
        self.turns[post.tab.save_id] = max(post.turn, self.turns.get(post.tab.save_id, 0))
        self.flag = phase

    def _merged(self, post: Post) -> dict[str, object]:
        own = self.saved_by.setdefault(post.tab.save_id, {})
        is_of_now = post.tab.revision >= len(self.history) - 1
        shown = self.answers if is_of_now else self.history[post.tab.revision]
        # A form of answers that were erased may bear a number that is not behind, though it has saved since.
        base, answers = {**shown, **({} if is_of_now else own)}, dict(self.answers)
        for name in names_read(post, shown):
            value = post.values[name]
            if value != base.get(name):
                answers[name] = own[name] = value
            answers.setdefault(name, None)
        return answers

    def send(self, phase: int) -> bool:
        """False if something contradicts."""
        if not self.has_begun or (self.is_sent and phase != OPEN):
            return True
        if phase != LATE and self._contradicts():
            return False
        if not self.is_sent:
            self.is_sent, self.flag = phase != LATE, phase
        return True

    def _contradicts(self) -> bool:
        unnamed = self.answers.get("functie") == "anders" and not self.answers.get("functie_anders")
        return unnamed or (self.answers.get("budget") == "ja" and self.answers.get("bedrag") == "veel")


def names_read(post: Post, shown: Mapping[str, object]) -> list[str]:
    """An empty box of a question that the form did not show, as the server knows it, says nothing."""
    is_asked = shown.get("budget") == "ja" or any(post.values.get(name) is not None for name in AMOUNT)
    return [name for name in post.values if is_asked or name not in AMOUNT]


@dataclass
class HandedOver:
    """What one gave to the other, as far as taking it back needs it."""

    with_answers: bool
    was_first: bool
    revision: int | None


@dataclass
class Person:
    """Who holds a link: the answers behind it, whether it is closed, and what they gave away."""

    sheet: Sheet = field(default_factory=Sheet)
    is_invited: bool = False
    is_closed: bool = False
    gave: HandedOver | None = None
    times: int = 0

    def hand_over(self, other: "Person", *, with_answers: bool) -> bool:
        """False if it is refused."""
        cannot_take = other.sheet.is_sent or (with_answers and other.sheet.has_begun)
        if self.times >= 3 or self.sheet.is_sent or cannot_take:
            return False
        was_first = not other.is_invited or (other.is_closed and other.gave is None)
        other.is_invited, other.is_closed, other.gave = True, False, None
        if with_answers:
            self.sheet, other.sheet = Sheet(), self.sheet
        self.is_closed, self.times = True, self.times + 1
        self.gave = HandedOver(with_answers, was_first, other.sheet.revision)
        return True

    def take_back(self, other: "Person") -> bool:
        """False if the other has begun."""
        if self.gave is None:
            return True
        if other.is_closed or other.sheet.is_sent or other.sheet.revision != self.gave.revision:
            return False
        if self.gave.with_answers:
            self.sheet, other.sheet = other.sheet, Sheet()
        other.is_closed = self.gave.was_first
        self.is_closed, self.gave = False, None
        return True
