"""Strict YAML with a position on every key and value, and no surprises.

Only the YAML 1.2 core schema is read: ``no``, ``010``, ``1:30`` and dates stay text.
Aliases, tags and repeated keys are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from generator.diagnostics import Diagnostics, Position, error, warning

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

_DEPTH = 40  # deeper than any course file; keeps a hostile one from exhausting the stack
_SURPRISES = re.compile(r"^(?:yes|no|on|off|y|n)$|^0[0-7]+$|^[0-9]+(?::[0-5]?[0-9])+$", re.IGNORECASE)
_TYPES = {"tag:yaml.org,2002:bool": bool, "tag:yaml.org,2002:int": int, "tag:yaml.org,2002:float": float}


class _Loader(yaml.CSafeLoader):
    """libyaml with the resolver of YAML 1.2's core schema in place of YAML 1.1's."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$", "-+0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ("~", "n", "N", "")),
):
    for _letter in _first:
        _Loader.yaml_implicit_resolvers.setdefault(_letter, []).append(
            (f"tag:yaml.org,2002:{_tag}", re.compile(_pattern))
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: plain data and where each part of it stands."""

    data: Any
    start: Position
    values: Mapping[Path, Position]
    keys: Mapping[Path, Position]

    def position(self, path: Path) -> Position:
        """Return where the value at ``path`` stands; the nearest known parent when it does not exist."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, self.start)

    def key(self, path: Path) -> Position:
        """Return where the key that ends ``path`` stands."""
        return self.keys.get(path) or self.position(path)


def read_yaml(text: str, start: Position, problems: Diagnostics) -> Document | None:
    """Return the mapping that ``text`` holds, or report why there is none.

    ``start`` is the place of the first character of ``text`` in its file.
    """
    try:
        node = _Loader(text).get_single_node()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = start.at(mark.line + 1, mark.column + 1) if mark else start
        problems.add(
            error(
                where,
                "yaml-syntax",
                "this is not YAML: {problem}",
                "check the indentation (two spaces, no tabs) and put quotes around a text that holds «:» or «#»",
                problem=problem.problem or "",
            )
        )
        return None
    except (yaml.YAMLError, ValueError, RecursionError):
        problems.add(error(start, "yaml-syntax", "this is not YAML", "write it again from an example"))
        return None
    if node is None:
        problems.add(error(start, "empty-file", "there is nothing here", "fill it in, or delete it"))
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.add(
            error(start, "yaml-not-a-mapping", "expected «key: value» lines", "begin each line with a key and a colon")
        )
        return None
    reader = _Reader(start, problems)
    before = problems.errors
    data = reader.value(node, ())
    if problems.errors > before:
        return None
    return Document(data, start, reader.values, reader.keys)


class _Reader:
    """Builds plain data from nodes; keeps the place of each."""

    def __init__(self, start: Position, problems: Diagnostics) -> None:
        self.start = start
        self.problems = problems
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self.seen: set[int] = set()

    def place(self, node: yaml.Node) -> Position:
        return self.start.at(node.start_mark.line + 1, node.start_mark.column + 1)

    def value(self, node: yaml.Node, path: Path) -> Any:
        where = self.place(node)
        self.values[path] = where
        if id(node) in self.seen or len(path) > _DEPTH:
            self.problems.add(
                error(where, "yaml-alias", "aliases (&, *) and very deep nesting are not read", "write the text out")
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, n)) for n, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self.scalar(node, where)

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            where = self.place(key_node)
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key_node.tag == "tag:yaml.org,2002:merge":
                self.problems.add(error(where, "yaml-syntax", "this is not YAML: {problem}", "", problem="key"))
                continue
            if key in data:
                self.problems.add(
                    error(where, "duplicate-key", "the key «{key}» is given twice", "keep one of the two", key=key)
                )
            self.keys[(*path, key)] = where
            data[key] = self.value(value_node, (*path, key))
        return data

    def scalar(self, node: yaml.ScalarNode, where: Position) -> Any:
        text: str = node.value
        if node.tag == "tag:yaml.org,2002:null":
            return None
        kind = _TYPES.get(node.tag)
        if kind is bool:
            return text.lower() == "true"
        if kind is not None:
            return kind(text)
        if node.tag not in ("tag:yaml.org,2002:str", "!"):
            self.problems.add(error(where, "yaml-alias", "YAML tags («{tag}») are not read", "remove it", tag=node.tag))
            return None
        if node.style is None and _SURPRISES.match(text):
            self.problems.add(
                warning(
                    where,
                    "yaml-surprise",
                    "«{text}» without quotes means different things to different programs",
                    'put it in quotes: "{text}"',
                    text=text,
                )
            )
        return text


def validate(document: Document, schema: type[M], problems: Diagnostics, at: Path = ()) -> M | None:
    """Return the part ``at`` of the document as ``schema``, or report each mistake at its place."""
    data = document.data
    for part in at:
        data = data[part]
    try:
        return schema.model_validate(data)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            _explain(document, schema, (*at, *detail["loc"]), detail, problems)
        return None


def _explain(document: Document, schema: type[BaseModel], raw: Path, detail: Any, problems: Diagnostics) -> None:
    """Report one pydantic error; its path may hold union tags the document does not have."""
    path: Path = ()
    for part in raw:
        if (*path, part) in document.values or (*path, part) in document.keys:
            path = (*path, part)
    kind, name = detail["type"], str(raw[-1]) if raw else ""
    if kind == "extra_forbidden":
        near = get_close_matches(name, _fields(schema, path), n=1, cutoff=0.6)
        remedy = "did you mean «{near}»?" if near else "remove it, or see the list of keys in the documentation"
        problems.add(
            error(
                document.key(path), "unknown-key", "unknown key «{key}»", remedy, key=name, near=near[0] if near else ""
            )
        )
    elif kind == "missing":
        problems.add(
            error(
                document.position(path), "missing-key", "the key «{key}» is missing", "add a line «{key}: …»", key=name
            )
        )
    else:
        problems.add(
            error(
                document.position(path),
                "wrong-type",
                "«{key}» cannot be read: {reason}",
                "see the example in the documentation",
                key=name,
                reason=_reason(kind, detail),
            )
        )


def _reason(kind: str, detail: Any) -> str:
    context = detail.get("ctx", {})
    match kind:
        case "string_type":
            return "a text is expected; put it in quotes"
        case "int_type" | "int_parsing" | "int_from_float":
            return "a whole number is expected"
        case "bool_type" | "bool_parsing":
            return "true or false is expected"
        case "list_type" | "tuple_type":
            return "a list is expected"
        case "dict_type" | "model_type":
            return "«key: value» lines are expected"
        case "literal_error" | "enum":
            return f"expected {context.get('expected', '')}"
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            limits = {k: v for k, v in context.items() if k in ("ge", "le", "gt", "lt")}
            return f"out of range {limits}"
        case "string_pattern_mismatch":
            return f"it must look like {context.get('pattern', '')}"
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return "a date is written 2026-11-24"
        case _:
            return str(detail["msg"])


def _fields(schema: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that may stand beside the wrong one; the top level's when the nesting is not known."""
    model: Any = schema
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        field = getattr(model, "model_fields", {}).get(part)
        model = _model_in(field.annotation) if field else model
    fields = getattr(model, "model_fields", {})
    return [f.alias or name for name, f in fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
