"""The team's import of a nasty file, from choosing it to taking it back, with what axe finds on each page."""

import re

import pytest

from respondents.domain import imports
from respondents.models import Respondent
from surveys.models import Edition
from tests.browser.test_staff import SignIn, look, sign_in
from tests.factories.surveys import GemeenteFactory

__all__ = ["sign_in"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NASTY = (
    "Gemeente;Naam;E-mail;Bron;Opmerking\r\n"
    "Zwolle;Renée d’Arc;renee@zwolle.nl;Websites;\r\n"
    "zwolle;Renée;RENEE@ZWOLLE.NL;Websites;\r\n"
    "Zwole;=HYPERLINK(1);bo@zwolle.nl;Websites;\r\n"
    "Zwolle;<script>alert(1)</script>;geen-adres;Websites;\r\n"
    "Atlantis;Cas;cas@elders.example;Websites;\r\n"
    "Kampen;;info@kampen.nl;Websites;\r\n"
)


def test_a_nasty_file_goes_in_and_comes_back(sign_in: SignIn, edition: Edition) -> None:
    for name in ("Zwolle", "Kampen", "Ommen"):
        GemeenteFactory(name=name, domain=f"{name.lower()}.nl")
    page = sign_in("projectteam")
    page.goto(f"/beheer/importeren/?editie={edition.slug}")
    file = {"name": "contacten.csv", "mimeType": "text/csv", "buffer": NASTY.encode("cp1252")}

    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Controleer dit bestand").click()
    page.get_by_text("wordt gelezen en gecontroleerd").wait_for()
    wrong = look(page, "import-reading")
    imports.run()
    page.get_by_text("Stap 2 van 3").wait_for()
    page.get_by_text("Gemeenten zonder contact (").click()
    page.get_by_text("Kolommen en bron").click()
    wrong += look(page, "import-check")
    page.get_by_label("Andere gemeente voor rij 6").fill("Ommen")
    page.get_by_label("Wat doen we met rij 7").select_option("skip")
    page.get_by_role("button", name="Bewaar de keuzes").click()
    page.get_by_text("Bewaard. Gewijzigde rijen: 2.").wait_for()
    page.get_by_role("button", name="Importeer 3 rijen, sla er 3 over").click()
    page.get_by_text("worden opgeslagen").wait_for()
    imports.run()
    page.get_by_text("Stap 3 van 3").wait_for()
    wrong += look(page, "import-done")
    stored = sorted(Respondent.objects.values_list("name", "gemeente__name"))
    page.get_by_role("button", name=re.compile("terug")).click()
    page.get_by_text("Verwijderde respondenten: 3").wait_for()

    assert wrong == []
    assert stored == [("=HYPERLINK(1)", "Zwolle"), ("Cas", "Ommen"), ("Renée d’Arc", "Zwolle")]
    assert Respondent.objects.count() == 0
