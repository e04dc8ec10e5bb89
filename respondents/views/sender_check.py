"""Where the team sees whether mail of an edition's sender is believed, and what to ask if not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from respondents.domain import sender_check
from respondents.domain.addresses import domain_of
from respondents.forms.sender_check import SelectorForm
from surveys.models import Edition
from surveys.views.staff import render_staff, staff_page


@require_safe
@staff_page("surveys.change_edition")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """It looks when asked: each look waits for DNS."""
    edition = get_object_or_404(Edition.objects.select_related("organisation"), pk=pk)
    known = edition.organisation.dkim_selector if edition.organisation else ""
    form = (
        SelectorForm(request.GET) if "selector" in request.GET else SelectorForm(initial={"selector": known})
    )
    domain = domain_of(edition.sender_email)
    findings = sender_check.check(domain, form.cleaned_data["selector"]) if domain and form.is_valid() else []
    context = {
        "edition": edition,
        "domain": domain,
        "form": form,
        "findings": findings,
        "title": "Controleer de afzender",
        "subtitle": edition.title,
    }
    return render_staff(request, "respondents/senders/check.html", context, 422 if form.errors else 200)
