"""Who may open what: every address of the site, for every role, with every method.

A new address is a line here; without it the first test fails. Of a line, `who` are the roles that may, and `holds` the
rows that fill the address, in its order (`rows_of`). `get` is what a GET answers to who may; 405 is for what can only
be posted, 404 where the row is somebody else's.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from surveys.models import Edition
from tests.factories.surveys import EditionFactory
from tests.roles import ask, crawl, fingerprints, rows_of
from tests.staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("silence")]

TEAM, CALLER, ANALYST, ADMIN = "projectteam", "beller", "analist", "beheerder"
WITHOUT_ROLE, NOBODY, RESPONDENT = "", "nobody", "respondent"
SIGNED_IN = (TEAM, CALLER, ANALYST, ADMIN, WITHOUT_ROLE)
STRANGERS = (NOBODY, RESPONDENT)
EVERYBODY = (*SIGNED_IN, *STRANGERS)
# Empty posts: whatever comes of them, it is no error of ours and no refusal. 409 is a case that is not open.
POSTED = {"200", "302", "404", "405", "409", "422"}


@dataclass(frozen=True)
class Line:
    who: tuple[str, ...]
    holds: str = ""
    get: tuple[int | str, ...] = (200,)
    posts: bool = True  # False: a POST would sign out whoever is asking.


def team(holds: str = "", *get: int) -> Line:
    return Line((TEAM,), holds, get or (200,))


def callers(holds: str = "", *get: int) -> Line:
    return Line((TEAM, CALLER), holds, get or (200,))


def analysts(holds: str = "", *get: int) -> Line:
    return Line((ANALYST,), holds, get or (200,))


def administrators(holds: str = "", *get: int) -> Line:
    return Line((ADMIN,), holds, get or (200,))


def signed_in(holds: str = "", *get: int) -> Line:
    return Line(SIGNED_IN, holds, get or (200,))


def everybody(holds: str = "", *get: int) -> Line:
    return Line(EVERYBODY, holds, get or (200,))


# What somebody may do who has the link, with whatever session there is beside it.
PUBLIC = {
    "healthz": everybody(),
    "healthz/rounds": everybody("", 200, 503),
    ".well-known/security.txt": everybody(),
    "opt_out": everybody("opt_out"),
    "webhook": everybody("provider", 404, 405),
    "answering:start": everybody("token"),
    "answering:overview": everybody("token", 200, 302),
    "answering:submit": everybody("token", 302, 405),
    "answering:thanks": everybody("token", 200, 302),
    "answering:answers": everybody("token"),
    "answering:answers_pdf": everybody("token"),
    "answering:later": everybody("token"),
    "answering:hand_over": everybody("token", 200, 302),
    "answering:take_back": everybody("token", 200, 302),
    "answering:invited": everybody("token", 404),
    "answering:not_me": everybody("token", 302, 404, 405),
    "answering:page": everybody("token page"),
    "answering:open": everybody("edition"),
    "answering:questionnaire_pdf": everybody("edition"),
}
# Signing in, and one's own account.
ACCOUNT = {
    "account_login": Line(EVERYBODY, get=(200, 302)),
    "account_inactive": Line(EVERYBODY),
    "account_logout": Line(EVERYBODY, get=(200, 302), posts=False),
    "mfa_authenticate": Line(EVERYBODY, get=(302,)),
    "accept_staff_invitation": Line(EVERYBODY, "staff_token"),
    "admin:login": Line(EVERYBODY, get=("login", 302), posts=False),
    "mfa_index": signed_in(),
    "account_change_password": signed_in(),
    "account_reauthenticate": signed_in(),
    "mfa_reauthenticate": signed_in("", 302),
    "mfa_reauthenticate_webauthn": signed_in("", 302),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": signed_in("", 404),
    "mfa_add_webauthn": signed_in(),
    "mfa_remove_webauthn": signed_in("passkey", 404),
    "mfa_view_recovery_codes": signed_in("", 302),
    "mfa_generate_recovery_codes": signed_in(),
}
STAFF = {
    "audit_log": team(),
    "staff_results:newest": Line((TEAM, ANALYST), get=(302,)),
    "staff_results:edition": Line((TEAM, ANALYST), "edition"),
    "staff_results:chapter": Line((TEAM, ANALYST), "edition section"),
    "staff_results:figure": Line((TEAM, ANALYST), "edition question form"),
    "staff_results:headline": Line((TEAM, ANALYST), "edition question"),
    "staff_results:release": team("edition"),
    "export_responses": analysts("edition"),
    "export_files": analysts("edition"),
    "export_file": analysts("edition export", 404),
    "cleaning": analysts("edition"),
    "clean_response": analysts("edition response"),
    "act_on_response": analysts("edition response act", 405),
    "gemeente_of_response": team("edition open_response"),
    "doubles": analysts("edition"),
    "decide_double": analysts("edition response"),
    "coding": analysts("edition"),
    "coding_variable": analysts("edition variable"),
    "add_theme": analysts("edition variable"),
    "theme": analysts("edition variable theme"),
    "code_answer": analysts("edition variable response", 405),
    "settle_answer": analysts("edition variable response", 405),
    "quote": analysts("edition variable response"),
    "staff": administrators(),
    "invite_staff_again": administrators("colleague", 405),
    "stop_staff": administrators("colleague", 405),
    "reopen_staff": administrators("colleague", 405),
    "reset_second_factor": administrators("colleague", 405),
    "withdraw_staff_invitation": administrators("staff_invitation", 405),
    "broken_glass": Line((TEAM, ADMIN)),
    "break_glass": team("invitation"),
    "see_answers": team("glass", 404),
    "fieldwork:newest": Line((TEAM, ANALYST), get=(302,)),
    "fieldwork:fieldwork": Line((TEAM, ANALYST), "edition"),
    "fieldwork:standing": Line((TEAM, ANALYST), "edition"),
    "fieldwork:figure": Line((TEAM, ANALYST), "edition figure form"),
    "fieldwork:gemeenten": team("edition"),
    "fieldwork:persons": team("edition"),
    "fieldwork:dispositions": Line((TEAM, ANALYST), "edition"),
    "fieldwork:dispositions_csv": Line((TEAM, ANALYST), "edition"),
    "fieldwork:disposition": team("edition level disposition"),
    "fieldwork:answered_twice": team("edition"),
    "fieldwork:choose_answer": team("edition invitation", 405),
    "calling:newest": callers("", 302),
    "calling:gemeenten": callers("edition"),
    "calling:list": callers("edition"),
    "calling:next": callers("edition", 405),
    "calling:undo": callers("edition attempt", 405),
    "calling:attempts": team("edition"),
    "calling:script": team("edition"),
    "calling:case": callers("edition gemeente"),
    "calling:hold": callers("edition gemeente", 405),
    "calling:let_go": callers("edition gemeente", 405),
    "calling:interview": callers("edition gemeente", 405),
    "calling:standing": callers("edition gemeente"),
    "calling:take_over": team("edition gemeente", 405),
    "calling:free": team("edition gemeente", 405),
    "calling:note": callers("edition gemeente", 405),
    "calling:outcome": callers("edition gemeente", 405),
    "calling:mail_link": callers("edition gemeente invitation", 405),
    "calling:correct": callers("edition gemeente invitation", 405),
    "calling:end_mail": callers("edition gemeente invitation", 405),
    "imports:choose": team(),
    "imports:page": team("import"),
    "imports:state": team("import"),
    "imports:lay_out": team("import", 405),
    "imports:decide": team("import", 405),
    "imports:problems": team("import", 405),
    "imports:cancel": team("import", 405),
    "imports:undo": team("import", 405),
    "coverage:newest": team("", 302),
    "coverage:edition": team("edition"),
    "sample:edition": team("edition"),
    "sample:choose": team("edition", 405),
    "sample:invite": team("edition", 405),
    "gemeenten": team(),
    "gemeente": team("gemeente"),
    "add_note": team("gemeente", 405),
    "turn_note": team("gemeente note", 405),
    "herindeling": team("gemeente"),
    "likenesses": team(),
    "pick_contacts": team("", 404),
    "merge_contacts": team("respondent namesake"),
    "keep_apart": team("respondent namesake", 405),
    "open_links:newest": Line((TEAM, ANALYST), get=(302,)),
    "open_links:page": Line((TEAM, ANALYST), "edition"),
    "open_links:add": team("edition"),
    "open_links:link": Line((TEAM, ANALYST), "edition open_link"),
    "open_links:change": team("edition open_link"),
    "open_links:end": team("edition open_link", 405),
    "open_links:svg": Line((TEAM, ANALYST), "edition open_link"),
    "open_links:png": Line((TEAM, ANALYST), "edition open_link"),
    "admin:respondents_respondent_export": team(),
    "waves:newest": team("", 302),
    "waves:waves": team("edition"),
    "waves:add": team("edition"),
    "waves:wave": team("wave"),
    "waves:standing": team("wave"),
    "waves:plan": team("wave"),
    "waves:text": team("wave"),
    "waves:sample_html": team("wave invitation"),
    "waves:release": team("wave"),
    "waves:send_now": team("wave"),
    "waves:test_mail": team("wave", 405),
    "waves:pause": team("wave", 405),
    "waves:resume": team("wave", 405),
    "waves:top_up": team("wave", 405),
    "waves:cancel": team("wave"),
    "waves:who": team("wave"),
    "waves:letters": team("wave"),
    "waves:letter": team("letter"),
    "waves:letter_html": team("letter"),
    "waves:settle": team("letter", 405),
    "declines": team("edition"),
    "sender_check": team("edition_pk"),
    "move": team("edition_pk"),
    "replies": team(),
    "accept_reply": team("reply", 405),
    "decline_reply": team("reply", 405),
    "preview_questionnaire": team("questionnaire", 405),
    "preview_edition": team("edition_pk", 405),
    "admin:index": signed_in(),
    "admin:logout": Line(SIGNED_IN, get=(405,), posts=False),
    "admin:password_change": signed_in("", 302),
    "admin:password_change_done": signed_in(),
    "admin:jsi18n": signed_in(),
    "admin:view_on_site": signed_in("zero zero", 404),
    "admin:app_list": signed_in("app", 200, 404),
    "admin:autocomplete": Line(()),
    "admin:auth_user_password_change": Line((), "colleague"),
    "beheer/(?P<url>.*)$": signed_in("", 404),
}


# Before they are released only the staff is led on; a stranger, and who may not see them, finds nothing.
RESULTS = {
    "results:edition": Line((TEAM, ANALYST), "edition", (302,)),
    "results:chapter": Line((TEAM, ANALYST), "edition section", (302,)),
    "results:figure": Line((TEAM, ANALYST), "edition question form", (302,)),
}


@dataclass(frozen=True)
class Model:
    """Who sees its rows, and who adds and changes them; nobody deletes any."""

    sees: tuple[str, ...] = (TEAM,)
    adds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


WRITTEN_BY_TEAM = Model(adds=(TEAM,), changes=(TEAM,))
MODELS = {
    "auth_group": Model(sees=(ADMIN,)),
    "auth_user": Model(sees=(ADMIN,), changes=(ADMIN,)),
    "respondents_callattempt": Model(),
    "respondents_case": Model(),
    "respondents_decline": Model(),
    "respondents_handover": Model(),
    "respondents_invitation": Model(),
    "respondents_letter": Model(),
    "respondents_respondent": WRITTEN_BY_TEAM,
    "respondents_suppression": Model(),
    "respondents_wave": Model(changes=(TEAM,)),  # By the page of our own, to which this one leads.
    "surveys_edition": Model(sees=(TEAM, ANALYST), adds=(TEAM,), changes=(TEAM,)),
    "surveys_gemeente": Model(changes=(TEAM,)),
    "surveys_gemeentechange": Model(),
    "surveys_organisation": WRITTEN_BY_TEAM,
    "surveys_question": WRITTEN_BY_TEAM,
    "surveys_questionnaire": Model(sees=(TEAM, ANALYST), adds=(TEAM,), changes=(TEAM,)),
    "surveys_response": Model(sees=(ANALYST,)),
    "surveys_section": WRITTEN_BY_TEAM,
    "surveys_survey": Model(),
}


def lines_of(name: str, model: Model) -> dict[str, Line]:
    """The pages that the admin has of a model. A row that is not there leads its readers to the front page."""
    app, kind = name.split("_")
    return {
        f"admin:{name}_changelist": Line(model.sees),
        f"admin:{name}_history": Line(model.sees, "zero", (302,)),
        f"admin:{name}_change": Line(model.sees, "zero", (302,)),
        f"admin:{name}_add": Line(model.adds),
        f"admin:{name}_delete": Line((), "zero"),
        f"beheer/{app}/{kind}/<path:object_id>/": Line(SIGNED_IN, "", (302,)),
    }


TABLE = PUBLIC | ACCOUNT | STAFF | RESULTS
for _name, _model in MODELS.items():
    TABLE |= lines_of(_name, _model)


@dataclass
class Rows:
    """What fills the addresses, by the names in the table."""

    values: dict[str, object] = field(default_factory=dict)

    def address(self, name: str, holds: str | None = None) -> str:
        if name.startswith(("beheer/", "healthz", ".well-known")):
            return "/" + name.replace("<path:object_id>", "0").replace("(?P<url>.*)$", "bestaat-niet/")
        words = TABLE[name].holds if holds is None else holds
        return reverse(name, args=[self.values[word] for word in words.split()])


@pytest.fixture
def silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def rows(edition: Edition) -> Rows:
    """One of everything in one edition, and one of everything in another: `other_…`."""
    values = rows_of(edition)
    other = EditionFactory(questionnaire=edition.questionnaire, opens_at=edition.opens_at)
    values |= {f"other_{name}": value for name, value in rows_of(other).items()}
    words = {"zero": "0", "app": "surveys", "provider": "brevo", "figure": "provincies", "form": "csv"}
    words |= {"section": "keuzes", "question": "functie"}
    return Rows(values | words | {"level": "personen", "disposition": "silent"})


@pytest.fixture
def clients(rows: Rows) -> dict[str, Client]:
    """A browser of each; the respondent has just opened the own link."""
    browsers = {role: client_of(role) for role in SIGNED_IN} | {role: Client() for role in STRANGERS}
    browsers[RESPONDENT].get(rows.address("answering:start"))
    return browsers


@pytest.fixture
def nothing_changes(clients: dict[str, Client]) -> Iterator[None]:
    """No row of any table, but the log's: the rest of what a GET leaves is in Valkey."""
    before = fingerprints()
    yield
    assert fingerprints() == before


