"""Attempts, draws and order, from launch to launch: what is reported, what is kept, what is said."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.items import Choice, ChoiceItem, Feedback, MultipleResponseItem, SurveyItem, TextEntryItem, TrueFalseItem
from generator.model import Pool, Role, Section
from generator.player import Policy
from tests.player import demo

pytestmark = pytest.mark.browser

HAND = """window.T = {
  /* opens a lesson in a run-time that takes everything down */
  async launch(lesson, state, session) {
    document.body.innerHTML = '<main id="r"></main>';
    T.root = document.getElementById('r');
    T.puts = [];
    await HocVu.play(T.root, lesson, { open: (told) => {
        T.told = told;
        return Promise.resolve(Object.assign({ mode: 'normal', keeps: true }, session));
      }, restore: () => state || '', put: (update) => T.puts.push(update) > 0, flush() {}, close: () => true });
  },
  last: () => T.puts[T.puts.length - 1],
  texts: (selector) => [...T.root.querySelectorAll(selector)].map((e) => e.textContent.trim()),
  has: (words) => T.texts('.player__body button').indexOf(words) >= 0,
  press(words) { [...T.root.querySelectorAll('button, a')].filter((b) => b.textContent.trim() === words)[0].click(); },
  next() { T.root.querySelector('.player__foot .btn:last-child').click(); },
  to(role) { for (let n = 0; n < 60 && !T.root.querySelector('.player__body--' + role); n++) { T.next(); } },
  shows: (role) => !!T.root.querySelector('.player__body--' + role),
  type(words) {
    const entry = T.root.querySelector('.entry');
    entry.value = words;
    entry.dispatchEvent(new Event('input', { bubbles: true }));
    T.root.querySelector('.question__check').click();
  },
  pick(letter) {
    T.root.querySelector(`.option input[value="${letter}"]`).click();
    T.root.querySelector('.question__check').click();
  },
  /* answers all questions from here on, the first so many rightly */
  answer(right) {
    T.to('question');
    for (let n = 0; T.shows('question'); n++) {
      if (T.root.querySelector('.entry')) { T.type(n < right ? 'x' : 'y'); }
      T.next();
    }
  },
  again() { T.press('Làm lại từ đầu'); T.press('Làm lại từ đầu'); }
};"""


@pytest.fixture(scope="module")
def scripted(chromium: Browser) -> Iterator[Page]:
    """A page with the player in it, and a hand that plays."""
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.set_content("<!doctype html><title>x</title><body>")
    for name in ("judge.js", "state.js", "player.js"):
        page.add_script_tag(content=demo.THEME.find(f"player/{name}").read_text(encoding="utf-8"))
    page.evaluate(HAND)
    yield page
    page.close()
    assert errors == []


def play(page: Page, data: dict[str, Any], script: str) -> Any:
    """Return what ``script`` returns: it sees ``lesson`` and the hand ``T``."""
    return page.evaluate("([lesson]) => (async () => {" + script + "})()", [data])


def test_starting_a_test_again_takes_nothing_away(scripted: Page) -> None:
    """One attempt of two: answers go, the best score and the pass stay, no 0 is reported, and both are said."""
    found = play(
        scripted,
        demo.quiz(attempts=2),
        """await T.launch(lesson);
        const first = T.texts('.player__body p');
        T.answer(3);
        const passed = [T.last().status, T.last().score, T.last().progress], left = T.texts('.player__body > p');
        T.press('Làm lại từ đầu');
        const asked = T.texts('.player__heading, .player__body p'), before = T.puts.length;
        T.press('Làm lại từ đầu');
        const puts = T.puts.slice(before).map((u) => [u.status, u.score, u.progress]);
        const second = T.texts('.player__body p');
        const state = HocVu.unpack(lesson, T.last().state);
        T.answer(1);
        const worse = [T.last().status, T.last().score, T.texts('.player__heading'), T.texts('.player__body > p')];
        return { first, passed, left, asked, puts, second, state, worse, again: T.has('Làm lại từ đầu') };""",
    )
    assert found["first"] == [
        "Bài có 4 câu. Bác cứ làm thong thả, không tính giờ.",
        "Đây là lần làm thứ 1 trong 2 lần.",
    ]
    assert found["passed"] == ["passed", 75, 1]
    assert found["left"] == ["Bác trả lời đúng 3 trong 4 câu.", "Bác còn 1 lần làm lại từ đầu."]
    assert found["asked"] == [
        "Làm lại từ đầu?",
        "Các câu trả lời của lần này sẽ được xoá để bác làm lại. Kết quả tốt nhất được tính.",
        "Bác còn 1 lần làm lại từ đầu.",
    ]
    assert found["puts"] == [["passed", 75, 1]]
    assert found["second"][-1] == "Đây là lần làm thứ 2 trong 2 lần."
    assert (found["state"]["items"], found["state"]["attempt"], found["state"]["earlier"]) == ({}, 2, 4)
    assert found["worse"][:2] == ["passed", 75]
    assert found["worse"][2:] == [
        ["Bác làm lại nhé"],
        [
            "Bác đã đúng 1 trong 4 câu. Không sao cả.",
            "Lần trước bác đã đạt. Kết quả ấy vẫn được giữ.",
            "Bác đã làm đủ 2 lần. Bác vẫn xem lại bài làm được.",
        ],
    ]
    assert found["again"] is False


@pytest.mark.parametrize(
    ("keep", "scores"),
    [
        ("best", [None, 50, 50, 50, 75, 75, 75]),
        ("first", [None, 50, 50, 50, 50, 50, 50]),
        ("last", [None, 50, 50, 25, 75, 75, 0]),
    ],
)
def test_policy_says_which_attempt_counts(keep: Any, scores: list[int | None], scripted: Page) -> None:
    """Attempts with 2, 1, 3 and 0 of 4 rightly answered, closed and opened between; one is left half way."""
    found = play(
        scripted,
        demo.quiz(Policy(keep=keep), attempts=5),
        """const scores = [];
        const note = () => scores.push(T.last().score);
        const reopen = () => T.launch(lesson, T.last().state);
        await T.launch(lesson); note();
        T.answer(2); note(); await reopen();
        T.to('result'); T.again(); note();
        T.answer(1); note(); await reopen();
        T.to('result'); T.again(); T.answer(3); note(); await reopen();
        T.to('result'); T.again();
        T.to('question'); T.type('y'); note(); await reopen();
        T.answer(0); note();
        return { scores, status: T.last().status, attempt: HocVu.unpack(lesson, T.last().state).attempt };""",
    )
    assert found["scores"] == scores
    assert found["attempt"] == 4
    assert found["status"] == ("incomplete" if keep == "first" else "passed")


def test_attempts_without_limit_go_on_and_answers_may_be_mended(scripted: Page) -> None:
    found = play(
        scripted,
        demo.quiz(),
        """await T.launch(lesson);
        const first = T.texts('.player__body p').length;
        T.to('result');
        const untouched = T.has('Làm lại từ đầu');
        T.press('Làm câu hỏi');
        T.answer(1);
        const retry = T.has('Làm lại câu chưa đúng');
        for (let n = 0; n < 3; n++) { T.to('result'); T.again(); T.answer(1); }
        return { first, untouched, retry, more: T.has('Làm lại từ đầu'),
          serials: T.puts.filter((u) => u.answer).map((u) => u.answer.serial) };""",
    )
    assert found["serials"] == list(range(16))  # no interaction of an earlier attempt is written over
    assert found | {"serials": None} == {
        **{"first": 1, "untouched": False, "retry": True, "more": True},
        **{"serials": None},
    }


def test_lesson_starts_again_at_its_first_page_and_keeps_its_answers(scripted: Page) -> None:
    found = play(
        scripted,
        demo.data(demo.questions("qr-4")),
        """await T.launch(lesson);
        T.answer(0);
        T.press('Học lại từ đầu');
        return [HocVu.unpack(lesson, T.last().state), T.shows('goal')];""",
    )
    assert found[1] is True
    assert (found[0]["attempt"], found[0]["items"]["qr-4"]["tries"]) == (1, 1)


POOLS = tuple(
    Pool(f"x:{p}", n, tuple(TextEntryItem(f"{p}-{k}", f"Câu {p}{k}?", ("x",)) for k in range(8)))
    for p, n in (("a", 2), ("b", 3))
)


def test_draw_and_order_stay_over_launches_and_are_new_in_a_new_attempt(scripted: Page) -> None:
    items = tuple(i for p in POOLS for i in p.items[: p.count])
    found = play(
        scripted,
        demo.quiz(items=items, draw="attempt", shuffle=True, pools=POOLS),
        """const drawn = () => { const s = HocVu.unpack(lesson, T.last().state);
          return [s.seed, HocVu.dealt(lesson, s.seed, []).filter((p) => p.item).map((p) => p.item.id)]; };
        const asked = () => {
          const out = [];
          for (T.to('question'); T.shows('question'); T.next()) { out.push(T.texts('.question__stem')[0]); }
          return out;
        };
        await T.launch(lesson);
        const first = drawn(), seen = asked();
        await T.launch(lesson, T.puts[0].state);
        const second = drawn(), same = asked();
        await T.launch(lesson, T.puts[0].state);
        T.answer(5);
        const full = [T.last().status, T.last().score, T.last().pages, T.last().state];
        await T.launch(lesson, T.last().state);
        const resumed = T.texts('.player__heading');
        T.again();
        const third = drawn();
        T.answer(2);
        const after = [T.last().status, T.last().score, Object.keys(HocVu.unpack(lesson, T.last().state).items)];
        await T.launch(lesson);
        const other = drawn(), count = T.texts('.player__count');
        return { first, second, third, seen, same, full, resumed, after, other, count };""",
    )
    assert found["first"] == found["second"]
    assert found["seen"] == found["same"] == [f"Câu {i.replace('-', '')}?" for i in found["first"][1]]
    assert sorted(i[0] for i in found["first"][1]) == ["a", "a", "b", "b", "b"]
    assert found["full"][:3] == ["passed", 100, 7]
    assert found["full"][3].count(";") == 5
    assert found["resumed"] == ["Bác làm tốt lắm!"]
    assert len({found[n][0] for n in ("first", "third", "other")}) == 3
    assert found["third"][1] != found["first"][1]
    assert found["after"][:2] == ["passed", 100]
    assert sorted(found["after"][2]) == sorted(found["third"][1])
    assert found["count"] == ["Trang 1 trong 7"]


def test_options_keep_the_learners_order_and_some_the_authors(scripted: Page) -> None:
    """Shuffled by the seed; true and false and opinions stand as written; without a seed as on paper."""
    many = tuple(Choice(x, f"chọn {x}", x == "A") for x in "ABCDEF")
    pair = (Choice("A", "Đúng", True), Choice("B", "Sai"))
    items = (
        ChoiceItem("c-1", "?", many),
        MultipleResponseItem("m-1", "?", many),
        *(
            TrueFalseItem("t-1", "?", pair),
            SurveyItem("s-1", "?", many[:4]),
        ),
    )
    lesson = replace(demo.LESSON, sections=(Section("X", Role.QUESTIONS, "?", items=items),))
    found = play(
        scripted,
        demo.data(lesson, Policy(shuffle=True)),
        """const read = async (state, session) => {
          await T.launch(lesson, state, session);
          const out = [];
          for (T.to('question'); T.shows('question'); T.next()) {
            out.push([...T.root.querySelectorAll('.option input')].map((x) => x.value).join(''));
          }
          return out;
        };
        const first = await read(''), state = T.puts[0].state;
        return { first, again: await read(state), other: await read(''), third: await read(''),
          unkept: [await read('', { keeps: false }), await read('', { keeps: false })],
          paper: [HocVu.shuffled(6, 'c-1'), HocVu.shuffled(6, 'm-1')] };""",
    )
    assert found["first"] == found["again"]
    assert all(order[2:] == ["AB", "ABCD"] for order in (found["first"], found["other"], *found["unkept"]))
    assert sorted(found["first"][0]) == sorted(found["first"][1]) == list("ABCDEF")
    assert len({tuple(found[n][:2]) for n in ("first", "other", "third")}) == 3
    as_paper = ["".join("ABCDEF"[i] for i in order) for order in found["paper"]]
    assert [order[:2] for order in found["unkept"]] == [as_paper, as_paper]


def test_lost_state_undoes_nothing_that_the_run_time_recorded(scripted: Page) -> None:
    """An LMS that gives back status, score and place but no state; and one that tells nonsense."""
    found = play(
        scripted,
        demo.data(),
        """const tell = async (state, session) => {
          await T.launch(lesson, state, session);
          return [T.last().status, T.last().score, T.last().page, T.texts('.player__resumed').length];
        };
        await T.launch(lesson, '', { status: 'passed', score: 80 });
        T.to('question');
        T.pick('A');
        const wrong = [T.last().status, T.last().score];
        return [await tell('', {}), await tell('', { status: 'passed', score: 80, page: 4 }),
          await tell('garbage', { status: 'completed', score: 70.5, page: 99 }),
          await tell('', { status: 'unknown', score: NaN, page: NaN }), await tell('', { score: 900 }), wrong];""",
    )
    assert found == [
        ["incomplete", None, 1, 0],
        ["passed", 80, 4, 1],
        ["completed", 70.5, 1, 0],
        ["incomplete", None, 1, 0],
        ["incomplete", 100, 1, 0],
        ["passed", 80],
    ]


def test_new_version_of_a_package_lowers_neither_status_nor_score(scripted: Page) -> None:
    """A passed lesson whose questions are all new: whatever is answered, what was reached stays."""
    old = demo.data(demo.questions("qr-4"))
    renewed = replace(demo.ITEMS[3], identifier="qr-99")
    lesson = replace(demo.LESSON, sections=(Section("X", Role.QUESTIONS, "?", items=(renewed, demo.ITEMS[4])),))
    for keep in ("best", "first", "last"):
        policy = Policy(keep=keep)
        script = """await T.launch(lesson[0]);
            T.to('question');
            T.type('quet qr');
            const before = [T.last().status, T.last().score];
            await T.launch(lesson[1], T.last().state);
            const opened = [T.last().status, T.last().score];
            T.to('question');
            T.type('sai');
            return [before, opened, [T.last().status, T.last().score], T.texts('.player__heading')];"""
        data: Any = [old | {"keep": keep}, demo.data(lesson, policy)]
        assert play(scripted, data, script)[:3] == [["passed", 100]] * 3


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Đúng rồi.", None),
        ("<strong>Đúng rồi</strong>", None),
        ("Đúng rồi! Mã ấy là giả.", "Mã ấy là giả."),
        ("Đúng rồi mà.", "Đúng rồi mà."),
        ("Đúng rồi, mã ấy giả.", "Đúng rồi, mã ấy giả."),
        ("Đúng <strong>số 2</strong>.", "Đúng số 2."),
        ("", None),
    ],
)
def test_verdict_is_not_said_twice(said: str, shown: str | None, scripted: Page) -> None:
    choices = (Choice("A", "a", True, said), Choice("B", "b", feedback="Chưa đúng. Xem bước 2."))
    item = ChoiceItem("c-1", "?", choices, feedback=Feedback(right=said))
    lesson = replace(demo.LESSON, sections=(Section("X", Role.QUESTIONS, "?", items=(item,)),))
    found = play(
        scripted,
        demo.data(lesson),
        """const answer = (letter) => {
          T.pick(letter);
          return T.texts('.callout__text, .callout > p:not(.callout__title)');
        };
        await T.launch(lesson); T.to('question');
        return [answer('B'), answer('A'), T.texts('.callout__title')];""",
    )
    assert found == [["Xem bước 2."], [shown, shown] if shown else [], ["Đúng rồi!"]]


def test_end_does_not_say_saved_when_it_turns_out_not_to_be(scripted: Page) -> None:
    found = play(
        scripted,
        demo.data(demo.questions("qr-4")),
        """await T.launch(lesson);
        T.to('homework'); T.next();
        const seen = [T.texts('.player__heading')[0]];
        [false, true].forEach((kept) => { T.told(kept); seen.push(T.texts('.player__heading')[0]); });
        return seen;""",
    )
    assert found == ["Đã lưu bài của bác.", "Bác đã đến cuối bài.", "Đã lưu bài của bác."]


# who has passed, and opens a version of which more is asked: what is said of the state that is kept
RAISED = """const said = async (state, lesson) => {
      await T.launch(lesson, state);
      T.to('result');
      return [T.last().status, ...T.texts('.player__heading, .player__body > p:not(.player__resumed)')];
    };
    """


def test_who_has_passed_is_not_told_otherwise_when_the_pass_mark_rises(scripted: Page) -> None:
    """A lesson and an attempt at a test that went well stay so in words; the number of right answers is as it is."""
    script = f"""{RAISED}
        await T.launch(lesson[0]);
        T.to('question');
        T.answer(3);
        const passed = T.last().state;
        return [await said(passed, lesson[0]), await said(passed, lesson[1])];"""
    good = ["passed", "Bác làm tốt lắm!", "Bác trả lời đúng 3 trong 4 câu."]
    quizzes: Any = [demo.quiz(pass_mark=60), demo.quiz(pass_mark=90)]
    assert play(scripted, quizzes, script) == [good, good]
    lessons: Any = [{k: v for k, v in quiz.items() if k != "runs"} for quiz in quizzes]
    assert play(scripted, lessons, script) == [good, good]


def test_who_has_not_passed_is_not_told_so(scripted: Page) -> None:
    """One right less than the mark of the first version; and where the platform judges, the mark alone speaks."""
    script = f"""{RAISED}
        await T.launch(lesson[0]);
        T.to('question');
        T.answer(lesson[2]);
        return said(T.last().state, lesson[1]);"""
    text = "Bác đã đúng {n} trong 4 câu. Không sao cả. Bác xem lại rồi làm lại, bao nhiêu lần cũng được."
    for policy, right, status in ((demo.DEFAULT, 2, "incomplete"), (Policy(miss="failed"), 3, "passed")):
        data: Any = [demo.quiz(policy, pass_mark=60), demo.quiz(policy, pass_mark=90), right]
        assert play(scripted, data, script) == [status, "Bác làm lại nhé", text.format(n=right)]


def test_the_last_answer_is_told_as_it_is_and_the_pass_too(scripted: Page) -> None:
    """Where the last answer counts nobody knows whether the score fell or the mark rose: the pass stands beside it."""
    quizzes = [demo.quiz(Policy(keep="last"), pass_mark=mark) for mark in (60, 90)]
    lessons: Any = [{k: v for k, v in quiz.items() if k != "runs"} for quiz in quizzes]
    found = play(
        scripted,
        lessons,
        f"""{RAISED}
        await T.launch(lesson[0]);
        T.answer(3);
        return said(T.last().state, lesson[1]);""",
    )
    assert found[:2] == ["passed", "Bác làm lại nhé"]
    assert found[-1] == "Lần trước bác đã đạt. Kết quả ấy vẫn được giữ."


def test_a_worse_attempt_after_a_pass_is_told_as_it_went(scripted: Page) -> None:
    """The pass is under the old mark: it is kept, and said so; the new attempt went worse, and is said so too."""
    script = f"""{RAISED}
        await T.launch(lesson[0]);
        T.answer(3);
        T.again();
        T.answer(2);
        return said(T.last().state, lesson[1]);"""
    quizzes: Any = [demo.quiz(pass_mark=60), demo.quiz(pass_mark=90)]
    found = play(scripted, quizzes, script)
    assert found[:2] == ["passed", "Bác làm lại nhé"]
    assert "Lần trước bác đã đạt. Kết quả ấy vẫn được giữ." in found


def test_a_pass_is_remembered_when_no_answer_is_left(scripted: Page) -> None:
    """Every question is another one now: there is something to answer, and what was reached is said."""
    lessons: Any = [demo.data(demo.questions(name)) for name in ("qr-4", "qr-5")]
    found = play(
        scripted,
        lessons,
        f"""{RAISED}
        await T.launch(lesson[0]);
        T.to('question'); T.type('quet qr');
        return said(T.last().state, lesson[1]);""",
    )
    assert found == [
        "passed",
        "Mời bác làm câu hỏi",
        "Bác chưa làm câu nào. Làm đúng hay sai đều không sao.",
        "Lần trước bác đã đạt. Kết quả ấy vẫn được giữ.",
    ]
