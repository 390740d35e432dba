r"""What the judge accepts, as a regular expression, for platforms that compare a typed answer with one.

The dialect is Python's: classes, groups, look-ahead, ``\uXXXX``. A pattern stands for a whole answer; a platform that
searches puts ``^`` and ``$`` around it. Beyond ASCII it spells letters only, and no sign that a platform could take
for something else (``_or_``, ``$name``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from unicodedata import normalize

from generator.items import NumericItem, OrderItem, TextEntryItem
from generator.judge import LONGEST_NUMBER, fold

_INVISIBLE = r"\u200b-\u200d\u2060\ufeff"
_CLOSING = r"\x21\x2e\x3f\u2026"
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ANY_TONE = rf"[\u0300\u0301\u0303\u0309\u0323{_INVISIBLE}]*"
_ANY_MARK = rf"[\u0300-\u036f{_INVISIBLE}]*"
_GAP = rf"[\s{_INVISIBLE}]*"
_SPACE = rf"[{_INVISIBLE}]*\s{_GAP}"
_END = rf"[\s{_INVISIBLE}{_CLOSING}]*"
_BETWEEN = r"[\s,;\x2e>\u2013\u2014\u2192-]"  # what people write between the numbers of an order
_DIGITS = 10  # from here on a place has two of them
_DIGIT = r"[0-9]\s*"
_STOP = r"(?!\s*(?:[,\x2e]\s*)?[0-9])"  # the number ends here
_POINT, _COMMA = r"\x2e\s*", r",\s*"
_DOTTED = rf"(?:{_POINT}(?:{_DIGIT}){{3}})"
_COMMAED = rf"(?:{_COMMA}(?:{_DIGIT}){{3}})"
_HEAD = rf"[1-9]\s*(?:{_DIGIT}){{0,2}}"
_THOUSANDS = rf"(?!{_HEAD}{_DOTTED}(?!\s*[0-9]))"  # not «45.000», which is no decimal
_GROUPED = (
    (rf"(?={_HEAD}{_DOTTED}+(?:{_COMMA}(?:{_DIGIT})+)?{_STOP})", _POINT, _COMMA),
    (rf"(?={_HEAD}(?:{_COMMAED}+{_POINT}(?:{_DIGIT})+|{_COMMAED}{{2,}}){_STOP})", _COMMA, _POINT),
)
_PLANE = 0x10000  # no letter beyond it has another form


def text_pattern(item: TextEntryItem) -> str:
    """Return what matches exactly the texts that are right for ``item``."""
    folded = dict.fromkeys(fold(answer, item.tone_marks) for answer in item.answers)
    each = [_toned(words) if item.tone_marks else _untoned(words) for words in folded if words]
    return f"{_GAP}(?:{'|'.join(each)}){_END}"


def order_pattern(item: OrderItem, shown: Sequence[int]) -> str:
    """Return what matches the right order, written as the places that the entries have as they are shown.

    ``shown`` holds the entries' indexes as the learner sees them, the first at place 1. Entries with the same words
    may change places. What stands between the numbers does not matter, and may be missing while all are digits.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for place, index in enumerate(shown, 1):
        places[item.entries[index]].append(str(place))
    between = f"{_BETWEEN}*" if len(shown) < _DIGITS else f"{_BETWEEN}+"
    numbers = between.join(f"(?:{'|'.join(places[entry])})" for entry in item.entries)
    return f"{_BETWEEN}*{numbers}{_BETWEEN}*"


def number_pattern(item: NumericItem) -> str:
    """Return what matches the numbers that are right for ``item``, however people write them (``judge.number``)."""
    values = "|".join(dict.fromkeys(way for r in item.ranges for way in _between(r.low, r.high)))
    unit = ""
    for letter in reversed(fold(item.unit, False)):  # its beginning is enough
        unit = (_SPACE if letter == " " else _untoned(letter)) + (f"(?:{unit})?" if unit else "")
    closed = rf"(?:[,\x2e]\s*)?{_GAP}"
    return f"{_GAP}(?:{values}){closed}" + (f"(?:{unit}{_END})?" if unit else "")


