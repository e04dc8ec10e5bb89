from django.urls import path

from surveys.views import audit_log, doubles, exports

urlpatterns = [
    path("beheer/logboek/", audit_log.page, name="audit_log"),
    path("beheer/exporteren/<slug:edition>/", exports.page, name="export_responses"),
    path("beheer/dubbel/<slug:edition>/", doubles.pairs, name="doubles"),
    path("beheer/dubbel/<slug:edition>/<int:pk>/", doubles.decide, name="decide_double"),
]
