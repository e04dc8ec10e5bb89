from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Answers come in while these are built.
    atomic = False

    dependencies = [
        ('surveys', '0017_mail_that_came_back'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='response',
            index=models.Index(
                condition=models.Q(('completed_at__isnull', False), ('is_double', False), ('is_late', False), ('is_test', False)),
                fields=['edition', 'gemeente', 'completed_at', 'channel'],
                include=['source', 'started_at'],
                name='response_arrived',
            ),
        ),
        AddIndexConcurrently(
            model_name='response',
            index=models.Index(
                condition=models.Q(('completed_at__isnull', True), ('is_double', False), ('is_test', False)),
                fields=['edition', 'gemeente'],
                name='response_draft',
            ),
        ),
        RemoveIndexConcurrently(model_name='response', name='response_counted'),
    ]
