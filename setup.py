"""The wheel's packages. All else about the distribution is in pyproject.toml.

``config`` would be a name in everybody's way among the installed packages: there it is called
``plumbline_server``, and the built pages lie in it. Benchmarks and tests stay in the repository.
"""

from pathlib import Path

from setuptools import find_packages, setup

PAGES = "frontend/dist"

packages = {"plumbline_server": "config"}
# An installation for development is made before the pages are built, and finds them where they
# are built. A wheel is built after them (Dockerfile, .ci/wheel).
if Path(PAGES, "index.html").exists():
    packages["plumbline_server.pages"] = PAGES

setup(
    packages=[
        *find_packages(include=["feedback*", "rewardmodel*", "plumbline_client*"]),
        *packages,
    ],
    package_dir=packages,
    package_data={"plumbline_server.pages": ["*", "**/*"]},
)
