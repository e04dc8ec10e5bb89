from django.urls import include, path

from respondents.views import (
    answered_twice,
    answering,
    calling,
    coverage,
    declines,
    dispositions,
    documents,
    fieldwork,
    fieldwork_lists,
    gemeenten,
    hand_over,
    herindelingen,
    imports,
    joining,
    later,
    moving,
    open_link,
    open_links,
    opt_out,
    previews,
    replies,
    same_person,
    sample,
    sender_check,
    wave_acts,
    wave_letters,
    wave_release,
    wave_text,
    waves,
    webhooks,
)

answering_urls = [
    path("u/<token>/", answering.start, name="start"),
    path("u/<token>/overzicht/", answering.overview, name="overview"),
    path("u/<token>/versturen/", answering.submit, name="submit"),
    path("u/<token>/bedankt/", answering.thanks, name="thanks"),
    path("u/<token>/antwoorden/", documents.answers, name="answers"),
    path("u/<token>/antwoorden.pdf", documents.answers_pdf, name="answers_pdf"),
    path("u/<token>/later/", later.later, name="later"),
    path("u/<token>/collega/", hand_over.page, name="hand_over"),
    path("u/<token>/collega/terug/", hand_over.take_back, name="take_back"),
    path("u/<token>/uitgenodigd/", joining.invited, name="invited"),
    path("u/<token>/niet-ik/", joining.not_me, name="not_me"),
    path("u/<token>/<slug:page>/", answering.page, name="page"),
    path("o/<slug:edition>/", open_link.start, name="open"),
    path("o/<slug:edition>/vragenlijst.pdf", documents.questionnaire, name="questionnaire_pdf"),
]

fieldwork_urls = [
    path("beheer/veldwerk/", fieldwork.newest, name="newest"),
    path("beheer/veldwerk/<slug:edition>/", fieldwork.fieldwork, name="fieldwork"),
    path("beheer/veldwerk/<slug:edition>/uitkomsten/", dispositions.page, name="dispositions"),
    path("beheer/veldwerk/<slug:edition>/uitkomsten.csv", dispositions.as_csv, name="dispositions_csv"),
    path(
        "beheer/veldwerk/<slug:edition>/uitkomsten/<slug:level>/<slug:disposition>/",
        dispositions.behind,
        name="disposition",
    ),
    path("beheer/veldwerk/<slug:edition>/stand/", fieldwork.standing, name="standing"),
    path("beheer/veldwerk/<slug:edition>/gemeenten/", fieldwork_lists.gemeenten, name="gemeenten"),
    path("beheer/veldwerk/<slug:edition>/personen/", fieldwork_lists.persons, name="persons"),
    path("beheer/veldwerk/<slug:edition>/figuur/<slug:code>.<slug:form>", fieldwork.figure, name="figure"),
    path("beheer/twee-keer/<slug:edition>/", answered_twice.page, name="answered_twice"),
    path("beheer/twee-keer/<slug:edition>/<int:pk>/", answered_twice.choose, name="choose_answer"),
]

calling_urls = [
    path("beheer/bellen/", calling.newest, name="newest"),
    path("beheer/bellen/<slug:edition>/", calling.gemeenten, name="gemeenten"),
    path("beheer/bellen/<slug:edition>/<slug:code>/", calling.case, name="case"),
    path("beheer/bellen/<slug:edition>/<slug:code>/openen/", calling.hold, name="hold"),
    path("beheer/bellen/<slug:edition>/<slug:code>/sluiten/", calling.let_go, name="let_go"),
    path("beheer/bellen/<slug:edition>/<slug:code>/interview/", calling.interview, name="interview"),
]

import_urls = [
    path("beheer/importeren/", imports.choose, name="choose"),
    path("beheer/importeren/<int:pk>/", imports.page, name="page"),
    path("beheer/importeren/<int:pk>/stand/", imports.state, name="state"),
    path("beheer/importeren/<int:pk>/kolommen/", imports.lay_out, name="lay_out"),
    path("beheer/importeren/<int:pk>/keuzes/", imports.decide, name="decide"),
    path("beheer/importeren/<int:pk>/meldingen.csv", imports.problems, name="problems"),
    path("beheer/importeren/<int:pk>/weggooien/", imports.cancel, name="cancel"),
    path("beheer/importeren/<int:pk>/terugdraaien/", imports.undo, name="undo"),
]

coverage_urls = [
    path("beheer/dekking/", coverage.newest, name="newest"),
    path("beheer/dekking/<slug:edition>/", coverage.page, name="edition"),
]

sample_urls = [
    path("beheer/steekproef/<slug:edition>/", sample.page, name="edition"),
    path("beheer/steekproef/<slug:edition>/kiezen/", sample.choose, name="choose"),
    path("beheer/steekproef/<slug:edition>/uitnodigen/", sample.invite, name="invite"),
]

