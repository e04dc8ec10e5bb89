import pytest
from django.urls import reverse

from surveys.models import Edition
from tests.factories.surveys import SurveyFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db
ADD = "admin:surveys_edition_add"


def test_a_new_edition_is_a_survey_and_a_year() -> None:
    survey = SurveyFactory()

    client_of("projectteam").post(reverse(ADD), {"survey": survey.pk, "year": 2027})

    edition = Edition.objects.get()
    moments = [f"{wave.kind} {wave.planned_at:%d-%m}" for wave in edition.waves.all()]
    assert edition.slug == "ambtenaren-2027"
    # 12 June 2027 is a Saturday and 10 July too, so both move to the Monday after.
    assert moments == ["invitation 14-06", "reminder 30-06", "reminder 12-07"]


def test_a_second_edition_of_a_year_is_refused_in_words() -> None:
    survey = SurveyFactory()
    team = client_of("projectteam")
    team.post(reverse(ADD), {"survey": survey.pk, "year": 2027})

    page = team.post(reverse(ADD), {"survey": survey.pk, "year": 2027})

    assert page.context["adminform"].form.non_field_errors() == [
        "De editie ambtenaren-2027 is er al. Kies een ander jaar, of wijzig die editie."
    ]
    assert Edition.objects.count() == 1
