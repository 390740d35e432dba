import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from generator.source.markdown import (
    DEEPEST,
    comment,
    first_words,
    fold,
    inlines,
    line_of,
    normalise,
    parse,
    place,
    plain,
    prose,
    target_place,
    too_deep,
)
from tests.scraps import texts

SAMPLE = """# Tiêu đề **đậm**

1. **Chạm «[Gọi](fact:so-1)»** x &amp; y

   > [!WARNING]
   > Không [a](b.md) *c*

   - - sâu

| a | b |
| --- | --- |
| x | [y](z) |

![lời tả](t/a.svg) và `mã
dài` rồi <b>h</b>
"""


def starts() -> dict[str, list[str]]:
    """Return what stands at the place of every node, by type."""
    rows = SAMPLE.split("\n")
    found: dict[str, list[str]] = {}
    for root in parse(SAMPLE):
        for node in root.walk():
            line, column = place(node)
            found.setdefault(node.type, []).append(rows[line - 1][column - 1 :][:7])
    return found


def test_every_node_knows_where_it_begins() -> None:
    found = starts()
    assert found["heading"] == ["# Tiêu "]
    assert found["list_item"] == ["1. **Ch", "- - sâu", "- sâu"]
    assert found["link"] == ["[Gọi](f", "[a](b.m", "[y](z) "]
    assert found["em"] == ["*c*"]
    assert found["td"] == ["x | [y]", "[y](z) "]
    assert found["code_inline"] == ["`mã"]
    assert found["html_inline"] == ["<b>h</b", "</b>"]
    assert found["image"] == ["![lời t"]
    assert found["blockquote"] == ["> [!WAR"]


def test_the_target_of_a_link_has_its_place() -> None:
    links = [n for root in parse(SAMPLE) for n in root.walk() if n.type in ("link", "image")]
    rows = SAMPLE.split("\n")
    at = [rows[line - 1][column - 1 :][:4] for line, column in map(target_place, links)]
    assert at == ["fact", "b.md", "z) |", "t/a."]


def test_words_over_several_lines_know_theirs() -> None:
    (paragraph,) = parse("Một **hai** ba\nbốn *năm\nsáu*\n")
    (text,) = prose([paragraph])
    assert text.words == "Một hai ba bốn năm sáu"
    assert [text.at(text.words.index(w)) for w in ("Một", "hai", "ba", "bốn", "năm", "sáu")] == [
        (1, 1), (1, 7), (1, 13), (2, 1), (2, 6), (3, 1)
    ]  # fmt: skip


def test_prose_leaves_fences_and_markers_out_and_takes_alternatives() -> None:
    text = "> [!WARNING]\n> Dừng.\n\n```\nmã\n```\n\n![lời tả](a.svg)\n"
    assert [(p.words, p.kind) for p in prose(parse(text))] == [(" Dừng.", "paragraph"), ("lời tả", "image")]
    assert [p.words for p in prose(parse(text), pictures=False)] == [" Dừng."]


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text) or text.startswith("\ufeff\ufeff")


@given(st.text(alphabet="aàâấđơ̛ e\u0301\n"))
def test_every_way_of_writing_the_same_text_is_one(text: str) -> None:
    wanted = normalise(text)
    for form in ("NFC", "NFD"):
        other = unicodedata.normalize(form, text)
        assert normalise(other) == wanted
        assert normalise("\ufeff" + other.replace("\n", "\r\n")) == wanted


@given(texts)
def test_every_node_of_any_text_lies_within_it(text: str) -> None:
    text = normalise(text)
    rows = text.split("\n")
    for root in parse(text):
        for node in root.walk():
            line, column = place(node)
            assert 1 <= line <= len(rows)
            assert 1 <= column <= len(rows[line - 1]) + 1
            assert line_of(node) == line


def test_nesting_ends() -> None:
    for text in ("> " * 5000 + "a", "- " * 5000 + "a", "*a " * 3000 + "b* " * 3000, "![" * 3000 + "](a)" * 3000):
        nodes = [n for root in parse(text) for n in root.walk()]
        assert len(nodes) < 20_000
        assert any(too_deep(n) for n in nodes) or "![" in text
    assert not any(too_deep(n) for root in parse("> - 1. a\n") for n in root.walk())
    assert DEEPEST > 3


def test_a_comment_is_told_from_other_html() -> None:
    one, two, three = parse("<!-- id: a -->\n\n<div>\n</div>\n\n<!-- a --><!-- b -->\n")
    assert [comment(n) for n in (one, two, three)] == ["id: a", None, None]


def test_the_words_of_blocks() -> None:
    (items,) = parse("- [x] a **b**\n- \n")
    assert first_words(items.children[0]) == "[x] a **b**"
    assert first_words(items.children[1]) == ""
    assert inlines(items) == []
    assert plain(parse("# a **b**\n\nc `d`  e\n")) == "a b c d e"


def test_folding_forgets_case_braces_spaces_and_the_closing_mark() -> None:
    assert fold("  Bài  này giúp {Bác}: ") == "bài này giúp bác"
