from django.urls import include, path

from respondents.views import answering, opt_out

answering_urls = [
    path("u/<token>/", answering.start, name="start"),
    path("u/<token>/overzicht/", answering.overview, name="overview"),
    path("u/<token>/versturen/", answering.submit, name="submit"),
    path("u/<token>/bedankt/", answering.thanks, name="thanks"),
    path("u/<token>/later/", answering.later, name="later"),
    path("u/<token>/<slug:page>/", answering.page, name="page"),
    path("o/<slug:edition>/", answering.open_start, name="open"),
]

urlpatterns = [
    path("afmelden/<token>/", opt_out.page, name="opt_out"),
    path("", include((answering_urls, "answering"))),
]
