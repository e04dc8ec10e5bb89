"""What differs between two versions of a questionnaire, and whether answers of both can be read as one.

A minor version mends words. Its codes, kinds, routes and pages are those of the version before it, so somebody who is
under way notices nothing, and the columns of an export stay what they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.domain.definition import Definition, QuestionPart, questions_of
from surveys.models import Edition

# What may change in a minor version: words, and nothing that an answer or a route rests on.
WORDS = {"text", "hint", "number", "assumed", "label", "optional"}


def differences(old: Definition, new: Definition) -> list[str]:
    """What is more than words, in Dutch; none if `new` is a minor version of `old`."""
    before, after = _questions(old), _questions(new)
    gone = [f"Vraag ‘{code}’ is weg." for code in before if code not in after]
    added = [f"Vraag ‘{code}’ is nieuw." for code in after if code not in before]
    changed = [
        f"Vraag ‘{code}’ is anders van bouw: {_words(_skeleton(before[code]), _skeleton(after[code]))}."
        for code in before
        if code in after and _skeleton(before[code]) != _skeleton(after[code])
    ]
    moved = (
        []
        if gone or added or _order(old) == _order(new)
        else ["De volgorde of de verdeling over pagina’s is anders."]
    )
    return [*gone, *added, *changed, *moved, *_gemeente(old, new)]


def _gemeente(old: Definition, new: Definition) -> list[str]:
    if bool(old.gemeente) == bool(new.gemeente):
        return []
    return [f"De open link vraagt {'nu' if new.gemeente else 'niet meer'} naar de gemeente."]


def _questions(definition: Definition) -> dict[str, QuestionPart]:
    return {question.code: question for _, question in questions_of(definition)}


def _order(definition: Definition) -> list[tuple[str, int, str]]:
    return [(section.code, page, question.code)
            for section in definition.sections
            for page, part in enumerate(section.pages)
            for question in part.questions]  # fmt: skip


def _skeleton(part: QuestionPart) -> dict[str, Any]:
    """The question without its words."""
    whole = part.model_dump(exclude=WORDS)
    for key in ("rows", "options"):
        whole[key] = [
            {name: value for name, value in item.items() if name not in WORDS} for item in whole[key]
        ]
    whole["settings"].pop("definitions", None)
    return whole


def _words(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    names = {
        "kind": "soort",
        "rows": "rijen",
        "options": "antwoorden",
        "show_if": "routing",
        "settings": "instellingen",
    }
    return ", ".join(word for key, word in names.items() if old[key] != new[key])


def reused_codes(new: Definition, earlier: Iterable[Definition]) -> list[str]:
    """Codes that bore another meaning in an earlier version, as far as that can be seen: another kind.

    A code keeps its meaning for ever, over all editions; a trend rests on it.
    """
    mine = _questions(new)
    return [
        f"De code ‘{code}’ was in versie {old.version} een vraag van de soort {part.kind}. "
        "Geef deze vraag een nieuwe code."
        for old in earlier
        for code, part in _questions(old).items()
        if code in mine and mine[code].kind != part.kind
    ]


def under_way(edition: Edition) -> int:
    """Responses that began and were not sent; they finish on the version that they began on."""
    return edition.responses.counted().filter(completed_at__isnull=True).count()
