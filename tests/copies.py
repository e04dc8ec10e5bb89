"""Many rows like one, made by the database itself: 8,000 of them by way of a factory would take half a minute."""

from django.db import connection
from django.db.models import Model


def copy_row(row: Model, count: int, **columns: str) -> None:
    """Stores so many more; a column is that of the row, or SQL in which n is the number of the copy, from 1."""
    fields = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = [columns.get(name, f"one.{name}") for name in fields]
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(fields)}) SELECT {', '.join(values)} "  # noqa: S608 - of our own
            f"FROM {table} one, generate_series(1, %s) n WHERE one.id = %s ORDER BY n",
            [count, row.pk],
        )
