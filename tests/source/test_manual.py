from generator.source.manual import LATER, READING
from tests.sayings import CODE, rules


def test_every_rule_of_reading_is_here_and_every_entry_is_in_use() -> None:
    found = {rule for file in (CODE / "source").rglob("*.py") for rule in rules(file)}
    assert found - set(READING) == {"personal-data"}  # described by the rule of that name
    assert set(READING) - found == set()
    assert not set(READING) & set(LATER)
