from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from django.db import DatabaseError

from rec_portal import embedded

from . import __doc__ as about
from . import reach
from .places import KINDS, ROOT, Place, broken, broken_sql, places

LEFT_OUT = (
    "tests/browser",
    "tests/embedded",
    "tests/shape/test_permission_matrix.py",
    "tests/shape/test_queries.py",
    "tests/shape/test_queries_meetings.py",
    "tests/shape/test_mutation.py",
)
"""Too slow to be asked for one place: they would notice more."""
LISTED = "tests/shape/test_constraints.py::test_the_list_says_what_the_database_refuses"
COMMITTED = (
    "tests/shape/test_database.py"
    "::test_the_rules_of_the_database_are_those_that_were_read_and_committed"
)
PRINTED = "tests/shape/test_docs.py::test_the_printed_lifecycles_are_those_of_the_tables"
PYTEST = (
    "-o",
    "addopts=",
    "--strict-markers",
    "--disable-socket",
    "--allow-hosts=127.0.0.1,::1,localhost",
    "--allow-unix-socket",
    "-q",
)
NOTICED, UNNOTICED, NOT_IMPORTED, UNREACHED = "noticed", "unnoticed", "not imported", "unreached"
IMPORT_FAILED = 90
SECONDS = {"lifecycles": 450.0, "availability": 240.0}
"""Of tests, as they took when all was well, for one place at the most; 120 where nothing else is said."""
TABLES = "tests/availability/test_acts.py"
"""The tables of who does what and when: they are asked first, up to two thirds of the time, though they are slow."""
TABLED = ("lifecycles", "actions", "availability")


@dataclass
class Trial:
    place: Place
    tests: list[str]
    seconds: float
    slot: int = -1
    began: float = 0.0
    outcome: str = ""
    by: str = ""
    log: Path = field(default_factory=Path)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(KINDS), action="append")
    parser.add_argument("--slots", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    began = time.monotonic()
    prepare()
    lines, seconds = reached()
    chosen = draw(asked.kind or list(KINDS), asked.count, asked.seed)
    trials = [trial_of(place, lines, seconds) for place in chosen]
    print(
        f"{len(trials)} places, seed {asked.seed}; {len(seconds)} tests reach "
        f"{len(lines)} files ({time.monotonic() - began:.0f} s to know it)",
        flush=True,
    )
    warm()
    run(trials, asked.slots)
    report(trials, time.monotonic() - began)
    return 0


def prepare() -> None:
    """Servers of its own; the tests' settings."""
    os.chdir(ROOT)
    os.environ["VAR_DIR"] = str(embedded.home() / "mutation")
    os.environ["DJANGO_SETTINGS_MODULE"] = "rec_portal.settings"
    os.environ["STATIC_MANIFEST"] = "off"
    os.environ["STATIC_ROOT"] = os.environ["VAR_DIR"] + "/static"
    Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)
    os.environ.pop("EMAIL_URL", None)
    embedded.provide(os.environ, durable=False)
    os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]
    subprocess.run([sys.executable, "manage.py", "compile_catalogues"], check=True)


def reached() -> tuple[dict[str, dict[int, set[str]]], dict[str, float]]:
    """Which tests reach which line: by a run of the suite, kept until code or tests change."""
    digest = hashlib.sha256()
    for file in sorted(ROOT.glob("*/**/*.py")):
        if not any(part.startswith(".") for part in file.relative_to(ROOT).parts):
            digest.update(file.read_bytes())
    folder = Path(os.environ["VAR_DIR"]) / f"reach-{digest.hexdigest()[:12]}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        suite = [sys.executable, "-m", "pytest", "-p", "tools.mutation.reach", "--no-header"]
        ignored = [f"--ignore={each}" for each in LEFT_OUT]
        done = subprocess.run(
            [*suite, *ignored], env={**os.environ, "REACH_FOLDER": str(folder)}, check=False
        )
        if done.returncode not in {0, 1}:
            raise SystemExit("The suite did not run to its end.")
        (folder / "done").touch()
    return reach.read(folder)


def draw(kinds: Sequence[str], count: int, seed: int) -> list[Place]:
    """Equal shares of the kinds that have places, as far as each has enough."""
    chance = random.Random(seed)  # a drawing that can be repeated
    decks = [deck for kind in kinds if (deck := places(kind))]
    for deck in decks:
        chance.shuffle(deck)
    found: list[Place] = []
    while len(found) < count and any(decks):
        for deck in decks:
            if deck and len(found) < count:
                found.append(deck.pop())
    return found


