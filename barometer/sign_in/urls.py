"""The names are allauth's own, for it leads from one page to the next; a page that is not here does not exist."""

from django.urls import path

from barometer.sign_in import views
from barometer.sign_in.views import entrance, own_account

urlpatterns = [
    path("beheer/inloggen/", entrance(views.SignIn.as_view()), name="account_login"),
    path("beheer/inloggen/tweede-stap/", entrance(views.SecondStep.as_view()), name="mfa_authenticate"),
    path("beheer/inloggen/gestopt/", entrance(views.Stopped.as_view()), name="account_inactive"),
    path("beheer/uitloggen/", entrance(views.SignOut.as_view()), name="account_logout"),
    path("beheer/account/", views.factors, name="mfa_index"),
    path(
        "beheer/account/wachtwoord/",
        own_account(views.ChangePassword.as_view()),
        name="account_change_password",
    ),
    path("beheer/account/wie/", own_account(views.PasswordAgain.as_view()), name="account_reauthenticate"),
    path("beheer/account/wie/code/", own_account(views.CodeAgain.as_view()), name="mfa_reauthenticate"),
    path(
        "beheer/account/wie/passkey/",
        own_account(views.PasskeyAgain.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("beheer/account/app/", own_account(views.AddApp.as_view()), name="mfa_activate_totp"),
    path("beheer/account/app/weg/", own_account(views.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("beheer/account/passkey/", own_account(views.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "beheer/account/passkey/<int:pk>/weg/",
        own_account(views.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("beheer/account/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "beheer/account/codes/nieuw/",
        own_account(views.MakeCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
]
