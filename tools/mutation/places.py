"""Where the code can be broken, and how: by its syntax tree, and for the database's rules by their text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "councils",
    "documents",
    "meetings",
    "recommendations",
    "working_groups",
    "rec_portal/audit",
    "rec_portal/mail",
)
KINDS = {
    "permissions": ("permissions.py",),
    "lifecycles": ("lifecycle.py", "lifecycle/*.py"),
    "constraints": ("models.py", "models/*.py", "database/*.sql"),
    "actions": ("actions.py", "actions/*.py"),
    "notices": ("notices.py", "notices/*.py"),
    "availability": ("availability.py", "availability/*.py"),
}
"""Kind of rule → the files of an app in which it stands."""

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
SQL = (
    (r"\bRAISE EXCEPTION\b", "RAISE NOTICE"),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r"<>", "="),
    (r"\bNOT EXISTS\b", "EXISTS"),
    (r"\bIS NOT NULL\b", "IS NULL"),
)
WORDS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
CONSTRAINTS = {"CheckConstraint", "UniqueConstraint", "ExclusionConstraint"}


@dataclass(frozen=True)
class Place:
    kind: str
    path: str
    number: int
    """Which of the file's places, in the order in which they are found."""
    lines: tuple[int, int]
    """The statement's first and last line; of a statement with a body, of its head."""
    before: str
    after: str
    names: tuple[str, ...] = ()
    """Outside functions: the names that the statement defines."""
    constraint: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.lines[0]}  {_short(self.before)}  →  {_short(self.after)}"


@dataclass
class _Break:
    node: ast.AST
    after: ast.AST | None
    put: Callable[[ast.AST | None], None]
    lines: tuple[int, int]
    names: tuple[str, ...]
    constraint: str = ""


def places(kind: str) -> list[Place]:
    """Every place of this kind, in a fixed order."""
    found = []
    for app in APPS:
        for pattern in KINDS[kind]:
            for file in sorted((ROOT / app).glob(pattern)):
                found += in_file(kind, str(file.relative_to(ROOT)))
    return found


def in_file(kind: str, path: str) -> list[Place]:
    source = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".sql"):
        return [
            Place(kind, path, number, (line, line), before, after)
            for number, (_at, line, before, after) in enumerate(_in_sql(source))
        ]
    return [
        Place(kind, path, number, each.lines, *_texts(each), each.names, each.constraint)
        for number, each in enumerate(breaks(ast.parse(source)))
        if (kind == "constraints") == bool(each.constraint)
    ]


def broken(source: str, number: int) -> ast.Module:
    """The module with its place of this number broken."""
    tree = ast.parse(source)
    each = list(breaks(tree))[number]
    if each.after is not None:
        ast.copy_location(each.after, each.node)
    each.put(each.after)
    return ast.fix_missing_locations(tree)


def broken_sql(text: str, number: int) -> str:
    at, _line, before, after = list(_in_sql(text))[number]
    return text[:at] + after + text[at + len(before) :]


def _in_sql(text: str) -> Iterator[tuple[int, int, str, str]]:
    """(offset, line, before, after); comments and the heads of functions and triggers are left out."""
    bare = re.sub(
        r"--[^\n]*|^CREATE OR REPLACE[^\n]*", lambda found: " " * len(found[0]), text, flags=re.M
    )
    hits = [
        (found.start(), found[0], after)
        for before, after in SQL
        for found in re.finditer(before, bare)
    ]
    for at, before, after in sorted(hits):
        yield at, text.count("\n", 0, at) + 1, before, after


def breaks(tree: ast.Module) -> list[_Break]:
    found: list[_Break] = []
    for statement in tree.body:
        _statement(statement, tree.body, found, _defined(statement))
    return found


def _defined(statement: ast.stmt) -> tuple[str, ...]:
    if isinstance(statement, ast.ClassDef):
        return (statement.name,)
    if isinstance(statement, ast.Assign):
        return tuple(each.id for each in statement.targets if isinstance(each, ast.Name))
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return (statement.target.id,)
    return ()


def _statement(
    statement: ast.stmt, among: list[ast.stmt], found: list[_Break], names: tuple[str, ...]
) -> None:
    """The places in a statement and under it. `names` is empty within functions."""
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.Assert) or _is_of_types(statement):
        return
    if "__all__" in names:
        return
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        for each in statement.body:
            _statement(each, statement.body, found, ())
        return
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno
    lines = (statement.lineno, max(statement.lineno, last or 0))
    if isinstance(statement, ast.Raise) or _is_call(statement):
        at = among.index(statement)
        found.append(
            _Break(statement, ast.Pass(), lambda new: among.__setitem__(at, new), lines, names)  # type: ignore[arg-type]
        )
    for field, value in ast.iter_fields(statement):
        if field in {"annotation", "decorator_list", "targets", "target", "bases"}:
            continue
        if field == "test":
            _condition(statement, value, found, lines, names)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.stmt):
                _statement(each, value, found, names)
            elif isinstance(each, ast.ExceptHandler):
                for inner in each.body:
                    _statement(inner, each.body, found, names)
            elif isinstance(each, ast.AST):
                for holder in ast.walk(each) if not isinstance(each, ast.expr) else [each]:
                    _expression(holder, _put(statement, field, value, each), found, lines, names)


