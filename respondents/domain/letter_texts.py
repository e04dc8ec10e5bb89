"""The versions of the words of letters: what was sent can be read again, also after the words have changed."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from respondents.domain import texts
from respondents.enums import LetterKind, WaveState
from respondents.exceptions import WaveRefused
from respondents.models import Letter, LetterText, Wave
from surveys.domain import audit
from surveys.enums import AuditVerb

BUSY = "Deze verzending is bezig of klaar. Pauzeer haar eerst; wat dan nog moet vertrekken, krijgt de nieuwe tekst."


def ensure(wave: Wave, *, by: audit.Actor = None) -> LetterText:
    """The version that holds the words of the wave as they are now, made if there is none yet."""
    return _ensure(
        _newest(wave=wave), (wave.subject, wave.body), wave=wave, kind=LetterKind(wave.kind), by=by
    )


def _newest(*, wave: Wave | None, kind: LetterKind | None = None) -> LetterText | None:
    found = LetterText.objects.filter(wave=wave) if wave else LetterText.objects.filter(wave=None, kind=kind)
    return found.order_by("-number").first()


def _ensure(
    newest: LetterText | None,
    words: tuple[str, str],
    *,
    wave: Wave | None,
    kind: LetterKind,
    by: audit.Actor = None,
) -> LetterText:
    if newest is not None and (newest.subject, newest.body) == words:
        return newest
    subject, body = words
    number = newest.number + 1 if newest else 1
    # Two workers may find the same words without a version: the first one's row is the one.
    made, _ = LetterText.objects.get_or_create(
        wave=wave,
        kind=kind,
        number=number,
        defaults={"subject": subject, "body": body, "written_by_id": by.pk if by else None},
    )
    return made


@transaction.atomic
def write(wave: Wave, subject: str, body: str, *, by: audit.Actor, seen: int | None = None) -> LetterText:
    """New words for the wave. What was released goes back to concept; letters that have left keep theirs.

    `seen` is the number of the version that the writer began with. The same words again change nothing.
    Raises TextRefused if they cannot be sent, WaveRefused if the wave is busy or somebody else wrote meanwhile.
    """
    texts.check(LetterKind(wave.kind), subject, body)
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if locked.state not in WaveState.editable:
        raise WaveRefused(BUSY)
    before = ensure(locked)
    if seen is not None and seen != before.number:
        raise WaveRefused(
            f"Intussen heeft iemand versie {before.number} geschreven. Uw tekst staat hieronder nog; "
            "vergelijk hem met die versie en bewaar opnieuw."
        )
    if (subject, body) == (locked.subject, locked.body):
        return before
    _store(locked, subject, body)
    after = ensure(locked, by=by)
    audit.record(AuditVerb.CHANGED_WAVE, wave, by=by, reason=f"tekst, versie {after.number}")
    wave.refresh_from_db()
    return after


def _store(wave: Wave, subject: str, body: str) -> None:
    """A wave of which a part has left stays paused; any other waits for a release of these words."""
    wave.subject, wave.body = subject, body
    if wave.started_at is None:
        wave.back_to_concept()
    wave.save()


def attach(batch: Sequence[Letter]) -> None:
    """Gives each letter the version that it leaves with: one statement for all, and one for each new version."""
    wave_ids = {letter.wave_id for letter in batch if letter.wave_id}
    kinds = {letter.kind for letter in batch if letter.wave_id is None and letter.kind != LetterKind.TEST}
    found = LetterText.objects.filter(Q(wave__in=wave_ids) | Q(wave=None, kind__in=kinds))
    newest = {
        (text.wave_id, text.kind): text
        for text in found.order_by("wave_id", "kind", "-number").distinct("wave_id", "kind")
    }
    for letter in batch:
        if letter.kind == LetterKind.TEST:
            continue
        key = (letter.wave_id, letter.kind)
        kind = LetterKind(letter.kind)
        words = (letter.wave.subject, letter.wave.body) if letter.wave else texts.default(kind)
        letter.text = newest[key] = _ensure(newest.get(key), words, wave=letter.wave, kind=kind)