def _untoned(words: str) -> str:
    """Return a pattern for folded words of which no mark counts."""
    bars = {"d": {"đ", *_written()["đ"]}}
    letters = (_SPACE if c == " " else _one_of({c, *_written()[c], *bars.get(c, ())}) for c in words)
    return _ANY_MARK + "".join(letter + _ANY_MARK for letter in letters)


def _toned(words: str) -> str:
    """Return a pattern for folded words, each with its tone at its end."""
    return _SPACE.join(map(_toned_word, words.split(" ")))


def _toned_word(word: str) -> str:
    """Return a pattern for a word whose tones may stand on any of its letters.

    A look-ahead finds the letters with whatever tones; then the same stretch is read for its tones in their order.
    """
    letters = word.rstrip(_TONES)
    pattern, used = "", set(_TONES)
    for base, marks in _split(letters):
        following, written = _toned_letter(base, marks)
        pattern += following
        used |= written
    toned = {c for c in used if set(_TONES) & set(normalize("NFD", c))}
    other = rf"[^{_listed(toned)}\s]*"
    order = "".join(_one_of({c for c in toned if tone in normalize("NFD", c)}) + other for tone in word[len(letters) :])
    return rf"(?={_ANY_TONE}{pattern}(?:\s|{_END}$)){other}{order}"


def _split(letters: str) -> list[tuple[str, str]]:
    """Return each letter of ``letters`` without and then with its marks."""
    found: list[tuple[str, str]] = []
    for character in letters:
        apart = normalize("NFD", character)
        base, marks = (apart[0], apart[1:]) if all(map(_is_mark, apart[1:])) else (character, "")
        if _is_mark(base) and found:
            found[-1] = (found[-1][0], found[-1][1] + base)
        else:
            found.append((base, marks))
    return found


def _toned_letter(base: str, marks: str) -> tuple[str, set[str]]:
    """Return a pattern for a letter with whatever tones, and the characters that it may begin with."""
    missing: dict[str, set[str]] = defaultdict(set)
    for character, own in {base: "", **_written()[base]}.items():
        kept = "".join(m for m in own if m not in _TONES)
        if marks.startswith(kept):
            missing[marks[len(kept) :]].add(character)
    each = [_one_of(missing[m]) + "".join(_ANY_TONE + _escaped(c) for c in m) for m in sorted(missing)]
    return f"(?:{'|'.join(each)}){_ANY_TONE}", set().union(*missing.values())


