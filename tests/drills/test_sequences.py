"""Any sequence of what people and the team do with answers: the database is what a simple model says.

Tabs, saves, saves that come in late, retries, sendings, closings, new versions, handing over, taking back and erasing.

`make test` runs some sequences, `make drills` thousands; SEQUENCES says another number.
"""

import os
import re
from collections.abc import Mapping
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
from respondents.models import Invitation
from surveys.models import Edition, Questionnaire, Response
from tests import saving
from tests.drills.sequence_model import AMOUNT, GRACE, LATE, OPEN, Person, Post, Sheet, Tab
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory

SEQUENCES = int(os.environ.get("SEQUENCES", "15"))
STEPS = 25
OTHER = {"first": "second", "second": "first"}
HIDDEN = re.compile(r'<input type="hidden" name="(save_id|revision|version)" value="([^"]*)">')

# The variables of each page, by version; the amount is asked only of who has a budget.
FUNCTIE, BUDGET = ("functie", "functie_anders"), ("budget",)
MEANS = (*AMOUNT, "kanalen", "kanalen_anders")
WORDS = ("definitie", "ambities_kort", "ambities_lang", "ambities_keuze", "voorbeelden")
AS_FIRST = {"keuzes": FUNCTIE + BUDGET, "keuzes-2": MEANS, "woorden": WORDS}
MOVED = {"keuzes": FUNCTIE, "keuzes-2": BUDGET, "keuzes-3": MEANS, "woorden": WORDS}
PAGES: dict[int, dict[str, tuple[str, ...]]] = {1: AS_FIRST, 2: AS_FIRST, 3: MOVED}
LISTS = ("kanalen", "voorbeelden")

# The first one does most.
people = st.sampled_from(["first", "first", "second"])
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


