from django.urls import path

from barometer.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("postvak/", views.mailbox, name="mailbox"),
    path("postvak/<str:name>/", views.mail, name="mail"),
    path("postvak/<str:name>/html/", views.html, name="html"),
]
