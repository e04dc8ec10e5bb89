from django.db import migrations

# A document of answers is a little over the 2 kB above which PostgreSQL packs a row. Packed it costs a third of the
# work of an export, and time in each save of a page, to win a third of the space. Rows that are there stay as they are
# until their next change; nothing waits for this.
UP = "ALTER TABLE surveys_response SET (toast_tuple_target = 8160)"
DOWN = "ALTER TABLE surveys_response RESET (toast_tuple_target)"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0017_mail_that_came_back")]

    operations = [migrations.RunSQL(UP, DOWN)]