class Respondents(RuleBasedStateMachine):
    """Two of one gemeente, of whom the first was invited; the links of both, and the answers behind each."""

    tabs, posts = Bundle("tabs"), Bundle("posts")

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        super().__init__()
        self.versions, self.newest, self.phase = versions, 1, OPEN
        self.edition = EditionFactory(questionnaire=versions[1])
        first = InvitationFactory(edition=self.edition)
        self.emails = {"first": first.respondent.email, "second": f"collega{first.pk}@gemeente.example"}
        self.people = {"first": Person(is_invited=True), "second": Person()}
        self.client = Client()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.traveller = self.clock.start()

    def teardown(self) -> None:
        self.clock.stop()

    def invitation(self, person: str) -> Invitation | None:
        invited = Invitation.objects.select_related("response__questionnaire")
        return invited.filter(edition=self.edition, respondent__email=self.emails[person]).first()

    def base(self, person: str) -> str:
        """The address of the link; who was not invited has none, and a link that was made up does as well."""
        invitation = self.invitation(person)
        return f"/u/{access.derive_token(access.ANSWER, invitation.pk) if invitation else 'x'}/"

    def may_answer(self, sheet: Sheet) -> bool:
        return self.phase == OPEN or (self.phase == GRACE and sheet.has_begun and not sheet.is_sent)

    @rule(target=tabs, person=people, number=st.integers(0, 3))
    def open_tab(self, person: str, number: int) -> object:
        sheet = self.people[person].sheet
        pages = PAGES[sheet.version or self.newest]
        page = list(pages)[number % len(pages)]
        answer = self.client.get(f"{self.base(person)}{page}/")
        if answer.status_code != 200:
            assert answer.status_code == self.refusal(person, 302)
            return multiple()
        hidden = dict(HIDDEN.findall(answer.content.decode()))
        assert bool(hidden) == self.may_answer(sheet)
        if not hidden:
            return multiple()
        assert (hidden["revision"], hidden["version"]) == (
            str(len(sheet.history) - 1),
            str(sheet.version or self.newest),
        )
        boxes = {name: sheet.answers.get(name) for name in pages[page] if is_shown(name, sheet)}
        return Tab(person, page, hidden, boxes)

    def refusal(self, person: str, if_closed: int) -> int | None:
        """What somebody gets whose link leads nowhere, or to the page that says who took over."""
        if not self.people[person].is_invited:
            return 404
        return if_closed if self.people[person].is_closed else None

    @rule(target=posts, tab=tabs, turn=st.integers(0, 3), changes=changes)
    def save(self, tab: Tab, turn: int, changes: Mapping[str, object]) -> Post:
        """The same tab may be used again: that is the button Back, or a page that saves by itself."""
        touched = {name: value for name, value in changes.items() if name in tab.boxes}
        post = Post(tab, turn, {**tab.boxes, **touched})
        self.send(post)
        return post

    @rule(post=posts)
    def retry(self, post: Post) -> None:
        self.send(post)

    def send(self, post: Post) -> None:
        person = post.tab.person
        answer = self.client.post(f"{self.base(person)}{post.tab.page}/", post.data())
        if self.people[person].is_closed:
            assert answer.status_code in (303, 409)
            return
        is_kept = self.people[person].sheet.take(post, self.phase, self.newest)
        assert answer.status_code in ({200, 303, 422} if is_kept else {403}), answer.content.decode()

    @rule(person=people)
    def submit(self, person: str) -> None:
        answer = self.client.post(f"{self.base(person)}versturen/")
        expected = self.refusal(person, 303) or (303 if self.people[person].sheet.send(self.phase) else 422)
        assert answer.status_code == expected

    @rule(person=people, with_answers=st.booleans())
    def hand_over(self, person: str, with_answers: bool) -> None:
        giver, colleague = self.people[person], OTHER[person]
        has_answers = bool(giver.sheet.answers)
        data = {"email": self.emails[colleague]} | ({"with_answers": "on"} if with_answers else {})
        answer = self.client.post(f"{self.base(person)}collega/", data)
        if not giver.is_invited or self.phase != OPEN or giver.is_closed:
            expected = 404 if not giver.is_invited else 403 if self.phase != OPEN else 200
        else:
            went = giver.hand_over(self.people[colleague], with_answers=with_answers and has_answers)
            expected = 303 if went else 422
        assert answer.status_code == expected, answer.content.decode()

    @rule(person=people)
    def take_back(self, person: str) -> None:
        giver = self.people[person]
        answer = self.client.post(f"{self.base(person)}collega/terug/")
        if not giver.is_invited or self.phase != OPEN:
            assert answer.status_code == (403 if giver.is_invited else 404)
            return
        assert answer.status_code == (303 if giver.take_back(self.people[OTHER[person]]) else 422)

    @rule(person=people)
    def erase(self, person: str) -> None:
        """What is left of the answers of who wants them gone; the link works on."""
        invitation = self.invitation(person)
        if invitation is not None and invitation.response is not None:
            invitation.response.delete()
            self.people[person].sheet = Sheet()

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
        for name, person in self.people.items():
            invitation = self.invitation(name)
            assert (invitation is not None) == person.is_invited
            if invitation is not None:
                assert (invitation.handed_over_at is not None) == person.is_closed
                assert state_of(invitation.response) == model_of(person.sheet)
        begun = sum(person.sheet.has_begun for person in self.people.values())
        assert Response.objects.filter(edition=self.edition).count() == begun


def is_shown(name: str, sheet: Sheet) -> bool:
    return name not in AMOUNT or sheet.answers.get("budget") == "ja"


def state_of(response: Response | None) -> dict[str, object] | None:
    return response and {
        "answers": saving.answers(response),
        "version": response.questionnaire.version,
        "revision": response.revision,
        "is_sent": response.is_completed,
        "flags": (response.is_in_grace, response.is_late),
        "saves": response.saves.count(),
        "aside": response.saves.filter(is_aside=True).count(),
    }


def model_of(sheet: Sheet) -> dict[str, object] | None:
    if not sheet.has_begun:
        return None
    return {
        "answers": sheet.answers,
        "version": sheet.version,
        "revision": sheet.revision,
        "is_sent": sheet.is_sent,
        "flags": (sheet.flag == GRACE, sheet.flag == LATE),
        "saves": len(sheet.saved),
        "aside": len(sheet.closed_to | sheet.overtaken),
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
    run_state_machine_as_test(lambda: Respondents(versions), settings=profile)
