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


# --- whole lessons that mostly pass the rules -----------------------------------------------------

BLOCKS = (
    "Bà thử.",
    "- a\n- b\n  - c",
    "1. a\n2. b",
    "> trích",
    "> [!WARNING]\n> Dừng.",
    "> [!NOTE]\n> Nhớ.",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "![Nút «A»](t01/nut.svg)",
    "Xem ![Nút «A»](t01/nut.svg) đây",
    "```\nmã <b>\n```",
    "```screen\nshow:\n  - button: Gọi\n    target: tap\ndrawn: 2026-11\n```",
    "**Chạm «Gọi».**",
    "[OTP](tu:otp) [115](fact:so-115)",
    "[x](t01-thu.md)",
    "{bác} {Bác}",
    "### Nhỏ",
    "<!-- ghi -->",
    "- [ ] Tôi làm\n- [x] Tôi nói",
    "---",
    "10 phút «a **b»** c**",
)
ANSWERS = (
    "- [x] a\n  > đ\n- [ ] b\n  > s",
    "- [=] 115",
    "- [=] 3..5",
    "1. a\n2. b",
    "| a | b |\n| - | - |\n| 1 | 2 |\n|  | 3 |\n| 4 | 5 |",
    "- [x] ![Nút](t01/nut.svg)\n- [ ] ![Nút «A»](t01/nut.svg) b\n- [x] c",
    "- [x] Đúng\n- [ ] Sai",
)
_block = st.sampled_from(BLOCKS)


def _indented(block: str) -> str:
    return "\n".join(f"   {row}" if row else row for row in block.split("\n"))


def _step(blocks: list[str]) -> str:
    inside = "".join(f"\n{_indented(block)}\n" for block in blocks)
    return f"1. **Chạm «Gọi».**\n\n   <!-- không cần hình -->\n{inside}"


def _questions(parts: list[tuple[list[str], str, str]]) -> str:
    written = [
        "\n\n".join((f"### Câu {n}. Hỏi {n}?\n<!-- id: t01-{n} -->", *stem, answer + closing))
        for n, (stem, answer, closing) in enumerate(parts, 1)
    ]
    return "## Câu hỏi\n\n" + "\n\n".join(written)


_section = st.tuples(
    st.sampled_from(("Câu chuyện", "Làm thử", "Nhớ ba điều", "Khác", "Dành cho giảng viên")),
    st.lists(_block, min_size=1, max_size=4),
).map(lambda part: f"## {part[0]}\n\n" + "\n\n".join(part[1]))
_steps = st.lists(st.lists(_block, max_size=4).map(_step), max_size=2).map(
    lambda steps: "## Các bước\n\n" + "\n".join(steps) if steps else ""
)
_asked = st.lists(
    st.tuples(
        st.lists(_block, max_size=2),
        st.sampled_from(ANSWERS),
        st.sampled_from(("", "\n\n> **Gợi ý:** x\n> **Giải thích:** y")),
    ),
    max_size=3,
).map(lambda parts: _questions(parts) if parts else "")
sound = st.tuples(st.lists(_section, max_size=2), _steps, _asked).map(
    lambda parts: "\n\n".join([*parts[0], parts[1], parts[2]]) + "\n"
)
