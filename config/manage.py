"""Django's command line for Plumbline: ``manage.py``, and ``plumbline-server`` once installed."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{__package__}.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
