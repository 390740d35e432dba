"""Questions of every kind holding everything that formats stumble over, and answers with what they are worth.

``ITEMS`` are model objects, ``CURRICULUM`` asks them all in one lesson and in one test; ``written(folder)`` is a course
whose bank holds the nasty part of them as an author types it. ``answers(item)`` gives random answers with the verdict
of an implementation of its own, slow and simple, which shares nothing with ``generator.judge``.
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from html import escape
from pathlib import Path
from unicodedata import category, normalize

from generator.items import (
    Choice,
    ChoiceItem,
    Feedback,
    Item,
    MatchItem,
    MultipleResponseItem,
    NumericItem,
    NumericRange,
    OrderItem,
    Pair,
    SurveyItem,
    TextEntryItem,
    TrueFalseItem,
)
from generator.judge import Response
from generator.model import (
    Assessment,
    Asset,
    Audience,
    Competence,
    Curriculum,
    Edition,
    Framework,
    Hotline,
    Lesson,
    Module,
    Pool,
    Role,
    Section,
    Track,
)
from tests.test_judge import naive_number, naive_words

BARE = Path(__file__).parent / "curricula" / "bare"
DAY = date(2026, 11, 20)

# --- what formats stumble over ----------------------------------------------------------------------------------------

NASTY = (
    "Dấu \"nháy\" và 'đơn'",
    "<script>alert('x')</script> & &amp; <b>",
    "]]> <![CDATA[x]]> --> <!-- y",
    "{ ngoặc } {} { hai } ${ x } {1:SHORTANSWER:=một~hai câu trả lời} %s %(n)d {",  # «{x}» is a word of address
    "~ = # : -> => %50% ::tên:: // $CATEGORY: x",
    "C:\\tệp\\n \\\\ \\{ \\~",
    "[html]x [moodle] [[1]] ANSWER: B",
    "hoà hòa " + normalize("NFD", "Nguyễn Hữu Thọ"),
    "🧑🏽‍🌾 👍 𝄞",
    "Êđê: ơ̆ ƀ čĭng k'pan Ƀ ŏ",
    "@@PLUGINFILE@@/x.png asset:x.png { } undefined?",
    "a\u00a0b\u200bc",
)
LONG = " ".join(f"Câu này dài {n}, có dấu phẩy và chữ." for n in range(60))[:2000]
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30"><path d="M0 0h40v30z"/></svg>'
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8ffff3f0005fe02fea735814e0000000049454e44ae426082"
)
ASSETS = (Asset("vang-h-la.png", "image/png", PNG), Asset("vang-s1.svg", "image/svg+xml", SVG))
SCREEN = (
    '<figure class="screen"><img src="asset:vang-s1.svg" alt="Màn hình có nút «Gọi» &amp; &quot;Nhắn&quot;" '
    'width="40" height="30"><figcaption>Hình của bác &lt;1&gt;</figcaption></figure>'
)
LEAF = '<img src="asset:vang-h-la.png" alt="Lá &quot;xanh&quot;" width="10" height="10">'
TABLE = (
    '<table><thead><tr><th scope="col">Số</th><th scope="col">Việc</th></tr></thead>'
    "<tbody><tr><td>113</td><td>Công an &amp; dân</td></tr><tr><td>115</td><td></td></tr></tbody></table>"
)
MATERIAL = (
    f"<p>Xem <strong>bảng</strong> và <em>hình</em>:<br>dòng <code>a &lt; b</code>.</p>\n{TABLE}\n{SCREEN}\n"
    '<div class="alert alert-warning"><p>Coi chừng { x }.</p></div>\n'
    '<ul class="ticks">\n<li>một</li>\n<li>hai</li>\n</ul>\n'
    '<blockquote><p>Lời <span class="nb">«Gọi».</span></p></blockquote>\n<pre><code>một\n\n  hai = { 3 }</code></pre>\n'
    '<p><a class="word" href="word:otp">OTP</a>, <a class="fact" href="fact:so-115">115</a>, '
    '<a class="lesson" href="lesson:T01">bài này</a>, <a href="https://vi-du.example/?a=1&amp;b=2">trang</a>.</p>'
)
FEEDBACK = Feedback(
    hint="Gợi ý { một } = <strong>hai</strong>",
    right="Đúng #1 ~ rồi.",
    wrong="Chưa: đọc lại.<br>Dòng hai.",
    explanation=f"Vì thế. {LEAF}",
)


def said(n: int) -> str:
    """Return a piece of nasty text as HTML."""
    return escape(NASTY[n % len(NASTY)], quote=False)


# --- the bank ---------------------------------------------------------------------------------------------------------


def _choices(right: int, wrong: int, offset: int = 0) -> tuple[Choice, ...]:
    """Return options whose right ones stand between the wrong ones."""
    marks = [n % 2 == 0 for n in range(2 * min(right, wrong))]
    marks += [right > wrong] * abs(right - wrong)
    return tuple(
        Choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n], f"{n + 1}. {said(n + offset)}", mark, f"Vì {said(n + 1)}" * (n % 2))
        for n, mark in enumerate(marks)
    )


def _items() -> Iterator[Item]:
    both = ("khung:1.1", "khung:1.2")
    yield ChoiceItem(
        "vang-chon", said(0), _choices(1, 3), competences=both, feedback=FEEDBACK, material=f"<p>{said(1)}</p>"
    )
    shown = tuple(replace(c, content=f"{LEAF} {c.letter}") for c in _choices(1, 1))
    yield ChoiceItem("vang-hinh", f"{LEAF} Lá nào?", shown, 2, ("khung:1.1",), material=MATERIAL)
    yield ChoiceItem("vang-dai", LONG, _choices(1, 2, 4), 0, ("khung:1.1",))
    for n, _ in enumerate(NASTY):
        yield ChoiceItem(f"vang-{n:02}", said(n), _choices(1, 2, n), competences=("khung:1.2",), feedback=FEEDBACK)
    for right in range(1, 11):
        options = _choices(right, 1 + right % 3, right)
        yield MultipleResponseItem(
            f"vang-nhieu-{right}", f"Chọn {right}.", options, right, ("khung:1.1",), FEEDBACK, MATERIAL * (right == 3)
        )
    words = (("Đúng", True), ("Sai", False))
    for name, right, order in (("dung", 0, 1), ("sai", 1, 1), ("nguoc", 0, -1)):
        options = tuple(
            Choice(letter, word, (word == words[right][0]), f"Vì {said(right + 2)}")
            for letter, (word, _) in zip("AB", words[::order], strict=True)
        )
        yield TrueFalseItem(f"vang-{name}", said(4), options, competences=("khung:1.1",), feedback=FEEDBACK)
    yield TextEntryItem("vang-go", "Gọi ai?", ("công an", "Công An xã", "115"), False, 1, both, FEEDBACK)
    yield TextEntryItem("vang-go-dau", "Gõ đúng dấu.", ("hòa", "đường đi"), True, 2, both, FEEDBACK, MATERIAL)
    yield TextEntryItem("vang-go-la", "Gõ y như vậy.", ("a*b", "C:\\n", "{ x } = ~y # z", "50%"), False, 1, both)
    yield TextEntryItem("vang-go-ede", "Chữ Ê-đê?", ("čĭng", "ơ̆ ƀ", "👍"), True, 1, both)
    for name, ranges, unit in (
        ("so", (("115", "115"),), ""),
        ("khoang", (("8", "12"),), "phút"),
        ("sai-so", (("10", "11"), ("-2.5", "-2.25")), ""),
        ("tien", (("45000", "45000"),), "đồng"),
        ("le", (("0.1", "0.3"), ("1234.5", "1234.5")), "kg"),
    ):
        accepted = tuple(NumericRange(Fraction(low), Fraction(high)) for low, high in ranges)
        yield NumericItem(f"vang-{name}", f"{said(5)} Mấy?", accepted, unit, 1, both, FEEDBACK)
    pairs = tuple(Pair(f"{n}. {said(n)}", f"Phải {n}. {said(n + 6)}") for n in range(4))
    yield MatchItem("vang-ghep", said(2), pairs, (f"Thừa {said(3)}", "Thừa hai"), 4, both, FEEDBACK, MATERIAL)
    same = (Pair("113", "Công an"), Pair("114", "Chữa cháy"), Pair("115", "Công an"))
    yield MatchItem("vang-ghep-trung", "Ghép.", same, (), 1, both, FEEDBACK)
    pictured = (Pair(LEAF, "Lá"), Pair(f"{said(1)} {LEAF}", "Lá và chữ"))
    yield MatchItem("vang-ghep-hinh", "Ghép hình bên trái.", pictured, (), 1, both)
    yield MatchItem("vang-ghep-phai", "Ghép hình bên phải.", (Pair("Lá", LEAF), Pair("Chữ", "Chữ")), (), 1, both)
    yield OrderItem("vang-xep", said(6), tuple(f"{n}. {said(n)}" for n in (3, 1, 0, 2)), 1, both, FEEDBACK, MATERIAL)
    yield OrderItem("vang-xep-hinh", "Xếp.", (f"{LEAF} một", "hai", "ba"), 3, both)
    yield OrderItem("vang-xep-trung", "Xếp.", ("Gõ", "Chờ", "Gõ"), 1, both, FEEDBACK)
    yield SurveyItem("vang-hoi", said(7), _choices(0, 3), feedback=Feedback(right="Cảm ơn bác."), material=TABLE)


ITEMS: tuple[Item, ...] = tuple(_items())
BY_ID = {i.identifier: i for i in ITEMS}

_COMPETENCES = tuple(
    Competence(f"khung:{code}", "khung", code, f"Năng lực {code} <&>", "Miền một") for code in ("1.1", "1.2")
)
FRAMEWORK = Framework("khung", "Khung thử", "Nhóm thử", "", "CC0-1.0", "true", "", (), _COMPETENCES)


def pool(competence: str, count: int) -> Pool:
    """Return the pool of all items of ``competence``."""
    return Pool(competence, count, tuple(i for i in ITEMS if competence in i.competences), ASSETS)


POOLS = (pool("khung:1.1", 3), pool("khung:1.2", 2))
TEST = Assessment(
    "vang-thi", "Bài cuối <&> \"thử\"", tuple(BY_ID[k] for k in ("vang-chon", "vang-nhieu-3", "vang-go")), 60,
    attempts=2, shuffle=True, form="a", assets=ASSETS, pools=POOLS,
)  # fmt: skip
LESSON = Lesson(
    identifier="T09", slug="t09", title="Bài vàng <&> \"nháy\"", short_title="Bài vàng", language="vi", minutes=8,
    message="<p>Thử hết.</p>",
    sections=(
        Section("T09/goal", Role.GOAL, "Bài này giúp bác", MATERIAL),
        Section("T09/questions", Role.QUESTIONS, "Câu hỏi vui", items=ITEMS),
    ),
    assets=ASSETS, competences=_COMPETENCES, facts=(), devices=(), version="1.2.0", authors=("Nhóm thử",),
    reviewers=(), reviewed=None, formerly=(), you="bác",
)  # fmt: skip
CURRICULUM = Curriculum(
    identifier="vang", title="Khoá vàng <&>", summary="Mọi thứ.", language="vi", licence="CC-BY-4.0", version="1.2.0",
    date=DAY, authors=("Nhóm thử",), site_url="", pass_mark=60, frameworks=(FRAMEWORK,),
    modules=(Module("mot", "Phần một / hai", (LESSON,)),),
    tracks=(Track("lop", "Lớp vàng", "Thử.", Audience("x", "Bà con", (("bác", "bác"),)), (LESSON,), TEST, "vi"),),
    lessons=(LESSON,), words=(), facts=(),
    edition=Edition("mac-dinh", "", (Hotline("Cấp cứu", "115"),), (), ""),
)  # fmt: skip


# --- the same, as authors type it -------------------------------------------------------------------------------------

WRITTEN = r"""---
id: vang
title: Kho vàng
---

