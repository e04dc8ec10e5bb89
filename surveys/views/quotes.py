"""The page on which an analyst says that words of an answer may be quoted, after seeing the names in them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from surveys.domain import quotes
from surveys.domain.coding import Seen
from surveys.domain.gemeente_names import every_name
from surveys.domain.open_answers import digest_of
from surveys.domain.possible_names import Mark, pieces, possible_names
from surveys.domain.quotes import NamesUnseen, Proposal
from surveys.exceptions import AnswerChanged, QuoteRefused
from surveys.forms import QuoteForm
from surveys.models import Quote, Response
from surveys.views.coding import CHANGED, Codebook, answer_or_404, back_to, codebook_or_404, title_of
from surveys.views.staff import StaffRequest, render_staff, staff_page

LOOK = "Kijk naar wat gemarkeerd is. Is het een naam, haal het weg. Is het geen naam, zet dan het vinkje."


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("surveys.change_coding")
def page(request: StaffRequest, edition: str, variable: str, pk: int) -> HttpResponse:
    book = codebook_or_404(request, edition, variable)
    response = answer_or_404(book, pk)
    quote = Quote.objects.filter(response=response, variable=variable).first()
    if request.method == "POST" and "trek-in" in request.POST:
        if quote is not None:
            quotes.withdraw(quote, by=request.user)
        messages.success(request, "Van dit antwoord mag niets meer worden geciteerd.")
        return redirect(back_to(request, book, pk))
    form = QuoteForm(request.POST) if request.method == "POST" else QuoteForm()
    if form.is_bound and form.is_valid() and allowed(request, book, response, form):
        messages.success(request, "Deze woorden mogen worden geciteerd.")
        return redirect(back_to(request, book, pk))
    return show(request, book, response, quote, form)


def allowed(request: StaffRequest, book: Codebook, response: Response, form: QuoteForm) -> bool:
    """Adds to the form what stands in the way."""
    data = form.cleaned_data
    seen = Seen(response, book.variable, request.POST.get("gezien", ""))
    proposal = Proposal(data["text"], data["shown"], data["no_names"])
    try:
        quotes.allow(seen, text_of(response), proposal, every_name(), by=request.user)
    except QuoteRefused as refusal:
        form.add_error("text", str(refusal))
    except NamesUnseen:
        form.add_error("no_names", LOOK)
    except AnswerChanged:
        form.add_error("text", CHANGED)
    return not form.errors


def text_of(response: Response) -> str:
    return str(response.text)  # type: ignore[attr-defined]


def show(
    request: StaffRequest, book: Codebook, response: Response, quote: Quote | None, form: QuoteForm
) -> HttpResponse:
    """The answer with the names in it, and the words to quote with those that they have."""
    answer, names = text_of(response), every_name()
    is_current = quote is not None and quote.digest == digest_of(answer)
    proposed = quote.text if quote is not None and is_current else answer
    text = form.cleaned_data.get("text", "") if form.is_bound else proposed
    if not form.is_bound:
        form = QuoteForm(initial={"text": proposed})
    marks = possible_names(text, names)
    context = {"edition": book.edition, "variable": book.variable, "answer": response, "form": form}
    context |= {
        "pieces": pieces(answer, possible_names(answer, names)),
        "quote": quote,
        "is_current": is_current,
    }
    context |= {"quoted": pieces(text, marks), "differs": text != answer, "marks": marked(text, marks)}
    context |= {
        "shown": digest_of(text),
        "seen": digest_of(answer),
        "back": back_to(request, book, response.pk),
    }
    context |= {"heading": title_of(book.variable), "title": "Mag dit worden geciteerd?"}
    return render_staff(request, "surveys/coding/quote.html", context | {"subtitle": book.edition.title})


def marked(text: str, marks: list[Mark]) -> list[tuple[str, str]]:
    """Each word once, with what it may be."""
    return list(dict.fromkeys((mark.of(text), str(mark.kind.label)) for mark in marks))
