from django.db import migrations

SURVEYS = [
    ("ambtenaren", "Barometer Burgerparticipatie onder ambtenaren", True),
    ("inwoners", "Barometer Burgerparticipatie onder inwoners", False),
]


def make(apps, schema_editor):
    survey = apps.get_model("surveys", "Survey")
    for slug, name, has_phone_round in SURVEYS:
        survey.objects.get_or_create(
            slug=slug, defaults={"name": name, "population": slug, "has_phone_round": has_phone_round}
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_audit_is_append_only")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
