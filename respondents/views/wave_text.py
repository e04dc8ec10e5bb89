"""The words of a mailing: written, looked at as a mail, and what is still to be said about them."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from respondents.domain import letter_texts, letters, text_advice, texts, trial_letters
from respondents.enums import LetterKind, WaveState
from respondents.exceptions import TextRefused, WaveRefused
from respondents.forms.waves import TextForm
from respondents.models import Invitation, LetterText, Wave
from respondents.views.waves import BACK_TO_CONCEPT, wave_or_404
from surveys.views.staff import StaffRequest, View, render_staff, staff_page

MOST_FOUND = 20
RELATED = (
    "respondent__gemeente",
    "edition__questionnaire",
    "edition__organisation",
    "edition__co_organisation",
)

# Around a page that frames a mail, and around the mail in the frame: its own inline styles, and nothing else.
frames_mail = csp_update({"frame-src": [SELF]})


def mail_in_a_frame(view: View) -> View:
    only_styles = {
        "script-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": True,
    }
    return xframe_options_sameorigin(csp_replace(only_styles)(view))


@require_http_methods(["GET", "HEAD", "POST"])
@frames_mail
@staff_page("respondents.change_wave")
def page(request: StaffRequest, pk: int) -> HttpResponse:
    wave = wave_or_404(pk)
    version = newest(wave)
    words = {"subject": wave.subject, "body": wave.body, "seen": version}
    form = TextForm(request.POST or None, kind=LetterKind(wave.kind), initial=words)
    if form.is_valid():
        if write(request, wave, form):
            return redirect(request.get_full_path())
        form.data = again(request.POST, newest(wave))
    context = {"wave": wave, "form": form, "placeholders": placeholders(wave)}
    context |= {"versions": wave.texts.select_related("written_by").order_by("-number")}
    context |= {"advice": text_advice.advice(wave.kind, wave.subject, wave.body)}
    context |= {"title": "Tekst van de mail", "subtitle": str(wave)} | chosen(request, wave)
    return render_staff(request, "respondents/waves/text.html", context)


def again(posted: QueryDict, version: int) -> QueryDict:
    """What was typed, now beside the version that came between."""
    changed = posted.copy()
    changed["seen"] = str(version)
    return changed


def newest(wave: Wave) -> int:
    """The number of the newest version; the first is written down with the first change."""
    return (
        LetterText.objects.filter(wave=wave).order_by("-number").values_list("number", flat=True).first() or 1
    )


def write(request: StaffRequest, wave: Wave, form: TextForm) -> bool:
    """Whether the words were kept; if not, the form says why and still holds them."""
    was_released = wave.state == WaveState.RELEASED
    subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
    try:
        version = letter_texts.write(wave, subject, body, by=request.user, seen=form.cleaned_data["seen"])
    except (TextRefused, WaveRefused) as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Bewaard als versie {version.number}.")
    if was_released and wave.state == WaveState.CONCEPT:
        messages.warning(request, BACK_TO_CONCEPT)
    return True


def placeholders(wave: Wave) -> list[tuple[str, str, str]]:
    """Each with what it is and what it gives in this edition, for a made-up reader."""
    values = trial_letters.example_values(wave)
    return [(f"[[{name}]]", meaning, values.get(name, "")) for name, meaning in texts.KNOWN.items()]


def chosen(request: HttpRequest, wave: Wave) -> dict[str, Any]:
    """Who was looked for, and the mail of the one who was chosen; the first of the edition if nobody was."""
    search = request.GET.get("zoek", "").replace("\0", "").strip()[:100]
    invitations = Invitation.objects.current().filter(edition=wave.edition).select_related(*RELATED)
    number = request.GET.get("voor", "")
    reader = invitations.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    found = list(look_for(wave, search)) if search else []
    reader = reader or (found[0] if found else invitations.order_by("pk").first())
    return {
        "search": search,
        "found": found,
        "reader": reader,
        "sample": reader and letters.sample(wave, reader),
    }


def look_for(wave: Wave, search: str) -> Any:
    respondent = Q(respondent__name__icontains=search) | Q(respondent__gemeente__name__icontains=search)
    found = Invitation.objects.filter(respondent, edition=wave.edition)
    return found.select_related(*RELATED)[:MOST_FOUND]


@require_safe
@mail_in_a_frame
@staff_page("respondents.view_wave")
def sample_html(_request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    wave = wave_or_404(pk)
    found = Invitation.objects.current().filter(edition=wave.edition).select_related(*RELATED)
    return html_of(letters.sample(wave, get_object_or_404(found, pk=invitation)))


def html_of(mail: EmailMultiAlternatives) -> HttpResponse:
    """The HTML part as a mail program shows it; its links lead nowhere, not even to a page that says so."""
    html = str(mail.alternatives[0][0])
    for link in vars(letters.inert_links()).values():
        html = html.replace(f'href="{link}"', 'href="#"')
    return HttpResponse(html)
