"""A canonical digest of plain values: the same content gives the same key in every process."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any


def fingerprint(value: object) -> str:
    """Return the SHA-256 (hex) of ``value``'s content.

    Known: ``None``, bool, int, float, str, bytes, date, Fraction, enum members, classes, dataclasses, pydantic
    models, tuples, lists, sets and mappings of these; anything else raises ``TypeError``, because a guess
    would let a stale result pass.
    Fields of a dataclass with ``compare=False`` do not count.
    """
    total = hashlib.sha256()
    for piece in _pieces(value):
        total.update(piece)
    return total.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    """Yield an encoding in which no two different values look alike: a tag, a length, then the content."""
    match value:
        case None:
            yield b"n;"
        case bool():
            yield b"b1;" if value else b"b0;"
        case Enum():
            yield from _text(b"e", f"{_name(type(value))}.{value.name}")
        case int():
            yield from _text(b"i", str(int(value)))
        case float():
            yield from _text(b"f", value.hex())
        case str():
            yield from _text(b"s", value)
        case bytes():
            yield b"y%d:" % len(value)
            yield value
        case datetime() | date():
            yield from _text(b"d", value.isoformat())
        case Fraction():
            yield from _text(b"q", f"{value.numerator}/{value.denominator}")
        case type():
            yield from _text(b"c", _name(value))
        case tuple() | list():
            yield b"t%d:" % len(value)
            for part in value:
                yield from _pieces(part)
        case set() | frozenset():
            yield b"u%d:" % len(value)
            yield from sorted(fingerprint(part).encode() for part in value)
        case Mapping():
            yield b"m%d:" % len(value)
            for key, part in sorted((fingerprint(k), v) for k, v in value.items()):
                yield key.encode()
                yield from _pieces(part)
        case _ if is_dataclass(value):
            yield from _record(value, [f.name for f in fields(value) if f.compare])
        case _ if hasattr(type(value), "model_fields"):
            yield from _record(value, list(type(value).model_fields))
        case _:
            raise TypeError(f"{_name(type(value))} has no canonical form")


def _record(value: Any, names: list[str]) -> Iterator[bytes]:
    yield from _text(b"r", _name(type(value)))
    yield b"%d:" % len(names)
    for name in names:
        yield from _text(b"k", name)
        yield from _pieces(getattr(value, name))


def _text(tag: bytes, text: str) -> Iterator[bytes]:
    raw = text.encode("utf-8", "surrogatepass")
    yield b"%b%d:" % (tag, len(raw))
    yield raw


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