def trial_of(
    place: Place, lines: dict[str, dict[int, set[str]]], seconds: dict[str, float]
) -> Trial:
    """The tests that reach the place, as far as the time goes: first those that name it, those of its module and of its
    app, then the quickest."""
    if place.path.endswith(".sql") or place.constraint:
        named, tests = of_the_database(place, lines)
    elif place.names:
        named, tests = set(), that_use(place.names, lines)
    else:
        first, last = place.lines
        found = lines.get(place.path, {})
        named, tests = set(), set().union(*(found.get(at, set()) for at in range(first, last + 1)))
    if (
        not tests
    ):  # run once at the start, and so by no test: what looks at all of the portal is asked
        tests = {each for each in seconds if each.startswith("tests/shape/")}
    near = nearness(place)
    reaching = sorted(
        tests & seconds.keys(), key=lambda each: (each not in named, near(each), seconds[each])
    )
    limit = SECONDS.get(place.kind, 120.0)
    tables = [each for each in reaching if each.startswith(TABLES)]
    first = as_far_as(limit * 2 / 3, tables, seconds) if place.kind in TABLED else []
    if (compared := compared_with(place)) in seconds:  # a file that was read and committed
        first = [compared, *(each for each in first if each != compared)]
    left = limit - sum(seconds.get(test, 0) for test in first)
    rest = as_far_as(left, [each for each in reaching if each not in first], seconds)
    taken = [*first, *rest] or reaching[:1]
    return Trial(place, taken, sum(seconds.get(test, 0) for test in taken))


def compared_with(place: Place) -> str:
    """The test that compares what the place makes with what was read and committed; nothing where there is none."""
    if place.constraint:
        return LISTED
    if place.path.endswith(".sql"):
        return COMMITTED
    return PRINTED if place.kind == "lifecycles" else ""


def nearness(place: Place) -> Callable[[str], int]:
    """How far a test is from a place: of the module's name, of its app, or of another that only passes through."""
    file = Path(place.path)
    app = place.path.removeprefix("rec_portal/").split("/")[0]

    def far(test: str) -> int:
        where = Path(test.split("::")[0])
        if where.stem == f"test_{file.stem}" and app in where.parts:
            return 0
        return 1 if app in where.parts or test.startswith(TABLES) else 2

    return far


def as_far_as(limit: float, tests: list[str], seconds: dict[str, float]) -> list[str]:
    """As many of the tests, from the first on, as take no longer than that together."""
    together = accumulate(seconds[test] for test in tests)
    return [test for test, so_far in zip(tests, together, strict=True) if so_far <= limit]


def that_use(names: Sequence[str], lines: dict[str, dict[int, set[str]]]) -> set[str]:
    """The tests that reach a line on which one of the names stands."""
    sought = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
    tests: set[str] = set()
    for path, found in lines.items():
        for number, text in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            if sought.search(text):
                tests |= found.get(number, set())
    return tests


def of_the_database(
    place: Place, lines: dict[str, dict[int, set[str]]]
) -> tuple[set[str], set[str]]:
    """Those of the app that speak to the database directly or name the constraint; then all that reach its models."""
    app = place.path.split("/database/")[0].split("/models")[0]
    tests = {
        test
        for path, found in lines.items()
        if path.startswith((f"{app}/models", f"{app}/actions"))
        for reaching in found.values()
        for test in reaching
    }
    sought = re.compile(r"IntegrityError|DatabaseError|InternalError|full_clean|cursor\(")
    files = {test.split("::")[0] for test in tests}
    direct = {file for file in files if sought.search((ROOT / file).read_text(encoding="utf-8"))}
    naming = {
        file
        for file in direct
        if place.constraint and place.constraint in (ROOT / file).read_text(encoding="utf-8")
    }
    first = {test for test in tests if test.split("::")[0] in (naming or direct)}
    listed = {LISTED if place.constraint else COMMITTED}
    return first | listed, tests | listed


def warm() -> None:
    """Load the libraries once, for all forks. The portal's own modules are loaded by each fork, one of them broken."""
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, django; django.setup(); from django.urls import get_resolver;"
            " get_resolver().url_patterns; from django.conf import settings;"
            " print(*settings.INSTALLED_APPS); print(*sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    apps, modules = seen[-2].split(), seen[-1].split()
    own = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    barred = own | {each.split(".")[0] for each in apps} - {"django"}
    for name in [*modules, "pytest", "openpyxl", "docx"]:
        if name.split(".")[0] in barred or name.startswith(("django.contrib", "__")):
            continue
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001  # what asks for settings is loaded by the forks
            continue


