"""What each option of a multiple-response question is worth on platforms that add up options.

Our judge gives partial credit: right options chosen less wrong ones, divided by all right ones, never below 0.
A platform does the same when each right option is worth its share of 100 %, each wrong one takes a share away, and the
sum is cut at 0. So every format gives partial credit, none is all or nothing, and a target whose format can do neither
reports the question. A format that can divide counts 1 and -1 and divides by the number of right options, which is
exact. One that wants percentages takes ``percentages``, one that has a list of its own (Moodle) ``moodle_fractions``:
both stay within a ten-thousandth of the judge, and the word (right, partly, wrong) is always the judge's.

Ticking everything earns what the wrong options leave: nothing where they are as many as the right ones, and never all,
since the rules of authoring ask for at least one wrong option.
"""

from decimal import Decimal

from generator.items import MultipleResponseItem

MOODLE_FRACTIONS = (
    *("100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30"),
    *("25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0"),
)  # percent; a minus sign before it takes away
_MOODLE_SHARES = (
    *("100", "50", "33.33333", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10"),
)  # of 1, 2, 3 … right options
MOST_RIGHT_IN_MOODLE = len(_MOODLE_SHARES)


def percentages(item: MultipleResponseItem, places: int = 5) -> dict[str, Decimal]:
    """Return what choosing each letter adds, in percent with ``places`` decimals.

    The right options sum to exactly 100, the first ones bearing what does not divide; a wrong one takes away the
    largest of them, so that none pays for itself.
    """
    count = sum(c.correct for c in item.choices)
    whole, rest = divmod(100 * 10**places, count)
    shares = [Decimal(whole + (n < rest)).scaleb(-places) for n in range(count)]
    bonus = iter(shares)
    return {c.letter: next(bonus) if c.correct else -shares[0] for c in item.choices}


def moodle_fractions(item: MultipleResponseItem) -> dict[str, str]:
    """Return what choosing each letter adds in Moodle, in percent of Moodle's list.

    Three right options sum to 99.99999: Moodle takes from 99.9999 on for all, and stores marks with five decimals.
    Beyond ``MOST_RIGHT_IN_MOODLE`` right options the list has no fitting fraction: ``ValueError``.
    """
    count = sum(c.correct for c in item.choices)
    if count > MOST_RIGHT_IN_MOODLE:
        raise ValueError(f"{count} right options")
    share = _MOODLE_SHARES[count - 1]
    return {c.letter: share if c.correct else f"-{share}" for c in item.choices}
