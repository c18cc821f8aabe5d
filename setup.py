"""The wheel's packages. All else about the distribution is in pyproject.toml.

``config`` would be a name in everybody's way among the installed packages: there it is called
``plumbline_server``, and the built pages lie in it. Benchmarks and tests stay in the repository.
"""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["feedback*", "rewardmodel*", "plumbline_client*"]),
        "plumbline_server",
        "plumbline_server.pages",
    ],
    package_dir={"plumbline_server": "config", "plumbline_server.pages": "frontend/dist"},
    package_data={"plumbline_server.pages": ["*", "**/*"]},
)