def wrong(clients: dict[str, Client], rows: Rows, name: str, methods: Iterable[str]) -> list[str]:
    """Each answer that is not what the table says."""
    line, address = TABLE[name], rows.address(name)
    return [
        f"{method} {name} by {role or 'no role'}: {got}"
        for role, client in clients.items()
        for method in methods
        if method == "GET" or line.posts
        if (got := ask(client, method, address)) not in expected(line, role, method)
    ]


def expected(line: Line, role: str, method: str) -> set[str]:
    if role in line.who:
        return {str(status) for status in line.get} if method == "GET" else POSTED
    if role in STRANGERS:
        return {"login"} if line.who else {"login", "refused"}
    # A method that the page does not have is not there for anybody.
    return {"refused"} if method == "GET" and 405 not in line.get else {"refused", "405"}


def test_every_address_is_in_the_table() -> None:
    found = {name for name in crawl(get_resolver()) if not name.startswith("mailbox:")}

    assert sorted(found ^ TABLE.keys()) == []


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("table", [ACCOUNT, STAFF], ids=["account", "staff"])
def test_who_may_open_it(clients: dict[str, Client], rows: Rows, table: dict[str, Line]) -> None:
    assert [line for name in table for line in wrong(clients, rows, name, ("GET", "POST"))] == []


