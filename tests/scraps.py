"""Strategies for what authors may type: words of the format in any order, and plain noise."""

from hypothesis import strategies as st

SCRAPS = (
    "---", "id: T01", "short_title: a", "minutes: 8", "minutes: [", "competences: [khung:1.1]", "# T",
    "## Các bước", "## Câu hỏi", "## Câu chuyện (bà con)", "### Câu 1. A?", "### Android", "#### x",
    "<!-- id: t01-1; points: 2 -->", "<!-- không cần hình -->", "<!-- id: x", "- [ ] a", "- [x] b",
    "- [=] 113", "- [=] 3..5", "- [x](a.md)", "- ", "-", "  > đúng", "> sai", "> **Gợi ý:** c",
    "> [!WARNING]", "1. **Chạm «A».**", "   tiếp", "2)", "| a | b |", "| --- | --- |", "|  | c |",
    "```screen", "```", "~~~", "show:", "  - button: Gọi", "    target: tap", "drawn: 2026-11", "![](a.png)",
    "![ảnh](../../x.svg)", "[115](fact:so-115)", "[x](tu:otp)", "[y](javascript:alert(1))", "{bác}", "{", "}",
    "*a*", "**b**", "<b>", "&amp;", "\\*", "`c`", "***", "===", "a\\", "", " ", "\t", "\tx", "    code",
    "<https://a.b>", "[a]: b", "[[[", "]](", "![[![", "_a_", "0912345678", "VNelD", "«", "»", "::: x",
    "{: .a}",
)  # fmt: skip
lines = st.one_of(st.sampled_from(SCRAPS), st.text(max_size=30).filter(lambda s: "\n" not in s))
texts = st.lists(st.tuples(st.sampled_from(("", "  ", "   ", "> ")), lines), max_size=40).map(
    lambda rows: "\n".join(indent + line for indent, line in rows)
)
HEAD = "---\nid: T01\nshort_title: Thử\nminutes: 8\n---\n"
lessons = st.one_of(texts, texts.map(lambda text: HEAD + "\n# T\n\n" + text))
