from django.urls import path

from surveys.views import doubles, exports

urlpatterns = [
    path("beheer/exporteren/<slug:edition>/", exports.page, name="export_responses"),
    path("beheer/dubbel/<slug:edition>/", doubles.pairs, name="doubles"),
    path("beheer/dubbel/<slug:edition>/<int:pk>/", doubles.decide, name="decide_double"),
]