def test_other_methods_are_no_way_round(clients: dict[str, Client], rows: Rows) -> None:
    """A stranger is asked to sign in, and who signed in without a role is refused."""
    few = {role: clients[role] for role in (WITHOUT_ROLE, NOBODY)}

    assert [line for name in STAFF for line in wrong(few, rows, name, ("PUT", "DELETE"))] == []


@pytest.mark.usefixtures("nothing_changes")
def test_who_may_see_add_and_change_in_the_admin(clients: dict[str, Client], rows: Rows) -> None:
    names = [name for kind, model in MODELS.items() for name in lines_of(kind, model)]
    del clients[RESPONDENT]  # Has no session either: the same as nobody.

    assert [line for name in names for line in wrong(clients, rows, name, ("GET",))] == []


def test_who_may_post_in_the_admin(clients: dict[str, Client], rows: Rows) -> None:
    """A list is posted to by its actions; what stays closed to a role by a GET is closed by a POST too."""
    found = []
    members = {role: clients[role] for role in SIGNED_IN}
    for kind, model in MODELS.items():
        posts = {"add": model.adds, "change": model.changes, "delete": ()}
        for verb, who in posts.items():
            address = rows.address(f"admin:{kind}_{verb}")
            by = {role for role, client in members.items() if ask(client, "POST", address) != "refused"}
            if by != set(who):
                found.append((kind, verb, by))

    assert found == []