# Kho vàng

### Câu 1. Dấu "nháy" & 'đơn', \<script\>alert(1)\</script\>, ]]>, { x } {} ~ = # : \\ 👍 ơ̆ ƀ?
<!-- id: vang-1; competences: khung:1.1 -->

| Số | Việc |
| --- | --- |
| 113 | Công an & dân |

![Nút "Gọi"](vang/nut.svg)

- [x] ![Nút](vang/nut.svg) A = { 1 } ~ # : \\
  > Đúng: {bác} chọn ~ giỏi.
- [ ] `]]>` &amp; &lt;b&gt;
  > Sai # 2

> **Gợi ý:** a = b
> **Giải thích:** vì { thế }.

### Câu 2. Chọn mọi ý đúng.
<!-- id: vang-2; points: 2; competences: khung:1.1 -->

```screen
show:
  - button: Gọi
    target: tap
drawn: 2026-11
```

- [x] Một
- [x] Hai
- [x] Ba
- [ ] Bốn

### Câu 3. Gọi 115 mất tiền.
<!-- id: vang-3; competences: khung:1.1 -->

- [ ] Đúng
- [x] Sai

### Câu 4. Gõ: ai cứu?
<!-- id: vang-4; competences: khung:1.1 -->

- [=] cấp cứu
- [=] 115

