"""Views in the database for psql and BI programs: the answers to each published version as ordinary wide tables.

They stand in a schema of their own, follow the answers, and hold no person, no gemeente and no pseudonym, whose key
would stand in the definition. A migration may have to change what they look at, so they are dropped before one; the
next round makes them again.
"""

from collections.abc import Mapping
from hashlib import sha256

import structlog
from django.db import connection, transaction
from django.db.models import Value

from surveys.domain.answers_in_sql import literal, shown_conditions
from surveys.domain.questionnaires import Compiled, compiled
from surveys.enums import Background
from surveys.exports.cells import Words, background_cells, version_cells
from surveys.exports.columns import BACKGROUND, Column, question_columns
from surveys.exports.numbering import name
from surveys.exports.statement import fields_of, unpacked
from surveys.kinds import Variable, kind_of
from surveys.kinds.values import Type
from surveys.models import Questionnaire, Response

log = structlog.get_logger("surveys.sql_views")

SCHEMA = "resultaten"
SHOWN = tuple(
    column for column in BACKGROUND if column.code not in (Background.RESPONS, Background.VRAGENLIJST)
)
EDITION = "(SELECT slug FROM surveys_edition WHERE id = r.edition_id)"
# Any number that nobody else locks: two rounds at once must not make the same view.
LOCK = 7_262_018


def name_of(questionnaire: Questionnaire) -> str:
    return f"{questionnaire.code.replace('-', '_')}_v{questionnaire.version}"


def make_all() -> int:
    """Makes the views that are not there, or not as they should be; gives how many. Again makes none."""
    return sum(make(questionnaire) for questionnaire in Questionnaire.objects.published())


@transaction.atomic
def make(questionnaire: Questionnaire) -> int:
    """Those of one published version."""
    views = statements(compiled(questionnaire.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        outdated = {view: text for view, text in views.items() if _digest_of(view) != _digest(text)}
        if outdated:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for view, text in outdated.items():
            # A view whose columns changed cannot be replaced.
            cursor.execute(f'DROP VIEW IF EXISTS {SCHEMA}."{view}" CASCADE')
            cursor.execute(f'CREATE VIEW {SCHEMA}."{view}" AS {text}')
            cursor.execute(f"""COMMENT ON VIEW {SCHEMA}."{view}" IS '{_digest(text)}'""")
    if outdated:
        log.info("views made", questionnaire=name_of(questionnaire), count=len(outdated))
    return len(outdated)


def drop_all() -> None:
    """Before a migration; who may read the schema may so again when they are back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [SCHEMA])
        for (view,) in cursor.fetchall():
            cursor.execute(f'DROP VIEW IF EXISTS {SCHEMA}."{view}" CASCADE')


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _digest_of(view: str) -> str | None:
    """That of the definition with which the view was made, None if there is no view."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f'{SCHEMA}."{view}"'])
        found: str | None = cursor.fetchone()[0]
        return found


def statements(version: Compiled) -> dict[str, str]:
    """By the name of the view what it selects."""
    questionnaire = version.questionnaire
    base = name_of(questionnaire)
    columns = question_columns([version])
    counted = Response.objects.that_count().filter(questionnaire=questionnaire)
    source = unpacked(fields_of(counted.order_by(), Value("")), [version])
    words = Words(labels=True)
    labelled = {**background_cells([version], words), **version_cells(version, columns, words)}
    return {
        base: _select(_typed_background() | _typed_answers(version), source),
        f"{base}_labels": _select(
            {column.code: labelled[column.code] for column in (*SHOWN, *columns)}, source
        ),
        f"{base}_variabelen": _variables(columns),
    }


def _select(texts: Mapping[str, str], source: str) -> str:
    printed = ", ".join(f'{text} AS "{name(code)}"' for code, text in {"editie": EDITION, **texts}.items())
    return f"SELECT {printed} FROM {source}"  # noqa: S608 - our own words


def _typed_background() -> dict[str, str]:
    texts = background_cells([], Words())
    return {column.code: f"({texts[column.code]})::{column.type}" for column in SHOWN}


def _typed_answers(version: Compiled) -> dict[str, str]:
    """Codes, numbers and texts; NULL where there is no answer, whatever the reason."""
    conditions = shown_conditions(version.questions)
    return {
        variable.code: _typed(variable, conditions[question.code])
        for question in version.questions
        for variable in kind_of(question).variables(question)
    }


def _typed(variable: Variable, shown: str) -> str:
    value = variable.value
    text = value.sql
    if value.type is not Type.TEXT:
        # Beside numbers there can be codes, such as that of *weet niet*; in a column of numbers they are nothing.
        text = f"CASE WHEN {text} ~ '^[0-9.]+$' THEN ({text})::{value.type} END"
    conditions = [*([shown] if shown else []), *([f"NOT ({value.not_shown})"] if value.not_shown else [])]
    return f"CASE WHEN {' AND '.join(conditions)} THEN {text} END" if conditions else text


def _variables(columns: tuple[Column, ...]) -> str:
    """What each variable asks and each code means."""
    rows = [
        f"({literal(name(column.code))}, {literal(column.label)}, {literal(code)}, {literal(meaning)})"
        for column in (*SHOWN, *columns)
        for code, meaning in (column.value_labels or {"": ""}).items()
    ]
    explained = f"(VALUES {', '.join(rows)}) AS variabele (variabele, vraag, waarde, betekenis)"
    empty = ", ".join(f"nullif({field}, '') AS {field}" for field in ("waarde", "betekenis"))
    return f"SELECT variabele, vraag, {empty} FROM {explained}"  # noqa: S608 - our own words
