"""What each kind of question asks of its definition: rows, options, roles, settings, and names of its own."""

from pydantic import ValidationError

from surveys.domain.definition import Definition, Fault, QuestionPart, questions_of
from surveys.enums import Background, OptionRole
from surveys.kinds import KINDS, Kind, Needs
from surveys.models import Option, Question, Row


def kind_faults(definition: Definition) -> list[Fault]:
    """The faults of each question by itself, then the variables that two questions would both store under."""
    faults: list[Fault] = []
    owners: dict[str, str] = {}
    for path, part in questions_of(definition):
        kind = KINDS.get(part.kind)
        if kind is None:
            text = f"‘{part.kind}’ is geen soort vraag. Kies uit: {', '.join(sorted(KINDS))}."
            faults.append(Fault((*path, "kind"), text))
            continue
        own = _own_faults(kind, part)
        faults += [Fault((*path, key), text) for key, text in own]
        for code in [] if own else _names(kind, unsaved_question(part)):
            owner = owners.setdefault(code, part.code)
            if code in Background.values:
                text = (
                    f"De variabele ‘{code}’ is al een kolom van elke export. Geef deze vraag een andere code."
                )
                faults.append(Fault((*path, "code"), text))
            if owner != part.code:
                text = f"De variabele ‘{code}’ hoort ook bij vraag ‘{owner}’. Geef een van beide een andere code."
                faults.append(Fault((*path, "code"), text))
    return faults


def _names(kind: Kind, question: Question) -> list[str]:
    """Under which the question is stored, and under which it is exported."""
    exported = {variable.code for variable in kind.variables(question)}
    return sorted({*kind.variable_codes(question), *exported})


def _own_faults(kind: Kind, part: QuestionPart) -> list[tuple[str, str]]:
    return [
        *_needs_faults("rows", "rijen", kind.rows, len(part.rows), part.kind),
        *_needs_faults("options", "opties", kind.options, len(part.options), part.kind),
        *_role_faults(kind, part),
        *_settings_faults(kind, part),
    ]


def _needs_faults(key: str, what: str, needs: Needs, count: int, kind: str) -> list[tuple[str, str]]:
    if needs is Needs.ALWAYS and count < 2:
        return [(key, f"Een vraag van de soort {kind} heeft ten minste twee {what}. Voeg ze toe.")]
    if needs is Needs.NEVER and count:
        return [(key, f"Een vraag van de soort {kind} heeft geen {what}. Haal ze weg.")]
    return []


def _role_faults(kind: Kind, part: QuestionPart) -> list[tuple[str, str]]:
    allowed = sorted(role for role in kind.roles if role)
    faults = [
        (
            "options",
            f"De rol ‘{option.role}’ van ‘{option.code}’ kan hier niet. Kies uit: {', '.join(allowed)}.",
        )
        for option in part.options
        if option.role not in kind.roles
    ]
    if sum(option.role == OptionRole.OTHER for option in part.options) > 1:
        faults.append(
            ("options", "Er kan maar één optie de rol ‘other’ hebben. Haal de rol bij de rest weg.")
        )
    faults += [
        (
            "options",
            f"Alleen een optie met de rol ‘other’ heeft een ‘text’. Haal die weg bij ‘{option.code}’.",
        )
        for option in part.options
        if option.text and option.role != OptionRole.OTHER
    ]
    return faults


def _settings_faults(kind: Kind, part: QuestionPart) -> list[tuple[str, str]]:
    try:
        kind.settings_model.model_validate(part.settings)
    except ValidationError as error:
        keys = ", ".join(kind.settings_model.model_fields) or "geen"
        names = ", ".join(str(item["loc"][0]) for item in error.errors() if item["loc"])
        return [
            ("settings", f"De instelling {names} klopt niet voor {part.kind}. Bekende instellingen: {keys}.")
        ]
    return []


def unsaved_question(part: QuestionPart) -> Question:
    """The part as the model that the kinds read, not stored."""
    # A key that no row has: without one Django refuses to look at related rows, given or not.
    question = Question(pk=0, code=part.code, kind=part.kind, text=part.text, settings=part.settings)
    question._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "rows": [Row(code=row.code, label=row.label) for row in part.rows],
        "options": [
            Option(code=option.code, label=option.label, role=option.role) for option in part.options
        ],
    }
    return question
