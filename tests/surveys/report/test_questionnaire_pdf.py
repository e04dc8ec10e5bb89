from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_file
from surveys.domain.questionnaires import compiled
from surveys.kinds import kind_of
from surveys.models import Edition, Question, Questionnaire, Response
from surveys.report.questionnaire_pdf import answers_pdf, condition_in_words, empty_pdf
from tests.factories.surveys import EditionFactory
from tests.pdf import reader, squeezed, text_of

pytestmark = pytest.mark.django_db

AMBTENAREN = Path("surveys/definitions/ambtenaren-2023.yaml")
ADDRESS = "https://barometer.example/o/ambtenaren-2023/"


def empty(questionnaire: Questionnaire) -> bytes:
    edition = EditionFactory(
        questionnaire=questionnaire,
        opens_at=datetime(2023, 6, 11, 22, tzinfo=UTC),
        closes_at=datetime(2023, 9, 25, 21, 59, 59, tzinfo=UTC),
    )
    return empty_pdf(edition, address=ADDRESS)


def words_on_paper(question: Question) -> list[str]:
    """Every text that its kind asks to print."""
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, list | tuple):
            [collect(item) for item in value]

    collect([asdict(shape) for shape in kind_of(question).on_paper(question)])
    return found


def test_the_questionnaire_of_2023_is_printed_whole_and_in_order() -> None:
    stored = questionnaires.publish(questionnaires.store(read_file(AMBTENAREN)), by=None)
    questions = compiled(stored.pk).questions

    text = text_of(empty(stored))

    titles = [squeezed(f"{question.number}{question.text}") for question in questions]
    starts = [text.index(title) for title in titles]
    assert starts == sorted(starts)
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    asked = zip(questions, pieces, strict=True)
    missing = [
        word
        for question, piece in asked
        for word in [question.hint, *words_on_paper(question)]
        if squeezed(word) not in piece
    ]
    assert missing == []


def test_the_short_questionnaire_on_paper(questionnaire: Questionnaire) -> None:
    first_part = text_of(empty(questionnaire)).partition("Deel1van3")[2].partition("Deel2van3")[0]

    assert first_part == squeezed(
        """· Keuzes U en uw gemeente
        1 Wat is uw functie? Adviseur participatie Communicatieadviseur Anders, namelijk Wat is uw functie?
        2 Is er budget voor burgerparticipatie? Ja Nee of Weet niet
        3 Hoe hoog is dat budget? Alleen als u bij vraag 2 ‘Ja’ antwoordde. € of Dat verschilt per project
        4 Welke middelen gebruikt uw gemeente?
        Website Krant Anders, namelijk Welk middel? of Geen van deze"""
    )


def test_the_first_page_says_when_and_where_it_is_filled_in(questionnaire: Questionnaire) -> None:
    first_page = text_of(empty(questionnaire)).partition("Deel1van3")[0]

    said = ["12 juni 2023 tot en met 25 september 2023", "ongeveer 5 minuten", ADDRESS]
    said += ["Antwoorden op papier kunnen we niet verwerken.", "‘In welke gemeente werkt u?’"]
    assert [words for words in said if squeezed(words) not in first_page] == []


def test_parts_and_questions_are_bookmarks(questionnaire: Questionnaire) -> None:
    outline = reader(empty(questionnaire)).outline

    titles = [item.title if not isinstance(item, list) else len(item) for item in outline]
    assert titles == ["U en uw gemeente", 4, "Wat u ervan vindt", 3, "In uw eigen woorden", 3]


def test_optional_questions_say_so(questionnaire: Questionnaire) -> None:
    text = text_of(empty(questionnaire))

    assert text.count("(nietverplicht)") == 2
    assert squeezed("8 Wat is burgerparticipatie volgens u? (niet verplicht)") in text


def test_a_condition_names_the_question_and_every_answer(questionnaire: Questionnaire) -> None:
    by_code = {question.code: question for question in compiled(questionnaire.pk).questions}
    amount = by_code["bedrag"]

    amount.show_if = {"question": "budget", "is": ["ja", "weet_niet"]}
    numbered = condition_in_words(amount, by_code)
    by_code["budget"].number = ""
    unnumbered = condition_in_words(amount, by_code)

    assert condition_in_words(by_code["budget"], by_code) == ""
    assert numbered == "Alleen als u bij vraag 2 ‘Ja’ of ‘Weet niet’ antwoordde."
    assert unnumbered == (
        "Alleen als u bij de vraag ‘Is er budget voor burgerparticipatie?’ ‘Ja’ of ‘Weet niet’ antwoordde."
    )


def test_own_answers_when_they_were_sent(response: Response, edition: Edition) -> None:
    response.completed_at = datetime(2023, 7, 3, 8, 5, tzinfo=UTC)
    response.saved_at = response.completed_at + timedelta(hours=1)

    text = text_of(answers_pdf(response, response.gemeente))

    assert text.partition("UwantwoordenDit")[2] == squeezed(
        f"""heeft u ingevuld en verstuurd. Gemeente Súdwest-Fryslân Ontvangstcode {response.receipt}
        Verstuurd op maandag 3 juli 2023, 10:05 uur Daarna gewijzigd op maandag 3 juli 2023, 11:05 uur
        Deel 1 van 3 Keuzes
        1 Wat is uw functie? Anders, namelijk: Griffier
        2 Is er budget voor burgerparticipatie? Ja
        3 Hoe hoog is dat budget? € 25.000
        4 Welke middelen gebruikt uw gemeente? Website Anders, namelijk: Een marktkraam
        Deel 2 van 3 Oordeel
        5 Welk cijfer geeft u? 7
        6 Wat zijn de belangrijkste redenen? 1. Invloed 2. Draagvlak 3. Anders, namelijk: Elkaar ontmoeten
        7 Hoe ver is dit uitgewerkt? Onderdeel Uw antwoord Beleid Deels Toolbox Weet niet
        Deel 3 van 3 In uw woorden
        8 Wat is burgerparticipatie volgens u? Samen beslissen
        9 Welke ambities heeft uw gemeente? Onderdeel Uw antwoord
        Op korte termijn Een verordening Op lange termijn Niet beantwoord
        10 Welke voorbeelden zijn geslaagd? Het plein De speeltuin"""
    )


def test_own_answers_of_a_draft_have_no_receipt_yet(response: Response) -> None:
    response.answers = {"budget": "nee"}

    text = text_of(answers_pdf(response, None))

    assert response.receipt not in text
    assert squeezed("U heeft de vragenlijst nog niet verstuurd. Dit heeft u tot nu toe ingevuld.") in text
    assert squeezed("3 Hoe hoog is dat budget?") not in text
    assert text.count("Nietbeantwoord") == 10
