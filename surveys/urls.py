from django.urls import path

from surveys.views import audit_log, cleaning, coding, doubles, exports, gemeente_of_response, quotes, themes

urlpatterns = [
    path("beheer/logboek/", audit_log.page, name="audit_log"),
    path("beheer/exporteren/<slug:edition>/", exports.page, name="export_responses"),
    path("beheer/exporteren/<slug:edition>/bestanden/", exports.files, name="export_files"),
    path("beheer/exporteren/<slug:edition>/<int:pk>/", exports.file, name="export_file"),
    path("beheer/dubbel/<slug:edition>/", doubles.pairs, name="doubles"),
    path("beheer/dubbel/<slug:edition>/<int:pk>/", doubles.decide, name="decide_double"),
    path("beheer/coderen/<slug:edition>/", coding.overview, name="coding"),
    path("beheer/coderen/<slug:edition>/<slug:variable>/", coding.variable, name="coding_variable"),
    path("beheer/coderen/<slug:edition>/<slug:variable>/themas/", themes.add, name="add_theme"),
    path("beheer/coderen/<slug:edition>/<slug:variable>/themas/<slug:theme>/", themes.change, name="theme"),
    path("beheer/coderen/<slug:edition>/<slug:variable>/<int:pk>/", coding.code, name="code_answer"),
    path(
        "beheer/coderen/<slug:edition>/<slug:variable>/<int:pk>/geldt/", coding.settle, name="settle_answer"
    ),
    path("beheer/coderen/<slug:edition>/<slug:variable>/<int:pk>/citaat/", quotes.page, name="quote"),
    path(
        "beheer/antwoord/<slug:edition>/<int:pk>/gemeente/",
        gemeente_of_response.page,
        name="gemeente_of_response",
    ),
    path("beheer/opschonen/<slug:edition>/", cleaning.listing, name="cleaning"),
    path("beheer/opschonen/<slug:edition>/<int:pk>/", cleaning.page, name="clean_response"),
    path("beheer/opschonen/<slug:edition>/<int:pk>/<slug:what>/", cleaning.act, name="act_on_response"),
]
