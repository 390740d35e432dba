import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.identifiers import xml_identifier

authored = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}", fullmatch=True)


@pytest.mark.pitfall(5)
def test_identifiers_are_made_of_authored_ids_alone() -> None:
    assert xml_identifier("bdhvs", "A27") == "hv-bdhvs-a27"
    assert xml_identifier("9-lop", "B07-1") == "hv-9-lop-b07-1"


@given(st.lists(authored, min_size=1, max_size=4))
@pytest.mark.pitfall(5)
def test_they_are_legal_in_xml(ids: list[str]) -> None:
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]*", xml_identifier(*ids))


@pytest.mark.parametrize("wrong", ["", "có dấu", "a b", "a/b", "a:b", "<"])
def test_what_no_author_can_write_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an authored identifier"):
        xml_identifier(wrong)