@pytest.mark.usefixtures("nothing_changes")
def test_a_public_page_is_the_same_for_everybody(clients: dict[str, Client], rows: Rows) -> None:
    for name, line in PUBLIC.items():
        answers = {ask(client, "GET", rows.address(name)) for client in clients.values()}

        assert len(answers) == 1, name
        assert answers <= {str(status) for status in line.get}, name


@pytest.mark.usefixtures("nothing_changes")
def test_results_are_there_for_the_staff_until_they_are_released(
    clients: dict[str, Client], rows: Rows
) -> None:
    for name, line in RESULTS.items():
        answers = {role: ask(client, "GET", rows.address(name)) for role, client in clients.items()}

        assert answers == {role: "302" if role in line.who else "404" for role in EVERYBODY}, name


# Where an address holds two numbers, the second must belong to the first; and some rows are of one person only.
SWAPPED = {
    "calling:undo": "edition other_attempt",
    "turn_note": "gemeente other_note",
    "open_links:link": "edition other_open_link",
    "open_links:change": "edition other_open_link",
    "open_links:end": "edition other_open_link",
    "open_links:svg": "edition other_open_link",
    "waves:sample_html": "wave other_invitation",
    "fieldwork:choose_answer": "edition other_invitation",
    "decide_double": "edition other_response",
    "theme": "edition variable other_theme",
    "code_answer": "edition variable other_response",
    "settle_answer": "edition variable other_response",
    "quote": "edition variable other_response",
    "see_answers": "glass",
    "export_file": "edition export",
    "mfa_remove_webauthn": "passkey",
}


@pytest.mark.parametrize(("name", "holds"), SWAPPED.items())
def test_a_row_of_another_is_not_found(clients: dict[str, Client], rows: Rows, name: str, holds: str) -> None:
    address = rows.address(name, holds)
    may = [role for role in TABLE[name].who if role]

    answers = {
        (role, method): ask(clients[role], method, address) for role in may for method in ("GET", "POST")
    }

    assert set(answers.values()) <= {"404", "405"}
    assert "404" in answers.values()


def test_the_link_of_one_opens_nothing_of_another(rows: Rows) -> None:
    """For every page of a link, with the token of who asked changed in one sign."""
    token = str(rows.values["token"])
    rows.values["token"] = ("B" if token[0] == "A" else "A") + token[1:]
    names = [name for name, line in PUBLIC.items() if "token" in line.holds.split()]

    assert {ask(Client(), "GET", rows.address(name)) for name in names} <= {"404", "405"}
