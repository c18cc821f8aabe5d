"""Wiring: settings, URLs and the Celery app. The only package that names every app."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
