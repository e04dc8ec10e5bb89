"""What a caller says: the proposed text, or the one of the edition, with its placeholders filled in."""

import re
from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction

from respondents.domain import letters, texts
from respondents.exceptions import TextRefused
from respondents.models import CallScript
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente

KNOWN: Mapping[str, str] = {
    "beller": "de naam van wie belt",
    "gemeente": "het woord gemeente met de naam",
    **{name: texts.KNOWN[name] for name in ("titel", "sluitdatum", "duur", "verantwoordelijke", "privacy")},
}
LONGEST = 8000


def proposed() -> str:
    return (texts.DATA / "call_script.txt").read_text(encoding="utf-8")


def text_of(edition: Edition) -> str:
    script = CallScript.objects.filter(edition=edition).first()
    return script.body if script else proposed()


def paragraphs_of(edition: Edition, gemeente: Gemeente, caller: User) -> list[str]:
    """As the caller reads it aloud."""
    values = letters.of_edition(edition) | {
        "gemeente": f"gemeente {gemeente}",
        "beller": caller.get_full_name() or "…",
    }
    return re.split(r"\n{2,}", texts.fill(text_of(edition), values).strip())


@transaction.atomic
def save(edition: Edition, body: str, *, by: User) -> None:
    """An empty text, or the proposed one, makes it the proposed text again. Raises TextRefused."""
    text = body.replace("\r\n", "\n").strip()
    _check(text)
    if text in ("", proposed().strip()):
        CallScript.objects.filter(edition=edition).delete()
    else:
        CallScript.objects.update_or_create(edition=edition, defaults={"body": text})
    audit.record(AuditVerb.CHANGED_CALL_SCRIPT, edition, by=by)


def _check(text: str) -> None:
    known = ", ".join(f"[[{name}]]" for name in KNOWN)
    problems = [
        f"[[{name}]] is niet bekend. Gebruik een van deze: {known}."
        for name in dict.fromkeys(texts.PLACEHOLDER.findall(text))
        if name not in KNOWN
    ]
    if texts.INVISIBLE.search(text):
        problems.append("In de tekst staan onzichtbare tekens. Typ die regel opnieuw, zonder plakken.")
    if problems:
        raise TextRefused(problems)
