"""Typed words as a pattern: what ``judge.fold`` takes for the same, said as a regular expression of XML Schema.

QTI knows no folding, but ``patternMatch`` (2.1, 15.4) tests a whole answer. Patterns use only what the languages of
XML Schema, Java, PHP and JavaScript read alike: literals, classes, groups, ``*``, ``+`` and ``|``. They stand in one
group, since some engines merely put anchors around them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations_with_replacement, permutations
from math import comb
from unicodedata import combining, normalize

from generator.judge import fold

# what ``fold`` drops or takes for a space, less what XML cannot hold
_SPACES = "\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVISIBLE = "\u200b-\u200d\u2060\ufeff"
_CLOSING = ".!?\u2026"
_MARKS = "\u0300-\u036f"
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VOWELS = frozenset("aeiouy")
_MOST_WAYS = 64  # to place the tones of a syllable; beyond it they stay where the author put them
_PARTS = re.compile("([-/])")

_FIRST, _LAST = 0x21, 0x212B  # where letters that fold to others are looked for; other scripts are taken literally
_SPECIAL = frozenset("\\|.?*+(){}[]^$-&~#/")


def typed(answers: Iterable[str], tone_marks: bool) -> str:
    """Return the pattern of everything that ``judge`` takes for one of ``answers``; it needs no flag and no anchor."""
    words = {fold(answer, tone_marks): _words(answer) if tone_marks else fold(answer, False) for answer in answers}
    gap = _space("+", tone_marks)
    phrases = (
        gap.join(_toned(word) if tone_marks else _bare(word) for word in said.split(" "))
        for folded, said in words.items()
        if folded
    )
    return f"({_space('*', tone_marks)}({'|'.join(phrases)})[{_SPACES}{_INVISIBLE}{_CLOSING}]*)"


def _words(answer: str) -> str:
    """Return ``answer`` folded in all but its tones, which stay where they are."""
    bare = re.sub(f"[{_INVISIBLE}]", "", normalize("NFC", answer).lower())
    return re.sub(f"[ {_CLOSING}]+$", "", re.sub(f"[{_SPACES}]+", " ", bare).strip(" "))


def _space(times: str, tone_marks: bool) -> str:
    """Return the pattern of spaces before a word; a mark without a letter is dropped where marks are free."""
    return f"[{_INVISIBLE}]*[{_SPACES}]{times}[{_SPACES}{_INVISIBLE}]*" + (
        "" if tone_marks else f"[{_MARKS}{_INVISIBLE}]*"
    )


def _bare(word: str) -> str:
    return "".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    """Return the pattern of a letter without marks: in either case, with whatever marks."""
    if ord(letter) > 0xFFFF:
        return _literal(letter)
    return f"[{_class(_same().get(letter, frozenset(letter)))}][{_MARKS}{_INVISIBLE}]*"


def _toned(word: str) -> str:
    """Return the pattern of a word; in each part of it between hyphens any letters may bear the tones."""
    return "".join(_syllable(part) if n % 2 == 0 else _literal(part) for n, part in enumerate(_PARTS.split(word)))


def _syllable(part: str) -> str:
    decomposed = normalize("NFD", part)
    tones = _TONES.findall(decomposed)
    letters = list(_clusters(_TONES.sub("", decomposed)))
    places = [n for n in range(len(letters)) if len(tones) < 2 or letters[n][0] in _VOWELS] or [*range(len(letters))]
    if tones and comb(len(places) + len(tones) - 1, len(tones)) > _MOST_WAYS:
        return "".join(_group(_forms(letter, "")) for letter in _clusters(decomposed))
    made = [
        "".join(
            _group(_forms(letter, "".join(t for t, place in zip(tones, way, strict=True) if place == n)))
            for n, letter in enumerate(letters)
        )
        for way in combinations_with_replacement(places, len(tones))
    ]
    return made[0] if len(made) == 1 else f"({'|'.join(made)})"


def _clusters(decomposed: str) -> Iterator[str]:
    """Yield each letter with the marks that follow it."""
    letter = ""
    for character in decomposed:
        if letter and not combining(character):
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter


def _forms(letter: str, tone: str) -> set[str]:
    """Return every way to type ``letter`` with its own marks and ``tone``: composed, decomposed, half and half."""
    base, marks = letter[0], letter[1:] + tone
    forms = set()
    for given in {base, base.upper()} if len(base.upper()) == 1 else {base}:
        for order in set(permutations(marks)):
            for composed in range(len(marks) + 1):
                forms.add(normalize("NFC", given + "".join(order[:composed])) + "".join(order[composed:]))
    return {form for form in forms if fold(form, True) == fold(letter + tone, True)}


def _group(forms: set[str]) -> str:
    free = f"[{_INVISIBLE}]*"
    single = {form for form in forms if len(form) == 1 and ord(form) <= 0xFFFF}
    longer = sorted(forms - single, key=lambda form: (-len(form), form))
    ways = [_literal(form) for form in longer] + ([f"[{_class(single)}]"] if single else [])
    return (ways[0] if len(ways) == 1 else f"({'|'.join(ways)})") + free


def _literal(text: str) -> str:
    return "".join(f"[{_class((c,))}]" if c in _SPECIAL else c for c in text)


def _class(letters: Iterable[str]) -> str:
    """Return what stands between the brackets of a class that holds ``letters``."""
    return _ranges("".join(sorted(set(letters))))


def _ranges(letters: str) -> str:
    """Write sorted ``letters`` as ranges."""
    made, start = "", 0
    for n in range(1, len(letters) + 1):
        if n == len(letters) or ord(letters[n]) != ord(letters[n - 1]) + 1:
            first, last = _escaped(letters[start]), _escaped(letters[n - 1])
            made += first if n - start == 1 else first + last if n - start == 2 else f"{first}-{last}"
            start = n
    return made


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter in "\\[]^-" else letter


@cache
def _same() -> Mapping[str, frozenset[str]]:
    """Return, for every letter that folds from another, all that fold to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for code in range(_FIRST, _LAST + 1):
        letter = chr(code)
        bare = fold(f"x{letter}x", False).removeprefix("x").removesuffix("x")
        if len(bare) == 1:
            found[bare].add(letter)
    return {bare: frozenset(letters) for bare, letters in found.items() if letters != {bare}}