wave_urls = [
    path("beheer/verzendingen/", waves.newest, name="newest"),
    path("beheer/verzendingen/<slug:edition>/", waves.time_line, name="waves"),
    path("beheer/verzendingen/<slug:edition>/nieuw/", waves.add, name="add"),
    path("beheer/verzending/<int:pk>/", waves.page, name="wave"),
    path("beheer/verzending/<int:pk>/stand/", waves.standing_fragment, name="standing"),
    path("beheer/verzending/<int:pk>/moment/", waves.plan, name="plan"),
    path("beheer/verzending/<int:pk>/tekst/", wave_text.page, name="text"),
    path("beheer/verzending/<int:pk>/voorbeeld/<int:invitation>/", wave_text.sample_html, name="sample_html"),
    path("beheer/verzending/<int:pk>/vrijgeven/", wave_release.release, name="release"),
    path("beheer/verzending/<int:pk>/nu/", wave_release.send_now, name="send_now"),
    path("beheer/verzending/<int:pk>/testmail/", wave_release.test_mail, name="test_mail"),
    path("beheer/verzending/<int:pk>/pauze/", wave_acts.pause, name="pause"),
    path("beheer/verzending/<int:pk>/hervat/", wave_acts.resume, name="resume"),
    path("beheer/verzending/<int:pk>/aanvullen/", wave_acts.top_up, name="top_up"),
    path("beheer/verzending/<int:pk>/annuleren/", wave_acts.cancel, name="cancel"),
    path("beheer/verzending/<int:pk>/wie/", wave_letters.who, name="who"),
    path("beheer/verzending/<int:pk>/brieven/", wave_letters.letter_list, name="letters"),
    path("beheer/brief/<int:pk>/", wave_letters.letter, name="letter"),
    path("beheer/brief/<int:pk>/opgemaakt/", wave_letters.letter_html, name="letter_html"),
    path("beheer/brief/<int:pk>/besluit/", wave_letters.settle, name="settle"),
]

gemeente_urls = [
    path("beheer/gemeenten/", gemeenten.listing, name="gemeenten"),
    path("beheer/gemeente/<slug:code>/", gemeenten.page, name="gemeente"),
    path("beheer/gemeente/<slug:code>/notitie/", gemeenten.add_note, name="add_note"),
    path("beheer/gemeente/<slug:code>/notitie/<int:pk>/", gemeenten.turn_note, name="turn_note"),
    path("beheer/gemeente/<slug:code>/herindeling/", herindelingen.page, name="herindeling"),
    path("beheer/contacten/dubbel/", same_person.likenesses, name="likenesses"),
    path("beheer/contacten/samenvoegen/", same_person.pick, name="pick_contacts"),
    path("beheer/contacten/samenvoegen/<int:one>/<int:other>/", same_person.page, name="merge_contacts"),
    path("beheer/contacten/twee-mensen/<int:one>/<int:other>/", same_person.apart, name="keep_apart"),
]

open_link_urls = [
    path("beheer/open-links/", open_links.newest, name="newest"),
    path("beheer/open-links/<slug:edition>/", open_links.page, name="page"),
    path("beheer/open-links/<slug:edition>/nieuw/", open_links.add, name="add"),
    path("beheer/open-links/<slug:edition>/<int:pk>/", open_links.link, name="link"),
    path("beheer/open-links/<slug:edition>/<int:pk>/wijzigen/", open_links.change, name="change"),
    path("beheer/open-links/<slug:edition>/<int:pk>/einde/", open_links.end, name="end"),
    path("beheer/open-links/<slug:edition>/<int:pk>/qr.svg", open_links.code, {"kind": "svg"}, name="svg"),
    path("beheer/open-links/<slug:edition>/<int:pk>/qr.png", open_links.code, {"kind": "png"}, name="png"),
]

urlpatterns = [
    path("", include((fieldwork_urls, "fieldwork"))),
    path("", include((calling_urls, "calling"))),
    path("", include((import_urls, "imports"))),
    path("", include((coverage_urls, "coverage"))),
    path("", include((sample_urls, "sample"))),
    path("", include((wave_urls, "waves"))),
    *gemeente_urls,
    path("", include((open_link_urls, "open_links"))),
    path("beheer/niet-mee/<slug:edition>/", declines.page, name="declines"),
    path("beheer/edities/<int:pk>/afzender/", sender_check.page, name="sender_check"),
    path("beheer/edities/<int:pk>/verplaatsen/", moving.page, name="move"),
    path("beheer/post/", replies.page, name="replies"),
    path("beheer/post/<int:pk>/overnemen/", replies.accept, name="accept_reply"),
    path("beheer/post/<int:pk>/niet-overnemen/", replies.decline, name="decline_reply"),
    path("beheer/vragenlijsten/<int:pk>/bekijken/", previews.of_questionnaire, name="preview_questionnaire"),
    path("beheer/edities/<int:pk>/bekijken/", previews.of_edition, name="preview_edition"),
    path("afmelden/<token>/", opt_out.page, name="opt_out"),
    path("webhooks/<provider>/", webhooks.webhook, name="webhook"),
    path("", include((answering_urls, "answering"))),
]
