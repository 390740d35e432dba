"""Strict YAML with a position on every key and value, and no surprises.

Only the YAML 1.2 core schema is read: ``no``, ``010``, ``1:30`` and dates stay text.
Aliases, tags and repeated keys are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from generator.diagnostics import Diagnostic, Diagnostics, Position, error, warning
from generator.source.encoding import unseen

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

_DEPTH = 40  # deeper than any course file; keeps a hostile one from exhausting the stack
_SURPRISES = re.compile(r"^(?:yes|no|on|off|y|n)$|^0[0-9_]+$|^0[xob][0-9a-f]+$|^[0-9]+(?::[0-5]?[0-9])+$", re.I)
_CURLY = re.compile("^[\u201c\u201d\u2018\u2019].*[\u201c\u201d\u2018\u2019]$")
_LONGEST_NUMBER = 40  # digits; no number of a course has more
_TYPES = {"tag:yaml.org,2002:bool": bool, "tag:yaml.org,2002:int": int, "tag:yaml.org,2002:float": float}


_COLLECTIONS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


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
        problems.add(_syntax(start, problem, text))
        return None
    except (yaml.YAMLError, ValueError, RecursionError):
        problems.add(error(start, "yaml-syntax", "this is not YAML", "write it again from an example"))
        return None
    if node is None:
        problems.add(error(start, "empty-file", "there is nothing here", "fill it in, or delete the file"))
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


def _syntax(start: Position, problem: yaml.MarkedYAMLError, text: str) -> Diagnostic:
    """Return libyaml's complaint in words of ours, at the place where the author went wrong."""
    said = problem.problem or ""
    here, opened = problem.problem_mark or problem.context_mark, problem.context_mark or problem.problem_mark
    lines = text.split("\n")
    if "could not find expected ':'" in said:
        return _complaint(
            start,
            opened,
            "this line has no «key: value»",
            "write a key, a colon and a space, or indent the line under what it goes on from",
        )
    if "expected node content" in said and here is not None and not "".join(lines[here.line :]).strip():
        before = max(text.rfind("["), text.rfind("{"))
        row, column = text.count("\n", 0, before), before - text.rfind("\n", 0, before) - 1
        opened = yaml.Mark("", 0, row, column, None, 0) if before >= 0 else here
        said = "unexpected end of stream"
    if "expected ',' or" in said or "unexpected end of stream" in said:
        return _complaint(
            start, opened, "what opens here is never closed", "close it with the matching ], }} or quotation mark"
        )
    if "mapping values are not allowed" in said and here is not None:
        line = lines[here.line] if here.line < len(lines) else ""
        if ":" in line[: here.column]:
            return _complaint(
                start,
                here,
                "there is a second «:» in the line",
                'put the text after the first one in quotes: key: "text: more text"',
            )
    if "cannot start any token" in said and here is not None:
        line = lines[here.line] if here.line < len(lines) else ""
        if line[here.column : here.column + 1] == "\t":
            return _complaint(start, here, "there is a tab in the line", "indent with two spaces for each level")
        return _complaint(
            start,
            here,
            "a text cannot begin with «{sign}»",
            "put it in quotes",
            sign=line[here.column : here.column + 1],
        )
    return _complaint(
        start,
        here,
        "this line does not fit the lines before it",
        "give it as many spaces as its neighbours have, and put quotes around a text that holds «:» or «#»",
    )


def _complaint(start: Position, mark: yaml.Mark | None, message: str, remedy: str, **values: str) -> Diagnostic:
    where = start.at(mark.line + 1, mark.column + 1) if mark is not None else start
    return error(where, "yaml-syntax", message, remedy, **values)


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
                error(where, "yaml-alias", "references (&, *) and very deep nesting are not read", "write the text out")
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.CollectionNode) and node.tag not in _COLLECTIONS:
            self.tagged(node, where)
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
            if key is None:
                self.problems.add(
                    error(where, "yaml-alias", "a key must be a plain word", "write «key: value», without «?»")
                )
                continue
            if key in data:
                self.problems.add(
                    error(
                        where,
                        "duplicate-key",
                        "the key «{key}» is given twice; the first is on line {line}",
                        "keep one of the two",
                        key=key,
                        line=self.keys[(*path, key)].line,
                    )
                )
            self.keys[(*path, key)] = where
            data[key] = self.value(value_node, (*path, key))
        return data

    def tagged(self, node: yaml.Node, where: Position) -> None:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        self.problems.add(
            error(where, "yaml-alias", "the tag «{tag}» is not read", "write the value without it", tag=tag)
        )

    def scalar(self, node: yaml.ScalarNode, where: Position) -> Any:
        text: str = node.value
        if node.tag == "tag:yaml.org,2002:null":
            return None
        kind = _TYPES.get(node.tag)
        if kind is bool:
            return text.lower() == "true"
        if kind is not None:
            return kind(text) if len(text) <= _LONGEST_NUMBER else text
        if node.tag not in ("tag:yaml.org,2002:str", "!"):
            self.tagged(node, where)
            return None
        escaped = unseen(where, text) if node.style == '"' else None
        if escaped is not None:
            self.problems.add(replace(escaped, position=where))
        if node.style in (None, "") and _CURLY.match(text):
            self.problems.add(
                warning(
                    where,
                    "yaml-surprise",
                    "the curly quotes belong to the text here: {text}",
                    'type straight quotes: "{bare}"',
                    text=text,
                    bare=text[1:-1],
                )
            )
        if node.style in (None, "") and _SURPRISES.match(text):
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
        if near:
            problems.add(
                error(
                    document.key(path),
                    "unknown-key",
                    "unknown key «{key}»",
                    "did you mean «{near}»?",
                    key=name,
                    near=near[0],
                )
            )
            return
        known = ", ".join(_fields(schema, path))
        problems.add(
            error(
                document.key(path),
                "unknown-key",
                "unknown key «{key}»",
                "remove it; the keys here are: {known}",
                key=name,
                known=known,
            )
        )
    elif kind == "missing":
        problems.add(
            error(
                document.position(path), "missing-key", "the key «{key}» is missing", "add a line «{key}: …»", key=name
            )
        )
    else:
        named = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        where = document.key(path) if raw[-1:] == ("[key]",) else document.position(path)
        problems.add(_wrong(where, kind, named, detail))


