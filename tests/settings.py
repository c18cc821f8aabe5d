"""The project's settings, in a data folder of their own: tests never touch one that is used."""

from __future__ import annotations

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="plumbline-tests-")  # removed when Python ends
os.environ.setdefault("PLUMBLINE_HOME", _folder.name)
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from config.settings import *  # noqa: E402, F403
from config.settings import STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(exist_ok=True)  # the web server warns of its absence
