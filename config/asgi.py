"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from .celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{__package__}.settings")

app.hurried = True
application = get_asgi_application()