class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Hands out one module with its place broken."""

    def __init__(self, place: Place) -> None:
        self.file = ROOT / place.path
        parts = Path(place.path).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        tree = broken(self.file.read_text(encoding="utf-8"), place.number)
        self.code: CodeType = compile(tree, str(self.file), "exec")

    def find_spec(self, name: str, *_given: Any) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        spec = importlib.machinery.ModuleSpec(
            name, self, origin=str(self.file), is_package=self.file.name == "__init__.py"
        )
        spec.has_location = True
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(str(self.file.parent))
        return spec

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # the portal's own module


def attempt(trial: Trial, slot: int) -> int:
    """In a fork: load the portal with the place broken, and run the tests; the exit status of pytest."""
    os.environ["TEST_WORKER"] = f"mutation{slot}"
    place = trial.place
    if not place.path.endswith(".sql"):
        try:
            sys.meta_path.insert(0, Broken(place))
            import django

            django.setup()
            importlib.import_module(sys.meta_path[0].name)  # type: ignore[attr-defined]
            from django.urls import get_resolver

            assert get_resolver().url_patterns
        except Exception as fault:  # noqa: BLE001
            print(repr(fault))
            return IMPORT_FAILED
    if place.path.endswith(".sql") or place.constraint:
        try:
            os.environ["TEST_TEMPLATE"] = without_the_rule(place, slot)
        except DatabaseError as fault:  # no rule any more, but a fault of syntax
            print(repr(fault))
            return IMPORT_FAILED
    import pytest

    return int(
        pytest.main([*PYTEST, "-x", "-p", "no:randomly", "-p", "no:cacheprovider", *trial.tests])
    )


def without_the_rule(place: Place, slot: int) -> str:
    """A template of the database in which the rule is broken."""
    import django

    django.setup()
    from django.db import connection, connections

    from tests import database

    name = f"mutation_{slot}"
    source = database.template()
    database.copy(source, name)
    database.use(name)
    with connection.cursor() as cursor:
        if place.constraint:
            cursor.execute(
                "SELECT coalesce((SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname)"
                " FROM pg_constraint WHERE conname = %s), format('DROP INDEX IF EXISTS %%I', %s::text))",
                [place.constraint, place.constraint],
            )
            cursor.execute(cursor.fetchone()[0])
        else:
            cursor.execute(sql_of(place))
    connections.close_all()
    database.use(database._maintenance_name())
    return name


def sql_of(place: Place) -> str:
    """The broken file as `migrate` would put it in: filled with what it shares with Python."""
    from django.apps import apps

    from rec_portal.database import filled

    file = ROOT / place.path
    text = broken_sql(file.read_text(encoding="utf-8"), place.number)
    for app in apps.get_app_configs():
        if Path(app.path) == file.parents[1]:
            return filled(app.label, text)
    return text


def run(trials: list[Trial], slots: int) -> None:
    """Keep every slot busy; say each outcome as it comes."""
    waiting = iter(trials)
    running: dict[int, Trial] = {}
    free = list(range(slots))
    while True:
        while free and (trial := next(waiting, None)):
            if not trial.tests:
                trial.outcome = UNREACHED
                print(f"{trial.outcome:<12} {trial.place}", flush=True)
                continue
            start(trial, free.pop(), running)
        if not running:
            return
        for pid, trial, status in ended(running):
            settle(trial, status)
            free.append(trial.slot)
            del running[pid]
        time.sleep(0.05)


def start(trial: Trial, slot: int, running: dict[int, Trial]) -> None:
    trial.slot, trial.began = slot, time.monotonic()
    trial.log = Path(os.environ["VAR_DIR"]) / f"trial-{slot}.log"
    pid = os.fork()
    if pid:
        running[pid] = trial
        return
    status = 3
    try:
        os.setsid()
        with trial.log.open("w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            try:
                status = attempt(trial, slot)
            except BaseException:  # noqa: BLE001  # the fork ends here; the log says why
                traceback.print_exc(file=log)
            sys.stdout.flush()
    finally:
        os._exit(status)


def ended(running: dict[int, Trial]) -> Iterator[tuple[int, Trial, int]]:
    """(pid, trial, exit status) of those that are over; what runs far over its time is killed: -1."""
    for pid, trial in list(running.items()):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            yield pid, trial, os.waitstatus_to_exitcode(status)
        elif time.monotonic() - trial.began > 60 + 5 * trial.seconds:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            yield pid, trial, -1


def settle(trial: Trial, status: int) -> None:
    words = trial.log.read_text(errors="replace")
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", words, re.MULTILINE)
    if status == IMPORT_FAILED or "ERROR collecting" in words:
        trial.outcome = NOT_IMPORTED
    elif status == 0:
        trial.outcome = UNNOTICED
    elif status in {-1, 1}:
        trial.outcome, trial.by = NOTICED, failed[1] if failed else "time"
    else:
        raise SystemExit(f"The trial of {trial.place} ended with {status}:\n{words[-3000:]}")
    took = time.monotonic() - trial.began
    print(
        f"{trial.outcome:<12} {trial.place}  [{len(trial.tests)} tests, {took:.0f} s] {trial.by}",
        flush=True,
    )


def report(trials: list[Trial], took: float) -> None:
    counts = Counter(trial.outcome for trial in trials)
    tried = len(trials) - counts[NOT_IMPORTED]
    print(f"\nNot noticed ({counts[UNNOTICED] + counts[UNREACHED]}):")
    for trial in trials:
        if trial.outcome in {UNNOTICED, UNREACHED}:
            print(f"  {trial.place.kind}: {trial.place}  [{len(trial.tests)} tests]")
    for kind in KINDS:
        of_kind = [
            each for each in trials if each.place.kind == kind and each.outcome != NOT_IMPORTED
        ]
        if of_kind:
            seen = sum(each.outcome == NOTICED for each in of_kind)
            print(f"{kind:<14}{seen:>4} of {len(of_kind)}")
    print(
        f"noticed {counts[NOTICED]} of {tried} ({100 * counts[NOTICED] / max(1, tried):.0f} %);"
        f" {counts[NOT_IMPORTED]} could not be imported and do not count; {took / 60:.0f} min"
    )


if __name__ == "__main__":
    sys.exit(main())
