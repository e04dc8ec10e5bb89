from django.urls import path

from surveys.views import audit_log, doubles, exports

urlpatterns = [
    path("beheer/logboek/", audit_log.page, name="audit_log"),
    path("beheer/exporteren/<slug:edition>/", exports.page, name="export_responses"),
    path("beheer/exporteren/<slug:edition>/bestanden/", exports.files, name="export_files"),
    path("beheer/exporteren/<slug:edition>/<int:pk>/", exports.file, name="export_file"),
    path("beheer/dubbel/<slug:edition>/", doubles.pairs, name="doubles"),
    path("beheer/dubbel/<slug:edition>/<int:pk>/", doubles.decide, name="decide_double"),
]
