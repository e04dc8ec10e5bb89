"""PostgreSQL plans by how large it believes its tables to be, and looks only once a minute.

Until then it would go through a table of thousands of new rows once for each of them, and a page takes minutes.
"""

from django.db import connection
from django.db.models import Model


def look_again(*models: type[Model]) -> None:
    """After many rows at once, at the end of the transaction that made them; reads and writes go on meanwhile."""
    tables = ", ".join(sorted(model._meta.db_table for model in models))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
