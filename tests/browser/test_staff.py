"""Every kind of staff page, for every role that may see it: on a wide screen and on a phone.

Nobody has to list a new page here: a walk follows every link, and looks at the first page behind each address.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from respondents.domain import open_links
from respondents.domain.groups import ROLES, ensure_groups
from respondents.enums import ReplyKind
from surveys.domain import coding, questionnaires, themes
from surveys.domain.open_answers import open_variables, written
from surveys.domain.pseudonyms import pseudonym
from surveys.enums import Channel, ResponseFlag
from surveys.models import Edition, Headline
from tests.browser import axe
from tests.browser.answers import ANSWERS
from tests.browser.conftest import MEASURE, PATIENCE
from tests.browser.looking import resize, shoot
from tests.browser.site import Site
from tests.browser.watch import Watch
from tests.factories.respondents import (
    HandOverFactory,
    InvitationFactory,
    LetterFactory,
    ReplyFactory,
    RespondentFactory,
    StaffFactory,
    WaveFactory,
)
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.test_role_matrix import TABLE, TEAM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {1366: {}, 375: axe.WITHOUT_COLORS}
# Without `preload`, for axe would put the style sheets that Django's import into the page, which is forbidden here.
# Without frames: a mail stands in a sandbox, in which no script runs.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "preload": False,
    "iframes": False,
}
PASSWORD = "zeven natte fietsen"
# These lead out of the pages, are what Django itself shows of one and the same page, or are files.
# The pages of one's own account are looked at where somebody signs in.
FILES = {
    "fieldwork:dispositions_csv",
    "fieldwork:figure",
    "staff_results:figure",
    "open_links:svg",
    "open_links:png",
}
NOT_FOLLOWED = {"admin:logout", "admin:view_on_site", "mfa_activate_totp", "mfa_add_webauthn"} | FILES

SignIn = Callable[[str], Page]


@pytest.fixture
def sign_in(chromium: Browser, site: Site) -> Iterator[SignIn]:
    """Somebody of that role, signed in by the form; nothing may be blocked, logged or fetched elsewhere."""
    ensure_groups()
    context = chromium.new_context(base_url=site.url, locale="nl-NL", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(path=MEASURE)
    watch = Watch(context, site.url)

    def sign_in(role: str) -> Page:
        user = StaffFactory(username=role)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))
        page = context.new_page()
        page.goto("/beheer/")
        page.get_by_label("Gebruikersnaam").fill(role)
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("**/beheer/")
        return page

    yield sign_in
    context.close()
    assert "\n".join(watch.complaints + watch.elsewhere) == ""


@pytest.fixture
def rows(edition: Edition) -> None:
    """Something in every list: an open edition with a mailing, a pair that looks like one person, and one who was."""
    gemeente = GemeenteFactory(name="Zwolle")
    now = timezone.now()
    first, _, other = (
        ResponseFactory(
            edition=edition,
            gemeente=gemeente,
            channel=channel,
            started_at=now - timedelta(minutes=30),
            completed_at=now - timedelta(minutes=minutes),
            flags=list(ResponseFlag)[:minutes],
            answers=ANSWERS | {"rapportcijfer": minutes},
            is_double=is_double,
        )
        for minutes, channel, is_double in (
            (9, Channel.PERSONAL, False),
            (2, Channel.OPEN, False),
            (1, Channel.OPEN, True),
        )
    )
    RespondentFactory.create_batch(2, gemeente=gemeente)
    LetterFactory(
        wave=WaveFactory(edition=edition, released=True),
        invitation=InvitationFactory(edition=edition, response=first, joined_response=other),
    )
    open_links.add(edition, name="Nieuwsbrief Publiek Denken juni", by=None)
    themes.make(edition, "functie_anders_tekst", label="Griffier", by=None)
    HandOverFactory(giver__edition=edition)
    ReplyFactory(letter__wave__edition=edition)
    ReplyFactory(letter__wave__edition=edition, kind=ReplyKind.ABSENT, is_doubtful=True)


@pytest.fixture
def concept(edition: Edition) -> list[str]:
    """The forms of what can still be written."""
    assert edition.questionnaire is not None
    copy = questionnaires.new_version(edition.questionnaire, by=None)
    section = copy.sections.first()
    assert section is not None
    parts = [copy, section, *section.questions.all()[:2]]
    return [reverse(f"admin:surveys_{part._meta.model_name}_change", args=[part.pk]) for part in parts]


def walk(page: Page, start: Iterable[str], known: Collection[str] = ()) -> list[str]:
    """What is wrong on the first page behind each address that can be reached; the `known` only lead on."""
    waiting, seen, wrong = list(start), set(waiting_names(start)), []
    while waiting:
        address = waiting.pop(0)
        page.goto(address)
        wrong += [] if name_of(address) in known else look(page, address)
        for found in links_of(page):
            if (name := name_of(found)) not in seen:
                seen.add(name)
                waiting.append(found)
    return wrong


def waiting_names(addresses: Iterable[str]) -> Iterator[str]:
    yield from NOT_FOLLOWED
    yield from map(name_of, addresses)


def links_of(page: Page) -> list[str]:
    paths = page.evaluate(
        "[...document.links].filter(({host}) => host === location.host).map(a => a.pathname)"
    )
    return [path for path in dict.fromkeys(paths) if path.startswith("/beheer/")]


def name_of(address: str) -> str:
    """Django shows the history of any row on one and the same page."""
    try:
        name = resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address
    return "history" if name.endswith("_history") else name


def look(page: Page, address: str) -> list[str]:
    wrong = []
    for width, rules in SCREENS.items():
        resize(page, width)
        shoot(page, f"staff-{address.strip('/').replace('/', '-')}-{width}")
        wrong += [f"{width}: {finding}" for finding in axe.findings(page, **AXE | rules)]
        if page.evaluate("measure.width()") > width:
            wrong.append(f"{width}: scrolls sideways")
    return [f"{address} {finding}" for finding in wrong]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_page_of_a_role(sign_in: SignIn, rows: None, role: str) -> None:
    """What the team sees too is looked at as the team."""
    page = sign_in(role)
    known = set() if role == "projectteam" else {name for name, line in TABLE.items() if TEAM in line.who}

    assert walk(page, ["/beheer/"], known) == []


def test_the_forms_of_a_concept(sign_in: SignIn, concept: list[str]) -> None:
    page = sign_in("projectteam")

    assert [finding for address in concept for finding in (page.goto(address), look(page, address))[1]] == []


def test_a_headline_of_which_the_numbers_moved(sign_in: SignIn, rows: None, edition: Edition) -> None:
    written = {
        "text": "Iedereen adviseert",
        "digest": "van eerder",
        "rule": "‘Adviseur’ is het vaakst gekozen",
    }
    Headline.objects.create(edition=edition, figure="functie", **written)
    page = sign_in("analist")
    wrong = []
    for name, place in (("chapter", "functie"), ("headline", "functie")):
        address = reverse(f"staff_results:{name}", args=[edition.slug, place])
        page.goto(address)
        wrong += look(page, address)

    page.get_by_role("button", name="De geschreven kop klopt nog").click()

    assert wrong == []
    assert page.get_by_role("status").inner_text() == "De kop van figuur 1 is bevestigd en staat er weer."
    assert page.get_by_role("heading", name="Iedereen adviseert").is_visible()


def test_a_double_is_left_out_with_a_reason_only(sign_in: SignIn, rows: None, edition: Edition) -> None:
    page = sign_in("analist")
    page.goto(reverse("doubles", args=[edition.slug]))

    page.get_by_role("button", name="Telt niet mee").first.click()
    page.wait_for_url("**/dubbel/*/*/?pagina=1")
    wrong = look(page, "double-without-reason")
    page.get_by_label("Waarom?").fill("Dezelfde woorden, zeven minuten later")
    page.get_by_role("button", name="Telt niet mee").click()
    page.wait_for_url("**/dubbel/*/?pagina=1")
    wrong += look(page, "double-left-out")

    assert wrong == []
    assert page.get_by_text(": Dezelfde woorden, zeven minuten later").count() > 0


def test_an_answer_is_coded_with_keys_alone(sign_in: SignIn, rows: None, edition: Edition) -> None:
    """Two coders differ, and somebody settles it; a key outside an answer does nothing."""
    other = StaffFactory(first_name="Bram")
    early, _ = (themes.make(edition, "definitie", label=label, by=None) for label in ("Vroeg", "Samen"))
    variable = next(one for one in open_variables(edition) if one.code == "definitie")
    first = written(edition, variable).annotate(pseudonym=pseudonym()).order_by("pseudonym")[0]
    coding.give(coding.Seen(first, variable, first.digest), early, by=other)
    page = sign_in("analist")
    page.goto(reverse("coding_variable", args=[edition.slug, "definitie"]))
    answer, standing = page.locator(f"#antwoord-{first.pk}"), page.locator("#voortgang")

    page.keyboard.press("2")
    assert standing.inner_text().startswith("U hebt 0 van de 2 antwoorden")
    answer.get_by_role("button", name="Vroeg").focus()
    page.keyboard.press("2")
    standing.get_by_text("U hebt 1 van de 2 antwoorden").wait_for()
    assert answer.get_by_role("button", name="Samen", pressed=True).count() == 1
    wrong = look(page, "coding-difference")
    answer.get_by_role("button", name="Dit geldt").press("Enter")
    answer.get_by_text("Er is beslist").wait_for()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") != answer.get_attribute("id")
    page.keyboard.press("k")
    page.keyboard.press("u")
    standing.get_by_text("U hebt 0 van de 2 antwoorden").wait_for()

    assert wrong == []


def test_two_contacts_become_one(sign_in: SignIn) -> None:
    one, other = RespondentFactory.create_batch(2, gemeente=GemeenteFactory(name="Zwolle"))
    page = sign_in("projectteam")
    page.goto(reverse("likenesses"))

    page.get_by_role("link", name="Eén persoon").click()
    page.get_by_role("radio", name=other.email).check()
    page.get_by_role("button", name="Kijk wat er gebeurt").click()
    page.get_by_text("niet terugdraaien").wait_for()
    wrong = look(page, "contacts-confirm")
    page.get_by_role("button", name="Voeg deze twee contacten samen").click()
    page.get_by_text("zijn nu één contact").wait_for()
    wrong += look(page, "contacts-merged")

    assert wrong == []
    assert page.get_by_text(f"ook: {other}, {one.email}").count() == 1


def test_a_caller_opens_a_case_and_fills_in(sign_in: SignIn, edition: Edition) -> None:
    edition.phone_from = edition.phone_until = timezone.localdate()
    edition.save()
    person = InvitationFactory(
        edition=edition,
        respondent__name="Anna de Wit",
        respondent__phone="038 123 45 67",
        response=ResponseFactory(edition=edition, answers={"functie": "adviseur"}),
    )
    page = sign_in("beller")
    page.goto(reverse("calling:gemeenten", args=[edition.slug]))
    wrong = look(page, "call-list")

    page.get_by_role("link", name=str(person.respondent.gemeente)).click()
    page.get_by_role("button", name="Open het dossier").click()
    page.get_by_text("038 123 45 67").wait_for()
    wrong += look(page, "call-case")
    page.get_by_label("vindt het goed").check()
    page.get_by_role("button", name="Vul in aan de telefoon").first.click()
    page.get_by_text("U vult in voor").wait_for()
    wrong += look(page, "call-interview")

    assert wrong == []


def test_the_fieldwork_keeps_itself_up_to_date(sign_in: SignIn, rows: None, edition: Edition) -> None:
    """What was opened stays open, and the part in which somebody is stays as it is until they leave it."""
    page = sign_in("projectteam")
    page.clock.install()
    page.goto(reverse("fieldwork:fieldwork", args=[edition.slug]))
    said, course, provincies = (
        page.locator(f"#{name}") for name in ("live-said", "deel-verloop", "provincies")
    )
    total = page.locator("#tabel-provincies tfoot td").first
    page.get_by_text("Toon de cijfers per week").click()
    page.locator("#tabel-provincies a").first.focus()

    page.clock.run_for(10_000)
    before = said.text_content()
    ResponseFactory(edition=edition, completed=True)
    page.clock.run_for(10_000)
    said.get_by_text("2 van").wait_for(state="attached")

    assert (before, total.text_content(), provincies.count()) == ("", "1", 1)
    assert course.locator("details").get_attribute("open") == ""
    assert course.locator("tfoot td").first.text_content() == "3"
    page.locator("#tabel-provincies a").first.evaluate("link => link.blur()")
    page.clock.run_for(10_000)
    total.get_by_text("2", exact=True).wait_for()
