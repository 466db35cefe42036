"""A plugin of pytest: which test reaches which line, and how long it takes. One file a worker, in the folder REACH_FOLDER."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

from .places import APPS, ROOT


class Reach:
    def __init__(self, folder: Path, worker: str) -> None:
        self.file = folder / f"{worker}.json"
        sources = {app.split("/")[0] for app in APPS} | {"desk"}
        self.coverage = coverage.Coverage(
            data_file=None,
            include=[f"{ROOT}/{name}/*" for name in sources],
            omit=["*/migrations/*", "*/tests/*"],
        )
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage.start()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        began = time.monotonic()
        yield
        self.seconds[item.nodeid] = round(time.monotonic() - began, 3)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        lines = {
            str(Path(file).relative_to(ROOT)): {
                str(line): [name for name in names if name]
                for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        passed = {test: took for test, took in self.seconds.items() if test not in self.failed}
        self.file.write_text(json.dumps({"lines": lines, "seconds": passed}))


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        folder = Path(os.environ["REACH_FOLDER"])
        config.pluginmanager.register(Reach(folder, worker["workerid"]), "reach")


def read(folder: Path) -> tuple[dict[str, dict[int, set[str]]], dict[str, float]]:
    """(file → line → tests, test → seconds), of all workers."""
    lines: dict[str, dict[int, set[str]]] = {}
    seconds: dict[str, float] = {}
    for file in sorted(folder.glob("*.json")):
        worker = json.loads(file.read_text())
        seconds |= worker["seconds"]
        for path, found in worker["lines"].items():
            for line, names in found.items():
                lines.setdefault(path, {}).setdefault(int(line), set()).update(names)
    return lines, seconds
