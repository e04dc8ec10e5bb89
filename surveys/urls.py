from django.urls import path

from surveys.views import exports

urlpatterns = [
    path("beheer/exporteren/<slug:edition>/", exports.page, name="export_responses"),
]
