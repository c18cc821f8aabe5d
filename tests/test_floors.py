"""The floors of the house: what may load what."""

from __future__ import annotations

import subprocess
import sys

import pytest

WEB = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from config.wsgi import application
from django.urls import get_resolver
from django.test import Client
get_resolver().url_patterns
Client().get("/healthz", HTTP_HOST="localhost")
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"torch", "transformers", "sentence_transformers", "accelerate"}))
"""
BEAT = """
import sys
from config.celery import app
import django
django.setup()
app.loader.import_default_modules()
assert {"feedback.work", "rewardmodel.score"} <= set(app.tasks)
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"torch", "transformers", "sentence_transformers", "accelerate"}))
"""
LEARNING = """
import importlib, pkgutil, sys
import rewardmodel.learning as learning
for module in pkgutil.walk_packages(learning.__path__, "rewardmodel.learning."):
    importlib.import_module(module.name)
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"django", "celery", "rest_framework", "feedback", "config"}))
"""


@pytest.mark.parametrize(
    "program",
    [WEB, BEAT, LEARNING],
    ids=["web: no torch", "beat and idle workers: no torch", "learning: no Django"],
)
def test_a_fresh_process_loads_none_of_what_is_above_it(program):
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
