from django.db import migrations

FORWARDS = """
CREATE FUNCTION surveys_auditentry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER surveys_auditentry_append_only
BEFORE UPDATE OR DELETE ON surveys_auditentry
FOR EACH ROW EXECUTE FUNCTION surveys_auditentry_refuse();
"""
BACKWARDS = """
DROP TRIGGER surveys_auditentry_append_only ON surveys_auditentry;
DROP FUNCTION surveys_auditentry_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
