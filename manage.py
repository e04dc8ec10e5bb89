#!/usr/bin/env python
import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["up"]:
        # The stack makes the environment that the settings ask for, so it starts before Django does.
        from barometer.localstack.up import main as up

        sys.exit(up(sys.argv[2:]))
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barometer.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
