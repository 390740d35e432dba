"""The site's own words, dates and sizes, as its readers write them."""

import re
from collections.abc import Mapping
from datetime import date


class Words:
    """The part ``site`` of the strings, in one language and one form of address."""

    def __init__(self, table: Mapping[str, str], you: str = "") -> None:
        """``you`` is the learner's word of address; empty: the language's own."""
        self._table = table
        self._you = you or table["you"]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of ``key``, braces filled."""
        text = self._table[key].replace("{you}", self._you).replace("{You}", self._you[:1].upper() + self._you[1:])
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def lines(self, key: str) -> list[str]:
        """Return ``key_1``, ``key_2`` … as far as there are any."""
        count = sum(1 for name in self._table if re.fullmatch(rf"{key}_\d+", name))
        return [self(f"{key}_{n}") for n in range(1, count + 1)]

    def or_else(self, key: str, otherwise: str) -> str:
        """Return the words of ``key``, or ``otherwise`` where there are none."""
        return self(key) if key in self._table else otherwise

    def all(self) -> dict[str, str]:
        """Return every word, braces other than the form of address left open."""
        return {key: self(key) for key in self._table}

    def day(self, day: date) -> str:
        """Return a date."""
        return self._table["date"].format(day=day.day, month=day.month, year=day.year)

    def size(self, count: int) -> str:
        """Return a number of bytes, never less than it is: «184 KB», «2,4 MB»."""
        thousands = -(-count // 1000)
        if thousands < 1000:
            return f"{thousands}\u00a0KB"
        tenths = -(-count // 100_000)
        return f"{tenths // 10}{self._table['decimal']}{tenths % 10}\u00a0MB"
