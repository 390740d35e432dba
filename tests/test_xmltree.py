from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.xmltree import element, serialise

SPACES: dict[str | None, str] = {None: "urn:a", "b": "urn:b"}


def test_names_take_their_namespace_and_attributes_only_when_asked() -> None:
    root = element(None, "root", None, {"id": "x", "b:kind": "y"}, SPACES)
    element(root, "b:child", "chữ & <ký>", {"xml:lang": "vi"})
    assert serialise(root).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<root xmlns="urn:a" xmlns:b="urn:b" id="x" b:kind="y">\n'
        '  <b:child xml:lang="vi">chữ &amp; &lt;ký&gt;</b:child>\n'
        "</root>\n"
    )


def test_the_same_tree_gives_the_same_bytes() -> None:
    def made() -> bytes:
        root = element(None, "root", None, None, SPACES)
        for n in range(3):
            element(root, "b:child", str(n), {"z": "1", "a": "2"})
        return serialise(root)

    assert made() == made()


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")))
def test_any_words_survive(words: str) -> None:
    root = element(None, "root", words, {"a": words})
    back = etree.fromstring(serialise(root))
    assert (back.text or "", back.get("a")) == (words, words)
