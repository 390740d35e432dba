"""Every message in the code, found in its syntax tree: what a catalogue must hold, and nothing besides."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CODE = Path(__file__).parent.parent / "generator"
SPOKEN = ("message", "remedy", "reason", "advice")  # parameters of these names take a message
TAKERS: dict[str, tuple[int | str, ...]] = {
    "error": (2, 3),
    "warning": (2, 3),
    "translate": (0,),
    "say": (0,),
    "warn": (0,),
    "PictureError": (0,),
    "Failure": (2,),
    "ReleaseError": (0, 1),
    "fault": (1, 2),
    "judge": (2, 3),
}
OWN: dict[
    str, dict[str, tuple[int | str, ...]]
] = {  # what some modules call besides: places of messages, or names of keywords
    "cli": {"t": (0,), "text": (0,), "command": (1,), "option": ("text",)},
    "terminal": {"text": (0,)},
}
OTHERS = ("open_with", "Lesson", "LessonView", "LessonSource", "AcceptEntry")  # words of authors and of the theme
RULED_ELSEWHERE = {"state_overflow": 2}  # in another module than the one that calls it
RULED = {"error": 1, "warning": 1}  # where these take the name of a rule
SILENT = ("diagnostics", "messages", "documentation")
_IN_TEMPLATE = re.compile(r"""\bsay\("([^"]+)"\)""")
_IN_LOOP = re.compile(r"""\{% for \w+ in \(([^)]*)\)""")


@dataclass(frozen=True)
class Saying:
    """A message and where it stands; ``given`` are the names that fill it, None when they are not to be seen."""

    text: str
    place: str
    given: frozenset[str] | None


class UnreadableError(Exception):
    """A message is put together where it cannot be found."""


def modules() -> list[Path]:
    """Return every module of the generator that says something of its own."""
    return [p for p in sorted(CODE.rglob("*.py")) if p.stem not in SILENT]


def sayings(file: Path) -> Iterator[Saying]:
    """Yield every message of a module."""
    reader = _Module(file)
    for function in ast.walk(reader.tree):
        if isinstance(function, ast.FunctionDef):
            yield from reader.said(function)
    code = file.read_text(encoding="utf-8")
    looped = [text for row in _IN_LOOP.findall(code) for text in re.findall(r'"([^"]+)"', row)]
    for text in (*_IN_TEMPLATE.findall(code), *looped):
        yield Saying(text, str(file), None)


