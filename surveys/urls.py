from django.urls import include, path

from surveys.views import (
    audit_log,
    cleaning,
    coding,
    doubles,
    exports,
    gemeente_of_response,
    headlines,
    quotes,
    results,
    results_release,
    staff_results,
    themes,
)

# The same names and addresses below both, so that one template leads to either.
public_results = [
    path("", results.edition, name="edition"),
    path("<slug:chapter>/", results.chapter, name="chapter"),
    path("figuur/<slug:code>.<slug:form>", results.figure, name="figure"),
]
results_of_staff = [
    path("", staff_results.newest, name="newest"),
    path("<slug:edition>/", staff_results.edition, name="edition"),
    path("<slug:edition>/openbaar/", results_release.page, name="release"),
    path("<slug:edition>/hoofdstuk/<slug:chapter>/", staff_results.chapter, name="chapter"),
    path("<slug:edition>/figuur/<slug:code>.<slug:form>", staff_results.figure, name="figure"),
    path("<slug:edition>/figuur/<slug:code>/kop/", headlines.page, name="headline"),
]

urlpatterns = [
    path("beheer/logboek/", audit_log.page, name="audit_log"),
    path("beheer/exporteren/<slug:edition>/", exports.page, name="export_responses"),
    path("beheer/exporteren/<slug:edition>/bestanden/", exports.files, name="export_files"),
    path("beheer/exporteren/<slug:edition>/<int:pk>/", exports.file, name="export_file"),
    path("beheer/resultaten/", include((results_of_staff, "staff_results"))),
    path("resultaten/<slug:edition>/", include((public_results, "results"))),
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
