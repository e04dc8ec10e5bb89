"""Forty texts of which a spreadsheet would make a formula, and the responses that hold them."""

from surveys.exports.cells import FORMULA_SIGNS
from surveys.models import Edition, Response
from tests.surveys.exports.conftest import sent

ENDINGS = ("1+1", 'HYPERLINK("http://kwaad.example";"klik")', "cmd|' /C calc'!A0", "SUM(A1:A9)")
CANARIES = tuple(f"{sign}{ending}" for sign in FORMULA_SIGNS for ending in ENDINGS)


def sent_with_canaries(edition: Edition) -> None:
    """Each in every place where somebody can type."""
    first = sent(edition, {})
    first.delete()
    Response.objects.bulk_create(
        Response(
            edition=edition,
            questionnaire=edition.questionnaire,
            gemeente=first.gemeente,
            channel="open",
            source=canary[:60],
            started_at=first.started_at,
            completed_at=first.completed_at,
            answers={
                "functie": "anders",
                "functie_anders": canary,
                "definitie": canary,
                "ambities_kort": canary,
                "voorbeelden": [canary],
            },
        )
        for canary in CANARIES
    )