_LOOKS = {  # what a pattern of the schema means, by an example
    "^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$": "vi",
    "^[a-z0-9][a-z0-9.-]{0,39}$": "lop-nguoi-lon",
    "^[A-Z][0-9A-Z-]{1,11}$": "B07",
    "^[a-z][a-z0-9-]{1,39}$": "b07-1",
    r"^\d+\.\d+\.\d+$": "1.0.0",
    "^[a-z0-9.-]+:[0-9A-Za-z.]+$": "digcomp-3.0:4.2",
    r"^(?:https?://[^\s]+/)?$": "https://vi-du.example/",
    "^[a-z0-9]{0,8}$": "a",
    r"^(?:\d{4}(?:-\d{2}){0,2})?$": "2026-11",
}


def _wrong(where: Position, kind: str, key: str, detail: Any) -> Diagnostic:
    context, written = detail.get("ctx", {}), _short(detail.get("input"))
    match kind:
        case "string_type":
            message, remedy = "«{key}» must be a text, not {written}", 'put it in quotes: "{written}"'
            if not isinstance(detail.get("input"), (int, float)) or isinstance(detail.get("input"), bool):
                message, remedy = "«{key}» must be a text", "write one line of text after the colon"
            return error(where, "wrong-type", message, remedy, key=key, written=written)
        case "int_type" | "int_parsing" | "int_from_float":
            return error(
                where, "wrong-type", "«{key}» must be a whole number", "write digits only, without quotes", key=key
            )
        case "bool_type" | "bool_parsing":
            return error(where, "wrong-type", "«{key}» must be true or false", "write true or false", key=key)
        case "list_type" | "tuple_type":
            return error(where, "wrong-type", "«{key}» must be a list", "write it in brackets: [one, two]", key=key)
        case "dict_type" | "model_type":
            return error(
                where,
                "wrong-type",
                "«{key}» must hold «key: value» lines",
                "write them on the lines below, each indented by two spaces",
                key=key,
            )
        case "literal_error" | "enum":
            expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
            near = get_close_matches(written, expected.split(", "), n=1, cutoff=0.6)
            if near:
                return error(
                    where,
                    "wrong-value",
                    "«{key}» cannot be «{written}»",
                    "did you mean «{near}»?",
                    key=key,
                    written=written,
                    near=near[0],
                )
            return error(
                where,
                "wrong-value",
                "«{key}» cannot be «{written}»",
                "write one of these: {expected}",
                key=key,
                written=written,
                expected=expected,
            )
        case "greater_than_equal" | "greater_than":
            return error(
                where,
                "wrong-value",
                "«{key}» is too small",
                "write at least {least}",
                key=key,
                least=context.get("ge", context.get("gt", "")),
            )
        case "less_than_equal" | "less_than":
            return error(
                where,
                "wrong-value",
                "«{key}» is too large",
                "write at most {most}",
                key=key,
                most=context.get("le", context.get("lt", "")),
            )
        case "string_pattern_mismatch":
            return error(
                where,
                "wrong-value",
                "«{key}» cannot be «{written}»",
                "write it like this: {example}",
                key=key,
                written=written,
                example=_LOOKS.get(str(context.get("pattern", "")), str(context.get("pattern", ""))),
            )
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return error(where, "wrong-value", "«{key}» must be a date", "write year-month-day: 2026-11-24", key=key)
        case "too_short" | "string_too_short":
            return error(where, "wrong-value", "«{key}» is empty", "fill it in", key=key)
        case _:
            return error(
                where,
                "wrong-value",
                "«{key}» cannot be «{written}»",
                "see the example in the documentation",
                key=key,
                written=written,
            )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


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