def rules(file: Path) -> Iterator[str]:
    """Yield the name of every rule that a module reports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    places = RULED | RULED_ELSEWHERE | {n: p.index("rule") for n, p in _parameters(tree) if "rule" in p}
    for call in ast.walk(tree):
        at = places.get(_name(call)) if isinstance(call, ast.Call) else None
        if isinstance(call, ast.Call) and at is not None and len(call.args) > at:
            rule = call.args[at]
            if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                yield rule.value


def _parameters(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
            yield function.name, names[1:] if names[:1] == ["self"] else names
        elif isinstance(function, ast.ClassDef):
            yield function.name, [ast.unparse(n.target) for n in function.body if isinstance(n, ast.AnnAssign)]


def _takers(tree: ast.AST) -> dict[str, tuple[int | str, ...]]:
    """Return the functions and classes of a module that take messages, and at which places."""
    found = {n: tuple(k for k, name in enumerate(p) if name in SPOKEN) for n, p in _parameters(tree)}
    return {name: places for name, places in found.items() if places and name not in OTHERS}


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def names(target: ast.expr) -> set[str]:
    """Return the names that a loop gives values to."""
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}


@dataclass
class _Module:
    file: Path
    tree: ast.Module = field(init=False)
    takers: dict[str, tuple[int | str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.file.read_text(encoding="utf-8"))
        self.takers = {**TAKERS, **_takers(self.tree), **OWN.get(self.file.stem, {})}

    def said(self, function: ast.FunctionDef) -> Iterator[Saying]:
        """Yield what the calls of ``function`` itself say."""
        inner = [f for f in ast.walk(function) if isinstance(f, ast.FunctionDef) and f is not function]
        hidden = {n for f in inner for n in ast.walk(f)}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and node not in hidden:
                yield from self.call(node, function)

    def call(self, call: ast.Call, function: ast.FunctionDef) -> Iterator[Saying]:
        name = _name(call)
        if name not in self.takers or (name == "translate" and not isinstance(call.func, ast.Name)):
            return
        keywords = (*SPOKEN, *(p for p in self.takers[name] if isinstance(p, str)))
        parts = [call.args[n] for n in self.takers[name] if isinstance(n, int) and len(call.args) > n]
        parts += [k.value for k in call.keywords if k.arg in keywords]
        parts += [c for a in call.args if isinstance(a, ast.Starred) for c in self.table(a)]
        direct = name in RULED and all(k.arg is not None for k in call.keywords)
        given = frozenset(str(k.arg) for k in call.keywords) if direct else None
        place = f"{self.file.relative_to(CODE.parent)}:{call.lineno}"
        for part in parts:
            for text in self.texts(part, function, place):
                if text:
                    yield Saying(text, place, given)

    def table(self, part: ast.Starred) -> Iterator[ast.expr]:
        """Yield the texts of the table at the head of the module that ``*TABLE[key]`` takes its messages from."""
        for name in (n.id for n in ast.walk(part) if isinstance(n, ast.Name)):
            for value in self.assigned(self.tree, name):
                rows = value.values if isinstance(value, ast.Dict) else []
                yield from (c for row in rows for c in ast.walk(row) if isinstance(c, ast.Constant))

    def texts(self, part: ast.expr, function: ast.FunctionDef, place: str) -> Iterator[str]:
        """Yield what ``part`` of a call can be."""
        match part:
            case ast.Constant(value=str() as text):
                yield text
            case ast.IfExp():
                yield from self.texts(part.body, function, place)
                yield from self.texts(part.orelse, function, place)
            case ast.Tuple():
                for one in part.elts:
                    yield from self.texts(one, function, place)
            case ast.Name(id=name):
                values = list(self.assigned(function, name)) or list(self.assigned(self.tree, name))
                if not values and name not in self.handed(function):
                    raise UnreadableError(f"{place}: {name}")
                for value in values:
                    yield from self.texts(value, function, place)
            case ast.Call() | ast.Attribute() | ast.Subscript() | ast.Starred() | ast.Constant() | ast.BoolOp():
                return  # a value that was said elsewhere
            case ast.JoinedStr() if not any(
                c.isalpha() for v in part.values if isinstance(v, ast.Constant) for c in str(v.value)
            ):
                return  # values put side by side
            case _:
                raise UnreadableError(f"{place}: {ast.unparse(part)}")

    def handed(self, function: ast.FunctionDef) -> set[str]:
        """Return names that hold what a caller, or an exception, said."""
        scopes = [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.Lambda)]
        around = [s for s in scopes if s is function or function in ast.walk(s) or s in ast.walk(function)]
        names = {a.arg for s in around for a in (*s.args.posonlyargs, *s.args.args, *s.args.kwonlyargs)}
        return names | {n.name for n in ast.walk(function) if isinstance(n, ast.ExceptHandler) and n.name}

    def assigned(self, scope: ast.AST, name: str) -> Iterator[ast.expr]:
        """Yield every value that ``name`` is given in ``scope``: by assignment, or as what a loop goes over."""
        nodes = scope.body if isinstance(scope, ast.Module) else ast.walk(scope)
        for node in nodes:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                yield from self.bound(node.target, node.value, name)
            elif isinstance(node, ast.Assign):
                for goal in node.targets:
                    yield from self.bound(goal, node.value, name)
            elif isinstance(node, ast.For | ast.comprehension) and name in names(node.target):
                yield node.iter

    def bound(self, goal: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
        if isinstance(goal, ast.Name) and goal.id == name:
            yield value
        elif isinstance(goal, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, part in zip(goal.elts, value.elts, strict=True):
                yield from self.bound(one, part, name)
