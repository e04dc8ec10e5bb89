"""Any sequence of tabs, saves, retries, sendings, closings and new versions: the database is what a simple model says.

`make test` runs some sequences, `make drills` thousands; SEQUENCES says another number.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from respondents.domain import access
from surveys.models import Edition, Questionnaire, Response
from tests import saving
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory

SEQUENCES = int(os.environ.get("SEQUENCES", "15"))
STEPS = 25
OPEN, GRACE, LATE = range(3)
HIDDEN = re.compile(r'<input type="hidden" name="(save_id|revision|version)" value="([^"]*)">')

# The variables of each page, by version; the amount is asked only of who has a budget.
FUNCTIE, BUDGET = ("functie", "functie_anders"), ("budget",)
MEANS = ("bedrag", "bedrag_keuze", "kanalen", "kanalen_anders")
WORDS = ("definitie", "ambities_kort", "ambities_lang", "ambities_keuze", "voorbeelden")
AS_FIRST = {"keuzes": FUNCTIE + BUDGET, "keuzes-2": MEANS, "woorden": WORDS}
MOVED = {"keuzes": FUNCTIE, "keuzes-2": BUDGET, "keuzes-3": MEANS, "woorden": WORDS}
PAGES: dict[int, dict[str, tuple[str, ...]]] = {1: AS_FIRST, 2: AS_FIRST, 3: MOVED}
LISTS = ("kanalen", "voorbeelden")

words = st.sampled_from([None, "Samen", "Anders", "€ <b>"])
changes = st.fixed_dictionaries(
    {},
    optional={
        "functie": st.sampled_from(["adviseur", "anders"]),
        "functie_anders": words,
        "budget": st.sampled_from(["ja", "nee"]),
        "bedrag": st.sampled_from([None, 5000, "veel"]),
        "kanalen": st.sampled_from([None, ["website"], ["website", "krant"]]),
        "definitie": words,
        "ambities_kort": words,
        "voorbeelden": st.sampled_from([None, ["Plein"], ["Plein", "Park"]]),
    },
)


@dataclass(frozen=True)
class Tab:
    """A page as it was given out: its hidden fields, and what its boxes hold when nothing is touched."""

    page: str
    hidden: Mapping[str, str]
    boxes: Mapping[str, object]

    @property
    def revision(self) -> int:
        return int(self.hidden["revision"])


@dataclass(frozen=True)
class Post:
    tab: Tab
    values: Mapping[str, object]

    @property
    def key(self) -> str:
        return f"{self.tab.page} {sorted(self.tab.hidden.items())} {sorted(self.values.items())}"

    def data(self) -> dict[str, object]:
        typed = {name: str(value) if isinstance(value, int) else value for name, value in self.values.items()}
        return {**self.tab.hidden, "prompted": "1"} | {name: value or "" for name, value in typed.items()}


class Respondent(RuleBasedStateMachine):
    """`history` holds the answers at each revision; the last ones are those of now."""

    tabs, posts = Bundle("tabs"), Bundle("posts")

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        super().__init__()
        self.versions, self.newest, self.version = versions, 1, 0
        self.edition = EditionFactory(questionnaire=versions[1])
        invitation = InvitationFactory(edition=self.edition)
        self.base = f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"
        self.client = Client()
        self.history: list[dict[str, object]] = [{}]
        self.saved_by: dict[str, dict[str, object]] = {}
        self.saved: set[str] = set()
        self.set_aside: set[str] = set()
        self.is_sent, self.flag = False, OPEN
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.traveller = self.clock.start()
        self.phase = OPEN

    def teardown(self) -> None:
        self.clock.stop()

    @property
    def answers(self) -> dict[str, object]:
        return self.history[-1]

    @property
    def has_begun(self) -> bool:
        return self.version > 0

    @property
    def may_answer(self) -> bool:
        return self.phase == OPEN or (self.phase == GRACE and self.has_begun and not self.is_sent)

    @rule(target=tabs, number=st.integers(0, 3))
    def open_tab(self, number: int) -> object:
        pages = PAGES[self.version or self.newest]
        page = list(pages)[number % len(pages)]
        answer = self.client.get(f"{self.base}{page}/")
        hidden = dict(HIDDEN.findall(answer.content.decode()))
        assert (answer.status_code, bool(hidden)) == (200, self.may_answer)
        if not hidden:
            return multiple()
        assert (hidden["revision"], hidden["version"]) == (
            str(len(self.history) - 1),
            str(self.version or self.newest),
        )
        return Tab(
            page, hidden, {name: self.answers.get(name) for name in pages[page] if self.is_shown(name)}
        )

    def is_shown(self, name: str) -> bool:
        return name not in ("bedrag", "bedrag_keuze") or self.answers.get("budget") == "ja"

    @rule(target=posts, tab=tabs, changes=changes)
    def save(self, tab: Tab, changes: Mapping[str, object]) -> Post:
        """The same tab may be used again: that is the button Back."""
        touched = {name: value for name, value in changes.items() if name in tab.boxes}
        post = Post(tab, {**tab.boxes, **touched})
        self.send(post)
        return post

    @rule(post=posts)
    def retry(self, post: Post) -> None:
        self.send(post)

    def send(self, post: Post) -> None:
        answer = self.client.post(f"{self.base}{post.tab.page}/", post.data())
        is_kept = self.expect(post)
        assert answer.status_code in ({200, 303, 422} if is_kept else {403}), answer.content.decode()

    def expect(self, post: Post) -> bool:
        """Takes the post into the model; whether it is an ordinary save."""
        if not self.has_begun and self.phase != OPEN:
            return False
        if not self.has_begun and all(value is None for value in post.values.values()):
            return True
        self.version = self.version or self.newest
        if post.key in self.saved:
            return self.flag != LATE and post.key not in self.set_aside
        self.saved.add(post.key)
        if self.is_sent and self.phase != OPEN:
            self.set_aside.add(post.key)
            return False
        self.history.append(self.merged(post))
        self.flag = self.phase
        return self.phase != LATE

    def merged(self, post: Post) -> dict[str, object]:
        own = self.saved_by.setdefault(post.tab.hidden["save_id"], {})
        base, answers = {**self.history[post.tab.revision], **own}, dict(self.answers)
        for name, value in post.values.items():
            if value != base.get(name):
                answers[name] = own[name] = value
            answers.setdefault(name, None)
        return answers

    @rule()
    def submit(self) -> None:
        answer = self.client.post(f"{self.base}versturen/")
        stays_as_sent = self.is_sent and self.phase != OPEN
        refused = self.has_begun and self.contradicts() and self.phase != LATE and not stays_as_sent
        assert answer.status_code == (422 if refused else 303)
        if self.has_begun and not self.is_sent and not refused:
            self.is_sent, self.flag = not self.contradicts(), self.phase

    def contradicts(self) -> bool:
        unnamed = self.answers.get("functie") == "anders" and not self.answers.get("functie_anders")
        return unnamed or (self.answers.get("budget") == "ja" and self.answers.get("bedrag") == "veel")

    @rule()
    def publish(self) -> None:
        self.newest = min(self.newest + 1, 3)
        Edition.objects.filter(pk=self.edition.pk).update(questionnaire=self.versions[self.newest])

    @rule(phase=st.sampled_from([GRACE, LATE]))
    def let_time_pass(self, phase: int) -> None:
        if phase > self.phase:
            self.phase = phase
            closes_at = Edition.objects.get(pk=self.edition.pk).closes_at
            self.traveller.move_to(closes_at + timedelta(minutes=2 if phase == GRACE else 62))

    @rule()
    def move_the_close(self) -> None:
        self.phase = OPEN
        closes_at = timezone.now() + timedelta(days=30)
        Edition.objects.filter(pk=self.edition.pk).update(closes_at=closes_at)

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        response = Response.objects.filter(edition=self.edition).first()
        if not self.has_begun:
            assert response is None
            return
        assert response is not None
        assert saving.answers(response) == self.answers
        assert {
            "version": response.questionnaire.version,
            "revision": response.revision,
            "is_sent": response.is_completed,
            "flags": (response.is_in_grace, response.is_late),
            "saves": response.saves.count(),
            "aside": response.saves.filter(is_aside=True).count(),
        } == {
            "version": self.version,
            "revision": len(self.history) - 1,
            "is_sent": self.is_sent,
            "flags": (self.flag == GRACE, self.flag == LATE),
            "saves": len(self.saved),
            "aside": len(self.set_aside),
        }


def test_any_sequence(questionnaire: Questionnaire) -> None:
    versions = {
        1: questionnaire,
        2: saving.publish_version(2, saving.TYPO),
        3: saving.publish_version(3, saving.MOVED),
    }
    profile = settings(
        max_examples=SEQUENCES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Respondent(versions), settings=profile)
