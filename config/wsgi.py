"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from .celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{__package__}.settings")

app.hurried = True
application = get_wsgi_application()