@cache
def _written() -> Mapping[str, Mapping[str, str]]:
    """Return for each bare small letter the characters that write it, in either case, and the marks each carries."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for code in range(0x41, _PLANE):
        apart = normalize("NFD", normalize("NFC", chr(code)).lower())
        if len(apart) == 1 and apart == chr(code):
            continue
        if apart and all(map(_is_mark, apart[1:])):
            found[apart[0]][chr(code)] = apart[1:]
    return found


def _is_mark(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _between(low: Fraction, high: Fraction) -> Iterator[str]:
    """Yield patterns for the numbers from ``low`` to ``high``, with their sign."""
    if high >= 0:
        yield r"(?:\x2b\s*)?" + _magnitude(max(low, Fraction(0)), high)
    if low <= 0:
        yield r"[-\u2212]\s*" + _magnitude(max(-high, Fraction(0)), -low)


def _magnitude(low: Fraction, high: Fraction) -> str:
    """Return a pattern for the numbers from ``low`` to ``high``, not below 0, plain or grouped.

    One look-ahead finds how the number is written, one that it is large enough, one that it is small enough.
    """
    either = r"[,\x2e]\s*"
    ways = [(_THOUSANDS, "", either), (r"(?:0\s*)+", "", either), *_GROUPED]
    checked = [f"{way}(?={_at_least(low, sep, mark)})(?={_at_most(high, sep, mark)})" for way, sep, mark in ways]
    return rf"(?:{'|'.join(checked)}){_DIGIT}(?:(?:[,\x2e]\s*)?{_DIGIT})*{_STOP}"


def _at_least(value: Fraction, separator: str, mark: str) -> str:
    """Return a pattern for a number without sign that is ``value`` or more, up to its end."""
    whole, decimals = _decimal(value)
    any_decimals = rf"(?:{mark}(?:{_DIGIT})+)?"
    ways = [_run(["[1-9]"], separator) + _more(separator, f"{len(whole)},") + any_decimals]
    for n, digit in enumerate(whole):
        if digit != "9":
            larger = [*whole[:n], f"[{int(digit) + 1}-9]"]
            ways.append(_run(larger, separator) + _more(separator, str(len(whole) - n - 1)) + any_decimals)
    larger_ones = [[*decimals[:n], f"[{int(d) + 1}-9]"] for n, d in enumerate(decimals) if d != "9"]
    after = "|".join(_run(digits) + f"(?:{_DIGIT})*" for digits in (*larger_ones, decimals))
    ways.append(_run(whole, separator) + (f"{mark}(?:{after})" if decimals else any_decimals))
    return f"(?:{'|'.join(ways)}){_STOP}"


def _at_most(value: Fraction, separator: str, mark: str) -> str:
    """Return a pattern for a number without sign that is ``value`` or less, up to its end."""
    whole, decimals = _decimal(value)
    any_decimals = rf"(?:{mark}(?:{_DIGIT})+)?"
    ways = [_more(separator, f"1,{len(whole) - 1}") + any_decimals] if len(whole) > 1 else []
    for n, digit in enumerate(whole):
        if digit != "0":
            smaller = [*whole[:n], f"[0-{int(digit) - 1}]"]
            ways.append(_run(smaller, separator) + _more(separator, str(len(whole) - n - 1)) + any_decimals)
    after = [_run([*decimals[:n], f"[0-{int(d) - 1}]"]) + f"(?:{_DIGIT})*" for n, d in enumerate(decimals) if d != "0"]
    after += [_run(decimals[:n]) for n in range(1, len(decimals))]
    after.append(_run(decimals) + r"(?:0\s*)*")
    ways.append(f"{_run(whole, separator)}(?:{mark}(?:{'|'.join(after)}))?")
    return f"(?:{'|'.join(ways)}){_STOP}"


def _run(digits: Iterable[str], separator: str = "") -> str:
    """Return a pattern for ``digits`` (or classes of them), each of which ``separator`` may follow."""
    between = f"(?:{separator})?" if separator else ""
    return "".join(rf"{d}\s*{between}" for d in digits)


def _more(separator: str, count: str) -> str:
    return f"(?:{_run(['[0-9]'], separator)}){{{count}}}"


def _decimal(value: Fraction) -> tuple[str, str]:
    """Return the digits of an authored number before and after its mark."""
    places = next(n for n in range(LONGEST_NUMBER + 1) if (value * 10**n).denominator == 1)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return (digits[:-places], digits[-places:]) if places else (digits, "")


def _one_of(characters: Iterable[str]) -> str:
    found = sorted(set(characters))
    return found[0] if len(found) == 1 and found[0].isalnum() else f"[{_listed(found)}]"


def _listed(characters: Iterable[str]) -> str:
    """Return the inside of a class; neighbours in the order of code points are a range."""
    codes = sorted(map(ord, set(characters)))
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][-1] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    listed = []
    for run in runs:
        first, last = _escaped(chr(run[0])), _escaped(chr(run[-1]))
        listed.append(f"{first}-{last}" if len(run) > 2 else "".join(_escaped(chr(c)) for c in run))
    return "".join(listed)


def _escaped(character: str) -> str:
    code = ord(character)
    if character.isalnum():
        return character
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < _PLANE else f"\\U{code:08x}"