### Câu 5. Mấy phút?
<!-- id: vang-5; unit: phút; competences: khung:1.1 -->

- [=] 10,5 ± 0,5

### Câu 6. Ghép.
<!-- id: vang-6; competences: khung:1.1 -->

| Số | Việc |
| --- | --- |
| 113 = a | Công an ~ b |
| 115 | Cấp cứu |
|  | Mua hàng |

### Câu 7. Xếp.
<!-- id: vang-7; competences: khung:1.1 -->

1. Gọi
2. Nói
3. Chờ

### Câu 8. {Bác} thấy sao?
<!-- id: vang-8; loại: khảo sát; competences: khung:1.1 -->

- [ ] Dễ
- [ ] Khó
"""


def written(folder: Path) -> Path:
    """Write a course whose track ends in a test drawn from ``WRITTEN``, and return its root."""
    root = Path(shutil.copytree(BARE, folder / "khoa"))
    items = root / "content" / "items"
    (items / "vang").mkdir()
    shutil.copy(root / "content" / "lessons" / "t01" / "nut.svg", items / "vang" / "nut.svg")
    (items / "vang.md").write_text(WRITTEN, encoding="utf-8")
    text = (root / "curriculum.yml").read_text(encoding="utf-8")
    text = text.replace("audience: ba-con, lessons: [T01]", "audience: ba-con, lessons: [T01], assessment: cuoi")
    test = 'assessments:\n  cuoi: {title: Bài cuối, banks: [vang], blueprint: {"khung:1.1": 8}}\n'
    (root / "curriculum.yml").write_text(text + test, encoding="utf-8")
    return root


# --- answers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """A response, how it came about, and what it is worth.

    ``how`` is ``right``, ``blank``, ``random``; for words to type also ``case``, ``spaces``, ``closing``, ``composed``
    (NFD), ``bare`` (no marks at all), ``tone`` (a tone on the other letter); for numbers ``edge``, ``comma``,
    ``grouped``, ``unit``: a target's test can leave out what its platform is known to judge otherwise.
    """

    how: str
    response: Response
    credit: Fraction
    word: str


def answers(item: Item, count: int = 60, seed: str = "") -> Iterator[Answer]:
    """Yield ``count`` answers to ``item`` or a few more, always the same for a ``seed``; a right one comes first."""
    dice = random.Random(f"{seed}/{item.identifier}")
    for how, response in _responses(item, count, dice):
        credit = naive(item, response)
        word = "right" if credit == 1 else "partly" if credit else "wrong"
        yield Answer(how, response, credit, "neutral" if isinstance(item, SurveyItem) else word)


def _responses(item: Item, count: int, dice: random.Random) -> Iterator[tuple[str, Response]]:
    match item:
        case ChoiceItem() | TrueFalseItem() | SurveyItem():
            yield from (("right", c.letter) for c in item.choices if c.correct)
            yield "blank", ""
            yield from (("random", dice.choice(item.choices).letter) for _ in range(count))
        case MultipleResponseItem():
            letters = [c.letter for c in item.choices]
            yield "right", frozenset(c.letter for c in item.choices if c.correct)
            yield "random", frozenset(letters)
            yield "blank", frozenset()
            for _ in range(count):
                yield "random", frozenset(dice.sample(letters, dice.randint(1, len(letters))))
        case TextEntryItem():
            yield from (("right", a) for a in item.answers)
            yield "blank", "  "
            yield from _typed(item, count, dice)
        case NumericItem():
            yield from (("right", _decimal(r.low)) for r in item.ranges)
            yield "blank", ""
            yield from _numbers(item, count, dice)
        case MatchItem():
            rows, sides = len(item.pairs), len(item.pairs) + len(item.distractors)
            yield "right", tuple(range(rows))
            for _ in range(count):
                kept = [n if dice.random() < 0.5 else dice.randrange(sides) for n in range(rows)]
                yield "random", tuple(kept)
        case OrderItem():
            entries = list(range(len(item.entries)))
            yield "right", tuple(entries)
            for _ in range(count):
                yield "random", tuple(dice.sample(entries, len(entries)))


def _typed(item: TextEntryItem, count: int, dice: random.Random) -> Iterator[tuple[str, Response]]:
    for _ in range(count):
        answer = dice.choice(item.answers)
        letter = dice.randrange(len(answer))
        yield dice.choice(
            (
                ("case", answer.upper()),
                ("spaces", f"  {answer.replace(' ', '   ')} "),
                ("closing", answer + dice.choice((".", "!", "…", " ?"))),
                ("composed", normalize("NFD", answer)),
                ("bare", _bare(answer)),
                ("tone", answer.replace("òa", "oà").replace("hoà", "hòa")),
                ("random", answer[:letter] + answer[letter + 1 :]),
                ("random", answer + dice.choice("abđ5")),
                ("random", "".join(dice.sample("công an hoà đường 115", 6))),
            )
        )


def _bare(text: str) -> str:
    letters = "".join(c for c in normalize("NFD", text) if category(c) != "Mn")
    return letters.replace("đ", "d").replace("Đ", "D")


def _numbers(item: NumericItem, count: int, dice: random.Random) -> Iterator[tuple[str, Response]]:
    for _ in range(count):
        accepted = dice.choice(item.ranges)
        low, high = accepted.low, accepted.high
        inside = low + (high - low) * Fraction(dice.randrange(9), 8)
        step = Fraction(1, dice.choice((1, 10, 100, 1000)))
        outside = dice.choice((low - step, high + step))
        value = dice.choice((inside, outside))
        yield dice.choice(
            (
                ("edge", _decimal(dice.choice((low, high)))),
                ("random", _decimal(value)),
                ("comma", _decimal(value).replace(".", ",")),
                ("grouped", f"{int(value):,}".replace(",", ".")),
                ("unit", f"{_decimal(value)} {item.unit}".strip()),
                ("random", dice.choice(("mười", "1.2.3", "--5", "5-6", str(dice.randrange(200))))),
            )
        )


def _decimal(value: Fraction) -> str:
    """Return ``value`` with as many decimals as it needs, at most six and never three, which would group thousands."""
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    whole, point, decimals = text.partition(".")
    return f"{whole}.{decimals}0" if point and len(decimals) == 3 else f"{whole}{point}{decimals}"


# --- a second implementation, slow and simple -------------------------------------------------------------------------


def naive(item: Item, response: Response) -> Fraction:
    """Return the credit of ``response``, worked out another way than the judge's."""
    match item:
        case SurveyItem():
            return Fraction(0)
        case ChoiceItem() | TrueFalseItem():
            return Fraction(sum(1 for c in item.choices if c.letter == response and c.correct))
        case MultipleResponseItem():
            assert isinstance(response, frozenset)
            right = [c.letter for c in item.choices if c.correct]
            marks = sum(1 if x in right else -1 for x in response)
            return Fraction(max(marks, 0), len(right))
        case TextEntryItem():
            said = naive_words(str(response), item.tone_marks)
            return Fraction(int(said != "" and said in [naive_words(a, item.tone_marks) for a in item.answers]))
        case NumericItem():
            value = naive_number(str(response), item.unit)
            return Fraction(int(value is not None and any(r.low <= value <= r.high for r in item.ranges)))
        case MatchItem():
            assert isinstance(response, tuple)
            sides = [p.right for p in item.pairs] + list(item.distractors)
            return Fraction(
                sum(sides[i] == p.right for i, p in zip(response, item.pairs, strict=True)), len(item.pairs)
            )
        case OrderItem():
            assert isinstance(response, tuple)
            return Fraction(int([item.entries[i] for i in response] == list(item.entries)))