def _is_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def _is_of_types(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and statement.test.id == "TYPE_CHECKING"
    )


def _condition(
    statement: ast.AST,
    test: ast.expr,
    found: list[_Break],
    lines: tuple[int, int],
    names: tuple[str, ...],
) -> None:
    if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
        after = ast.UnaryOp(ast.Not(), test)
        found.append(_Break(test, after, lambda new: setattr(statement, "test", new), lines, names))


def _put(
    parent: ast.AST, field: str, value: object, each: ast.AST
) -> Callable[[ast.AST | None], None]:
    if isinstance(value, list):
        at = next(number for number, other in enumerate(value) if other is each)

        def in_list(new: ast.AST | None) -> None:
            if new is None:
                del value[at]
            else:
                value[at] = new

        return in_list
    return lambda new: setattr(parent, field, new)


def _expression(
    node: ast.AST,
    put: Callable[[ast.AST | None], None],
    found: list[_Break],
    lines: tuple[int, int],
    names: tuple[str, ...],
) -> None:
    """The places in an expression: itself, then what it holds. Sentences for people are left out."""
    if isinstance(node, ast.JoinedStr):
        return
    called = _called(node)
    if called in WORDS:
        return
    found += [_Break(node, after, put, lines, names) for after in _variants(node)]
    if called in CONSTRAINTS and names:
        name = next((each.value for each in node.keywords if each.arg == "name"), None)  # type: ignore[attr-defined]
        if isinstance(name, ast.Constant):
            found.append(_Break(node, None, put, lines, names, constraint=str(name.value)))
        return
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "ctx"}:
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.expr | ast.keyword | ast.comprehension):
                _expression(each, _put(node, field, value, each), found, lines, names)


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPPED:
        yield ast.Compare(node.left, [SWAPPED[type(node.ops[0])]()], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(SWAPPED[type(node.op)](), node.values)  # type: ignore[arg-type]
        if len(node.values) > 2:
            yield ast.BoolOp(node.op, node.values[:-1])
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED and not _is_of_words(node):
        yield ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Set | ast.Tuple | ast.List) and len(node.elts) > 1:
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del) or _is_choice(node):
            return
        if any(_called(each) in CONSTRAINTS for each in node.elts):  # each by itself
            return
        yield _like(node, node.elts[:-1])
    elif isinstance(node, ast.Dict) and len(node.keys) > 1:
        yield ast.Dict(node.keys[:-1], node.values[:-1])
    elif _called(node) in {"filter", "exclude"} and isinstance(node.func, ast.Attribute):  # type: ignore[attr-defined]
        other = "exclude" if node.func.attr == "filter" else "filter"  # type: ignore[attr-defined]
        swapped = ast.Attribute(node.func.value, other, ast.Load())  # type: ignore[attr-defined]
        yield ast.Call(swapped, node.args, node.keywords)  # type: ignore[attr-defined]
        if len(node.keywords) > 1:  # type: ignore[attr-defined]
            yield ast.Call(node.func, node.args, node.keywords[:-1])  # type: ignore[attr-defined]
    elif _called(node) == "denied":
        yield ast.Name("ALLOWED", ast.Load())


def _like(node: ast.Set | ast.Tuple | ast.List, elements: list[ast.expr]) -> ast.AST:
    if isinstance(node, ast.Set):
        return ast.Set(elements)
    return type(node)(elements, ast.Load())


def _is_of_words(node: ast.BinOp) -> bool:
    """Joins words, or names a union of types."""
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and (side.value is None or isinstance(side.value, str)))
        for side in sides
    ) or all(isinstance(side, ast.Name) and side.id[:1].isupper() for side in sides)


def _is_choice(node: ast.Set | ast.Tuple | ast.List) -> bool:
    """A code and its name for people."""
    return isinstance(node, ast.Tuple) and _called(node.elts[-1]) in WORDS


def _texts(each: _Break) -> tuple[str, str]:
    before = ast.unparse(each.node)
    return before, "(gone)" if each.after is None else ast.unparse(_located(each))


def _located(each: _Break) -> ast.AST:
    assert each.after is not None
    return ast.fix_missing_locations(ast.copy_location(each.after, each.node))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 70 else f"{line[:67]}…"
