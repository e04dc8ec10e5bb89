"""`python -m tests.seed COUNT`: an open edition with so many invitations in a migrated database; prints tokens."""

import sys

import django


def main(count: int) -> None:
    from respondents.domain import access
    from surveys.domain import questionnaires
    from surveys.domain.definition_file import read_file
    from tests.conftest import DATA
    from tests.factories.respondents import InvitationFactory
    from tests.factories.surveys import EditionFactory

    questionnaire = questionnaires.store(read_file(DATA / "every-kind.yaml"))
    edition = EditionFactory(questionnaire=questionnaires.publish(questionnaire, by=None))
    for invitation in InvitationFactory.create_batch(count, edition=edition):
        print(access.derive_token(access.ANSWER, invitation.pk))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
