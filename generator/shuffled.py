"""The one order in which shuffled things are shown, on paper as in the player (``theme/player/state.js``)."""


def shuffled(count: int, seed: str) -> tuple[int, ...]:
    """Return the numbers 0 … ``count`` - 1 in an order that depends on ``seed`` alone and is never the authored one.

    FNV-1a over the UTF-16 units of ``seed``, Park and Miller's generator, Fisher and Yates' shuffle:
    each can be written in a few lines of JavaScript without losing a bit.
    """
    state = _hash(seed) % 2147483646 + 1
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        state = state * 48271 % 2147483647
        j = state % (i + 1)
        order[i], order[j] = order[j], order[i]
    if count > 1 and order == sorted(order):
        order.append(order.pop(0))
    return tuple(order)


def _hash(text: str) -> int:
    value = 0x811C9DC5
    units = text.encode("utf-16-le")
    for at in range(0, len(units), 2):
        value = (value ^ int.from_bytes(units[at : at + 2], "little")) * 0x01000193 % 2**32
    return value
