"""What the commands share: an edition by its slug, or one clear line."""

from django.core.management.base import CommandError

from surveys.models import Edition


def edition_or_exit(slug: str) -> Edition:
    """Ends the command with status 2 and the editions that there are."""
    found = Edition.objects.select_related("survey").filter(slug=slug).first()
    if found is None:
        known = ", ".join(Edition.objects.values_list("slug", flat=True)) or "nog geen"
        raise CommandError(f"Editie ‘{slug}’ bestaat niet. Er zijn: {known}.", returncode=2)
    return found
