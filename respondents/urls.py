from django.urls import include, path

from respondents.views import (
    answered_twice,
    answering,
    documents,
    fieldwork,
    hand_over,
    joining,
    later,
    open_link,
    opt_out,
    previews,
    replies,
    wave_release,
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
    path("beheer/twee-keer/<slug:edition>/", answered_twice.page, name="answered_twice"),
    path("beheer/twee-keer/<slug:edition>/<int:pk>/", answered_twice.choose, name="choose_answer"),
]

urlpatterns = [
    path("", include((fieldwork_urls, "fieldwork"))),
    path("beheer/verzendingen/<int:pk>/vrijgeven/", wave_release.page, name="wave_release"),
    path("beheer/post/", replies.page, name="replies"),
    path("beheer/post/<int:pk>/overnemen/", replies.accept, name="accept_reply"),
    path("beheer/post/<int:pk>/niet-overnemen/", replies.decline, name="decline_reply"),
    path("beheer/vragenlijsten/<int:pk>/bekijken/", previews.of_questionnaire, name="preview_questionnaire"),
    path("beheer/edities/<int:pk>/bekijken/", previews.of_edition, name="preview_edition"),
    path("afmelden/<token>/", opt_out.page, name="opt_out"),
    path("webhooks/<provider>/", webhooks.webhook, name="webhook"),
    path("", include((answering_urls, "answering"))),
]
