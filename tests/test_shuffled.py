"""One order for paper and player: complete, seeded, never the authored one."""

from hypothesis import given
from hypothesis import strategies as st

from generator.shuffled import shuffled


@given(st.integers(0, 40), st.text(max_size=20))
def test_every_number_is_there_once_and_again_the_same(count: int, seed: str) -> None:
    order = shuffled(count, seed)
    assert sorted(order) == list(range(count))
    assert shuffled(count, seed) == order


@given(st.integers(2, 40), st.text(max_size=20))
def test_it_is_never_the_authored_order(count: int, seed: str) -> None:
    assert list(shuffled(count, seed)) != list(range(count))


def test_seeds_differ() -> None:
    assert len({shuffled(6, f"a27-{n}") for n in range(20)}) > 10
