"""Wiring: settings, URLs and the Celery app. The only package that names every app.

Installed from the wheel this package is called ``plumbline_server``, since ``config`` is anybody's
name: imports within it are relative, and it names itself by ``__package__``.
"""

from .celery import app as celery_app
from .threads import set_threads

set_threads()

__all__ = ["celery_app"]
