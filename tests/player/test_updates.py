"""A newer package in the place of one in use: what ``packages.csv`` says is what learners go through.

Learners play the first version, each case launches the second with what the LMS kept of them. An answer that has
to be given again, a lower score and a lower status are losses; the table says «redo» exactly when somebody has one.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

import pytest
from playwright.sync_api import BrowserContext, Page

from generator.courseware import Course, Courseware, Group, Unit, holding
from generator.imprint import Imprint
from generator.items import Choice, ChoiceItem, Item, MultipleResponseItem, TextEntryItem, TrueFalseItem
from generator.model import Assessment, Lesson, Pool, Role, Step, Task
from generator.player import READABLE_STATES, STATE, Policy, assessment_data, scripts
from generator.replacing import Holding, verdict
from generator.strings import strings
from generator.targets.cmi5 import Cmi5Package, held
from tests.player import demo, lrs
from tests.player.conftest import HERE, Server
from tests.player.test_state import check

pytestmark = pytest.mark.browser

WORDS = strings(demo.THEME, "vi", "release")
SAID = strings(demo.THEME, "vi", "player")
Record = dict[str, str]


# --- run-times ----------------------------------------------------------------------------------------


class RunTime:
    """Makes an LMS in a page for each launch, and knows what it holds of a learner.

    Pages are not loaded anew for a launch, that would take most of the time: the player and the adapter are given a
    window of their own. ``lms`` is JavaScript: a function of what ``given`` returns that makes that window as ``win``,
    ``record()`` for what the LMS holds, ``settled()`` that waits until it has heard everything, its ``violations``.
    """

    adapter: ClassVar[str]
    lms: ClassVar[str]
    judges: ClassVar[bool]  # whether the platform itself compares scores with the mark of the package

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.pages: dict[str, Page] = {}
        self.errors: list[str] = []

    def __enter__(self) -> "RunTime":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def page(self, state: str) -> Page:
        """Return a page with a player that writes the version ``state``."""
        if state not in self.pages:
            page = self.pages[state] = self.context.new_page()
            page.on("pageerror", lambda e: self.errors.append(str(e)))
            self.enter(page)
            for name in scripts(self.adapter):
                code = demo.THEME.find(f"player/{name}").read_text(encoding="utf-8")
                if name == "state.js":
                    assert code.count(f"VERSION = '{STATE}'") == 1
                    code = code.replace(f"VERSION = '{STATE}'", f"VERSION = '{state}'")
                page.add_script_tag(content=code)
        return self.pages[state]

    def enter(self, page: Page) -> None:
        """Make an empty page one of the LMS."""
        raise NotImplementedError

    def given(self, record: Record, version: "Version") -> Any:
        """Return what makes the LMS."""
        raise NotImplementedError

    def held(self, package: Courseware) -> Holding:
        """Return what the target writes down of ``package``."""
        return holding(package)

    def faults(self) -> list[str]:
        """Return what went wrong since the last call, the LMS's own violations apart."""
        found = [*self.errors]
        self.errors.clear()
        return found

    @staticmethod
    def standing(record: Record) -> tuple[int, ...]:
        """Return how far the learner has come for the LMS: none of these may fall."""
        raise NotImplementedError

    @staticmethod
    def points(record: Record) -> float:
        """Return the score in percent, -1 for none."""
        raise NotImplementedError


class Scorm(RunTime):
    """A strict LMS for an edition of SCORM, which goes on as ``conftest`` has it."""

    judges = True
    edition: ClassVar[str]
    state = "cmi.suspend_data"
    lms = """([cmi, setting]) => {
      const made = LMS.make('strict', cmi, setting);
      return { win: { [made.name]: made.api }, record: () => Object.assign({}, made.cmi), violations: made.violations };
    }"""

    def enter(self, page: Page) -> None:
        page.set_content("<!doctype html><title>LMS</title><body>")
        page.add_script_tag(path=HERE / "lms.js")

    def given(self, record: Record, version: "Version") -> Any:
        mastery = version.held(self).units[0].mastery
        query = {"edition": self.edition} | ({} if mastery is None else {"mastery": str(mastery)})
        _, cmi, setting, *_ = Server(records={"x": record}).session("strict", "x", query)
        return [cmi, setting | {"id": ""}]


class Scorm12(Scorm):
    """One status."""

    edition, adapter = "1.2", "scorm12"
    ranks: ClassVar = ("not attempted", "failed", "incomplete", "completed", "passed")

    @staticmethod
    def standing(record: Record) -> tuple[int, ...]:
        return (Scorm12.ranks.index(record["cmi.core.lesson_status"]),)

    @staticmethod
    def points(record: Record) -> float:
        return float(record.get("cmi.core.score.raw") or -1)


class Scorm2004(Scorm):
    """Completion and success apart; who failed has less than who has not been judged."""

    edition, adapter = "2004", "scorm2004"
    ranks: ClassVar = (("unknown", "not attempted", "incomplete", "completed"), ("failed", "unknown", "passed"))

    @staticmethod
    def standing(record: Record) -> tuple[int, ...]:
        told = (record.get(f"cmi.{name}_status", "unknown") for name in ("completion", "success"))
        return tuple(rank.index(word) for rank, word in zip(Scorm2004.ranks, told, strict=True))

    @staticmethod
    def points(record: Record) -> float:
        scaled, raw = (float(record.get(f"cmi.score.{name}") or -1) for name in ("scaled", "raw"))
        assert scaled == raw == -1 or scaled * 100 == pytest.approx(raw)
        return raw


class Cmi5(RunTime):
    """An LMS with an LRS that judges every statement; requests are counted, to know when all is told."""

    adapter, judges = "cmi5", False
    lms = """([address, state, verbs, score]) => {
      const told = { state, verbs, score }, flights = new Set(), leaving = [];
      function carry(address, options) {
        const flight = fetch(address, options).then(async (answer) => {
          const text = await answer.text();
          if (answer.ok && options.method !== 'GET') { note(address, options.body); }
          return { status: answer.status, headers: answer.headers, text: () => Promise.resolve(text) };
        }).finally(() => flights.delete(flight));
        flights.add(flight);
        return flight;
      }
      function note(address, body) {
        if (address.includes('activities/state')) { told.state = body; }
        if (!address.includes('statements')) { return; }
        [].concat(JSON.parse(body)).forEach((statement) => {
          const verb = statement.verb.id.split('/').pop(), scored = (statement.result || {}).score;
          told.verbs += ' ' + verb;
          if (scored && verb !== 'answered') { told.score = String(scored.scaled * 100); }
        });
      }
      return {
        win: {
          location: new URL(address), fetch: carry, crypto, document, sessionStorage: { getItem() {}, setItem() {} },
          setTimeout: (act, ms) => setTimeout(act, ms),
          addEventListener(name, act) { if (name === 'pagehide') { leaving.push(act); } }
        },
        leave() { leaving.forEach((act) => act()); },
        record: () => Object.assign({}, told), violations: [],
        async settled() { /* what an answer leads to is asked for before the next turn */
          do {
            await Promise.all(flights);
            await new Promise((done) => setTimeout(done, 0));
          } while (flights.size);
        }
      };
    }"""

    def __enter__(self) -> RunTime:
        self.stack = ExitStack()
        self.lrs = self.stack.enter_context(lrs.serve())
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def enter(self, page: Page) -> None:
        page.goto(f"{self.lrs.origin}/")

    def given(self, record: Record, version: "Version") -> Any:
        registration = str(uuid.uuid4())
        if record.get("state"):
            self.lrs.documents[registration, "suspendData"] = record["state"].encode()
        address = self.lrs.launch("x", registration, mastery=version.pass_mark / 100)
        return [address, *(record.get(part, "") for part in ("state", "verbs", "score"))]

    def held(self, package: Courseware) -> Holding:
        return held(Cmi5Package(package, "urn:hocvuso:khoa:"))

    def faults(self) -> list[str]:
        ends = [s.verbs[-1] for s in self.lrs.sessions.values() if s.verbs[-1] != "terminated"]
        found = [*super().faults(), *self.lrs.faults, *ends]
        self.lrs.faults.clear()
        self.lrs.sessions.clear()
        return found

    @staticmethod
    def standing(record: Record) -> tuple[int, ...]:
        verbs = record["verbs"].split()
        judged = [v for v in verbs if v in ("passed", "failed")]
        return ("completed" in verbs, 2 if "passed" in judged else 0 if judged else 1)

    @staticmethod
    def points(record: Record) -> float:
        return float(record["score"] or -1)


RUN_TIMES: dict[str, type[RunTime]] = {made.adapter: made for made in (Scorm12, Scorm2004, Cmi5)}

# Opens a package in an LMS, answers what is asked for, looks at the result, leaves. Replies: by id, or in the order in
# which questions are asked; «again» starts a test again before.
SESSION = """async ([name, source, given, replies, again, make]) => {
  const lesson = JSON.parse(source), root = document.createElement('main');
  const lms = eval(make)(given), settled = lms.settled || (() => undefined);
  root.hidden = true; /* how it looks is tested elsewhere, and takes time */
  document.body.append(root);
  await HocVu.play(root, lesson, HocVu.adapters[name](lesson, lms.win));
  await settled();
  const opened = lms.record(), one = (s) => root.querySelector(s), all = (s) => Array.from(root.querySelectorAll(s));
  const keyed = (key) => lesson.pages.filter((p) => p.key === key.replace(/^hv\\d+-/, ''))[0].item.id;
  const pools = lesson.pools || [{ n: lesson.pages.filter((p) => p.item).length }];
  const asked = pools.reduce((sum, pool) => sum + pool.n, 0);
  const back = () => one('.player__foot .btn:first-child:not([hidden])');
  const next = () => one('.player__foot .btn:last-child').click();
  const press = (words) => all('.player__body .btn').filter((b) => b.textContent === words).forEach((b) => b.click());
  const inOrder = Array.isArray(replies), todo = inOrder ? replies.slice() : Object.assign({}, replies);
  const left = () => Object.keys(todo).length, partly = left() > 0 && left() < asked;
  function answer() {
    const named = one('.question input'), id = (named.name || named.id).replace(/^hv\\d+-/, '');
    if (!left() || !inOrder && !(id in todo)) { return; }
    const reply = inOrder ? todo.shift() : todo[id];
    all('.question input').forEach((x) => {
      if (x.type === 'text') { x.value = reply; } else if (reply.includes(x.value)) { x.click(); }
    });
    one('.question__check').click();
    if (!inOrder) { delete todo[id]; }
  }
  const kept = {}, result = () => one('.player__body--result');
  let title = '', words = '';
  const look = () => {
    while (back() && !result()) { back().click(); }
    for (let turns = 0; turns < 60 && !result(); turns++) { next(); }
  };
  if (again) {
    look();
    press(lesson.strings.rerun);
    press(lesson.strings.rerun);
  }
  if (!left()) { look(); }
  for (let turns = 0; turns < 60; turns++) {
    if (one('.player__body--question')) {
      answer();
    }
    if (partly && !left()) { break; }
    if (result()) {
      title = one('.player__heading').textContent;
      words = all('.player__body > p').map((p) => p.textContent).join(' ');
      const ids = all('.result__state').map((e) => keyed(e.id));
      all('.result__row').forEach((row, n) => { kept[ids[n]] = [/result__row--(\\w+)/.exec(row.className)[1], '']; });
      press(lesson.strings.review); /* not there when nothing is answered */
      all('.review').forEach((card, n) => {
        const labels = Array.from(card.querySelectorAll('.review__label'));
        const label = labels.filter((l) => l.textContent === lesson.strings.yours)[0];
        kept[ids[n]][1] = label ? label.nextElementSibling.textContent : '';
      });
      break;
    }
    next();
  }
  await settled();
  if (lms.leave) { lms.leave(); }
  window.dispatchEvent(new Event('pagehide'));
  root.remove();
  await settled();
  return { opened, record: lms.record(), kept, violations: lms.violations, title, words };
}"""

SESSIONS = f"""async ([name, source, sessions, make]) => {{
  const session = {SESSION}, found = [];
  for (const [given, replies, again] of sessions) {{
    found.push(await session([name, source, given, replies, again, make]));
  }}
  return found;
}}"""


# --- versions -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """A lesson as one version packs it, or a test."""

    lesson: Lesson
    policy: Policy = demo.DEFAULT
    pass_mark: int = demo.PASS_MARK
    renamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    state: str = STATE
    test: Assessment | None = None

    def items(self, *changed: Item, drop: tuple[str, ...] = ()) -> "Version":
        """Return this version with ``changed`` in the place of the questions of their ids, or after them."""
        mine = {i.identifier: i for i in self.lesson.items if i.identifier not in drop}
        return self.asking(tuple((mine | {i.identifier: i for i in changed}).values()))

    def asking(self, items: tuple[Item, ...]) -> "Version":
        """Return this version with these questions."""
        return self.section(Role.QUESTIONS, items=items)

    def section(self, role: Role, **changes: Any) -> "Version":
        """Return this version with another section of ``role``."""
        sections = tuple(replace(s, **changes) if s.role is role else s for s in self.lesson.sections)
        return replace(self, lesson=replace(self.lesson, sections=sections))

    def drawing(self, *draws: tuple[int, str], **changes: Any) -> "Version":
        """Return this version with a test that draws so many of the questions with these letters."""
        pools = tuple(Pool(f"x:{of[0]}", n, tuple(QUIZ_ITEMS[x] for x in of)) for n, of in draws)
        drawn = tuple(i for p in pools for i in p.items[: p.count])
        test = Assessment("thi", "Bài làm thử", drawn, self.pass_mark, draw="attempt", pools=pools)
        return replace(self, test=replace(test, **changes))

    def data(self) -> dict[str, Any]:
        """Return what the player plays."""
        if self.test is None:
            return demo.data(self.lesson, self.policy, pass_mark=self.pass_mark)
        test = replace(self.test, pass_mark=self.pass_mark)
        return assessment_data(
            test, language="vi", you="bác", embedded=False, asset=str, strings=SAID, policy=self.policy
        )

    def held(self, run_time: RunTime) -> Holding:
        """Return what the target writes down of its package."""
        course = Course("khoa", "vi", Imprint("", "", "", (), ""), (), ())
        unit = Unit("qr1", self.test or self.lesson, "", "vi", "1.0.0", "bác", self.pass_mark, 12, ())
        package = Courseware(course, "qr1", "", "", "vi", "1.0.0", (Group("", "", (unit,)),), self.policy)
        return replace(run_time.held(package), state=self.state, reads=(self.state,))


T = TypeVar("T")


def asked(kind: type[T], identifier: str) -> T:
    """Return a question of the demo."""
    (found,) = (i for i in demo.ITEMS if i.identifier == identifier)
    assert isinstance(found, kind)
    return found


CHOICE, MULTIPLE = asked(ChoiceItem, "qr-1"), asked(MultipleResponseItem, "qr-2")
TRUE_FALSE, TEXT = asked(TrueFalseItem, "qr-3"), asked(TextEntryItem, "qr-4")
A, B, C = CHOICE.choices
NEW = ChoiceItem("qr-9", "Câu mới?", (Choice("A", "Có", True), Choice("B", "Không")))
_KEPT = (Role.GOAL, Role.STORY, Role.STEPS, Role.QUESTIONS, Role.HOMEWORK)
BASE = Version(
    replace(demo.LESSON, sections=tuple(s for s in demo.LESSON.sections if s.role in _KEPT), assets=())
).asking((CHOICE, MULTIPLE, TRUE_FALSE, TEXT))
STEPS = BASE.lesson.section(Role.STEPS)
assert STEPS is not None
BASE = BASE.section(Role.STEPS, tasks=(Task("", tuple(replace(s, picture=None) for s in STEPS.tasks[0].steps[:2])),))
STRICT = replace(BASE, policy=Policy(miss="failed"))
LAST = replace(BASE, policy=Policy(keep="last"))
QUIZ_ITEMS = {x: TextEntryItem(f"q-{x}", f"Câu {x}?", ("x",)) for x in "abcdefgh"}
QUIZ = BASE.drawing((2, "abcd"), (2, "efg"))
QUIZ_LAST = replace(QUIZ, policy=Policy(keep="last"))
# what is opened one after another; learners answer in the first
PLAYED = {
    "base": (BASE,),
    "strict": (STRICT,),
    "last": (LAST,),
    "shrunk": (BASE, BASE.items(drop=("qr-1",))),
    "quiz": (QUIZ,),
    "quiz built": (replace(QUIZ, test=replace(QUIZ.test, draw="build", pools=())) if QUIZ.test else QUIZ,),
    "quiz last": (QUIZ_LAST,),
}


@dataclass(frozen=True)
class Learner:
    """What somebody answers in the first version, in one session, and in another attempt at a test; then the score."""

    replies: Any
    score: float
    again: Any = ()


LEARNERS = {
    "half way": Learner({"qr-1": "B", "qr-2": ["C"]}, 20),
    "passed": Learner({"qr-1": "B", "qr-2": ["A", "B"], "qr-3": "B", "qr-4": "quét"}, 80),
    "below the mark": Learner({"qr-1": "B", "qr-2": ["C"], "qr-3": "A", "qr-4": "quét"}, 20),
}
TAKERS = {
    "half way": Learner(["x", "y"], 25),
    "passed": Learner(["x", "x", "x", "y"], 75),
    "below the mark": Learner(["x", "y", "y", "y"], 25),
    "passed, half way again": Learner(["x", "x", "x", "y"], 75, ["y", "y", "y"]),
}


def renamed(version: Version) -> Version:
    """Give the first question another id, and say so."""
    changed = version.items(replace(CHOICE, identifier="qr-7"), drop=("qr-1",))
    return replace(changed, renamed={"qr-7": ("qr-1",)})


def step_added(version: Version) -> Version:
    """Put a step between the two."""
    section = version.lesson.section(Role.STEPS)
    assert section is not None
    one, two = section.tasks[0].steps
    more = (one, Step("QR-b2", 2, "Bước mới.", "<p>Chờ.</p>"), replace(two, identifier="QR-b3", number=3))
    return version.section(Role.STEPS, tasks=(Task("", more),))


ORDERED = (replace(B, letter="A"), replace(A, letter="B"), C)
OTHER_KEY = (replace(A, correct=True), replace(B, correct=False), C)
OTHER_WORDS = (replace(A, content="Bấm luôn"), B, C)
AS_CHOICE = ChoiceItem("qr-3", TRUE_FALSE.stem, TRUE_FALSE.choices)


@dataclass(frozen=True)
class Case:
    """What was played, what comes in its place, and what the table says of it."""

    played: str
    change: Callable[[Version], Version]
    says: str = "an toàn khi thay"
    platform: bool = False  # the loss is the platform's doing

    def expected(self, run_time: type[RunTime]) -> str:
        """Return what the table says for a run-time."""
        return "an toàn khi thay" if self.platform and not run_time.judges else self.says


CASES = {
    "nothing changed": Case("base", lambda v: v),
    "question added": Case("base", lambda v: v.items(NEW)),
    "question removed": Case("base", lambda v: v.items(drop=("qr-1",))),
    "stem reworded": Case("base", lambda v: v.items(replace(CHOICE, stem="Máy hiện tên lạ. Bác làm gì?"))),
    "points changed": Case("base", lambda v: v.items(replace(CHOICE, points=5), replace(TEXT, points=9))),
    "questions reordered": Case("base", lambda v: v.asking((TEXT, TRUE_FALSE, MULTIPLE, CHOICE))),
    "answer changed": Case("base", lambda v: v.items(replace(CHOICE, choices=OTHER_KEY)), "câu qr-1 đổi đáp án"),
    "typed answer changed": Case("base", lambda v: v.items(replace(TEXT, answers=("x",))), "câu qr-4 đổi đáp án"),
    "options reordered": Case("base", lambda v: v.items(replace(CHOICE, choices=ORDERED)), "qr-1 đổi thứ tự lựa chọn"),
    "option reworded": Case("base", lambda v: v.items(replace(CHOICE, choices=OTHER_WORDS)), "qr-1 đổi lựa chọn"),
    "kind changed": Case("base", lambda v: v.items(AS_CHOICE), "câu qr-3 đổi loại"),
    "id renamed": Case("base", renamed, "câu qr-7 thay câu qr-1"),
    "pass mark raised": Case("base", lambda v: replace(v, pass_mark=90)),
    "pass mark lowered": Case("base", lambda v: replace(v, pass_mark=10)),
    "text changed": Case("base", lambda v: v.section(Role.STORY, html="<p>Chuyện khác.</p>", title="Chuyện khác")),
    "step added": Case("base", step_added),
    "state of another version": Case("base", lambda v: replace(v, state="9"), "không đọc được bài làm"),
    "mark raised, platform judges": Case("strict", lambda v: replace(v, pass_mark=90), "tăng từ 60 % lên 90 %", True),
    "mark lowered, platform judges": Case("strict", lambda v: replace(v, pass_mark=10)),
    "platform judges no more": Case("strict", lambda v: replace(v, policy=demo.DEFAULT)),
    "platform judges from now on": Case(
        "base", lambda v: replace(v, policy=STRICT.policy), "tự xét đạt theo mức 60 %", True
    ),
    "last counts, question added": Case("last", lambda v: v.items(NEW)),
    "last counts, question removed": Case("last", lambda v: v.items(drop=("qr-1",)), "qr-1 thêm, bớt"),
    "last counts, points changed": Case("last", lambda v: v.items(replace(TEXT, points=3)), "qr-4 thêm, bớt"),
    "last counts, reordered": Case("last", lambda v: v.asking((TEXT, TRUE_FALSE, MULTIPLE, CHOICE))),
    "last counts, best no more": Case("last", lambda v: replace(v, policy=demo.DEFAULT)),
    "last counts from now on": Case("shrunk", lambda v: replace(v, policy=LAST.policy), "tính lại"),
}
TESTS = {
    "pool grown": Case("quiz", lambda v: v.drawing((2, "habcd"), (2, "efg"))),
    "pool smaller": Case("quiz", lambda v: v.drawing((2, "bc"), (2, "fg"))),
    "question moved between pools": Case("quiz", lambda v: v.drawing((2, "abc"), (2, "defg"))),
    "more drawn": Case("quiz", lambda v: v.drawing((3, "abcd"), (3, "efg"))),
    "fewer drawn": Case("quiz", lambda v: v.drawing((1, "abcd"), (1, "efg"))),
    "drawn by the build": Case("quiz", lambda _: PLAYED["quiz built"][0]),
    "drawn for each learner": Case("quiz built", lambda _: QUIZ),
    "one attempt only": Case("quiz", lambda v: v.drawing((2, "abcd"), (2, "efg"), attempts=1)),
    "mixed": Case("quiz", lambda v: v.drawing((2, "abcd"), (2, "efg"), shuffle=True)),
    "mark of a test raised": Case("quiz", lambda v: replace(v, pass_mark=90)),
    "last counts, pool grown": Case("quiz last", lambda v: v.drawing((2, "habcd"), (2, "efg"))),
    "last counts, more drawn": Case("quiz last", lambda v: v.drawing((3, "abcd"), (2, "efg"))),
    "last counts, fewer drawn": Case(
        "quiz last", lambda v: v.drawing((1, "abcd"), (1, "efg")), "nay hỏi 2 câu thay vì 4"
    ),
}


# --- playing ------------------------------------------------------------------------------------------


class Player:
    """Launches versions for learners."""

    def __init__(self, run_time: RunTime) -> None:
        self.run_time = run_time

    def launch(self, version: Version, *sessions: tuple[Record, Any, bool]) -> list[dict[str, Any]]:
        """Open ``version`` with what the LMS holds of each learner, answer, look, leave; nothing may go wrong.

        A session: the record, the replies, whether to start the test again before.
        """
        run_time = self.run_time
        given = [[run_time.given(record, version), replies, again] for record, replies, again in sessions]
        asked = [run_time.adapter, json.dumps(version.data()), given, run_time.lms]
        found: list[dict[str, Any]] = run_time.page(version.state).evaluate(SESSIONS, asked)
        assert ([f["violations"] for f in found], run_time.faults()) == ([[]] * len(found), [])
        return found

    def look(self, version: Version, *sessions: dict[str, Any]) -> list[dict[str, Any]]:
        """Open ``version`` after each of ``sessions``, answer nothing."""
        return self.launch(version, *((s["record"], {}, False) for s in sessions))

    def play(self, versions: tuple[Version, ...], learners: Mapping[str, Learner]) -> list[dict[str, Any]]:
        """Return the last session of each learner, who looks at the last version once more."""
        told = learners.values()
        done = self.launch(versions[0], *(({}, x.replies, False) for x in told))
        for n, learner in enumerate(told):
            if learner.again:
                (done[n],) = self.launch(versions[0], (done[n]["record"], learner.again, True))
        for version in (*versions[1:], versions[-1]):
            done = self.look(version, *done)
        asked = [i.identifier for i in versions[-1].lesson.items]
        for session, learner in zip(done, told, strict=True):
            assert self.run_time.points(session["record"]) == pytest.approx(learner.score)
            given = [i for i, (state, _) in session["kept"].items() if state != "none"]
            replies = learner.again or learner.replies
            assert len(given) == len([i for i in replies if isinstance(replies, list) or i in asked])
        return done

    def cases(self, cases: Mapping[str, Case], learners: Mapping[str, Learner]) -> dict[str, int]:
        """Compare the table with what ``learners`` go through in each case; return how many are safe or not."""
        counts, wrong = {"safe": 0, "redo": 0}, []
        played = {name: self.play(PLAYED[name], learners) for name in dict.fromkeys(c.played for c in cases.values())}
        for name, case in cases.items():
            before = PLAYED[case.played][-1]
            after = case.change(before)
            said = verdict(before.held(self.run_time), after.held(self.run_time), after.renamed, WORDS)
            lost = {}
            new = self.look(after, *played[case.played])
            for learner, old, session in zip(learners, played[case.played], new, strict=True):
                lost[learner] = list(losses(self.run_time, old, session, after))
                if learner == "passed" and not any(w in name for w in ("judges", "last")):  # nothing else can undo it
                    assert self.run_time.points(session["record"]) >= learners[learner].score - 1e-6, name
                    assert told_passed(session), name
            counts["redo" if any(lost.values()) else "safe"] += 1
            if not agrees(said, case.expected(type(self.run_time)), any(lost.values())):
                wrong.append((name, said, lost))
        assert wrong == []
        return counts


def told_passed(session: dict[str, Any]) -> bool:
    """Whether the page of results tells somebody that they have passed, now or before."""
    title, before = SAID["passTitle"].replace("{You}", "Bác"), SAID["passedBefore"].replace("{you}", "bác")
    return session["title"] == title or before in session["words"]


def losses(run_time: RunTime, before: dict[str, Any], after: dict[str, Any], version: Version) -> Iterator[str]:
    """Yield what a learner has lost; what is kept must be shown as it was given."""
    for identifier, (state, words) in after["kept"].items():
        former = next(iter(version.renamed.get(identifier, ())), identifier)
        was, said = before["kept"].get(former, ("none", ""))
        if was != "none" and state == "none":
            yield f"{identifier} is asked again"
        elif was != "none":
            assert words == said, identifier
    held = before["record"]
    for moment in ("opened", "record"):
        if run_time.points(after[moment]) < run_time.points(held) - 1e-6:
            yield f"{moment}: a lower score"
        if any(now < was for now, was in zip(run_time.standing(after[moment]), run_time.standing(held), strict=True)):
            yield f"{moment}: a lower status"


def agrees(said: str, expected: str, lost: bool) -> bool:
    """Whether the table says what is expected, and that learners redo something exactly when they do."""
    return expected in said and said.startswith("học viên làm lại: ") == lost


def test_a_table_that_says_otherwise_is_found_out() -> None:
    assert agrees("an toàn khi thay", "an toàn", False)
    assert agrees("học viên làm lại: câu qr-1 đổi đáp án", "câu qr-1", True)
    assert not agrees("an toàn khi thay", "an toàn", True)
    assert not agrees("học viên làm lại: câu qr-1 đổi đáp án", "câu qr-1", False)
    assert not agrees("học viên làm lại: câu qr-1 đổi đáp án", "câu qr-2", True)


@pytest.fixture(params=RUN_TIMES)
def player(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Player]:
    with RUN_TIMES[request.param](context) as run_time:
        yield Player(run_time)


def test_the_table_says_what_learners_go_through(player: Player) -> None:
    """Both ways: nobody loses anything in what is called safe, somebody does in what is not."""
    judged = sum(case.platform for case in CASES.values()) if not player.run_time.judges else 0
    assert player.cases(CASES, LEARNERS) == {"safe": 15 + judged, "redo": 12 - judged}


def test_the_table_says_what_becomes_of_tests_that_are_drawn(player: Player) -> None:
    """What was answered stays, whatever the pools become; fewer questions weigh only where the last attempt counts.

    What is drawn is the player's alone; run-times after the first are asked about what changes scores.
    """
    weighing = ("fewer drawn", "mark of a test raised", "last counts, more drawn", "last counts, fewer drawn")
    cases = TESTS if player.run_time.adapter == "scorm12" else {name: TESTS[name] for name in weighing}
    assert player.cases(cases, TAKERS) == {"safe": len(cases) - 1, "redo": 1}


@pytest.mark.parametrize("player", ["scorm12"], indirect=True)
def test_state_of_any_other_package_crashes_nothing_and_undoes_nothing(player: Player) -> None:
    """Older, newer, cut, foreign, noise: each is left out by itself, and what the LMS holds stays."""
    (session,) = player.play((BASE,), {"passed": LEARNERS["passed"]})
    text = session["record"][Scorm.state]
    head = text.rindex("|")
    cut = [text[:n] for n in (1, 6, head - 3, head + 1, head + 9, len(text) - 4)]
    others = ["1" + text[1:], "9" + text[1:], text.replace("QR1", "QR2"), text[:head] + "|qr-1:1:1:", text + text]
    states = (*cut, *others, "null", "{}", "|" * 40, "~" * 300, "")
    records = (session["record"] | {Scorm.state: state} for state in states)
    for state, found in zip(states, player.launch(BASE, *((r, {}, False) for r in records)), strict=True):
        for moment in ("opened", "record"):
            assert Scorm12.standing(found[moment]) == (4,), state
            assert Scorm12.points(found[moment]) == 80, state


@pytest.mark.parametrize("player", ["scorm12"], indirect=True)
def test_states_that_can_be_gone_on_from_are_those_that_are_called_readable(player: Player) -> None:
    """Of every other version the page, the status and the best score are known, and no answer (of 2 too)."""
    (session,) = player.play((BASE,), {"passed": LEARNERS["passed"]})
    record = session["record"] | {"cmi.core.lesson_status": "incomplete"}
    text = record[Scorm.state]
    version, lesson, page, status, best, _, device, _, _, _, seen, *_ = text.split("|")
    items = text.rpartition("|")[2]
    two, nine = (f"2|{lesson}|{page}|{status}|{best}|{device}|{seen}", f"9|{lesson}|{page}|{status}|{best}")
    states = {version: text, "2": f"{two}|{check(two)}|{items}", "9": f"{nine}|{check(nine)}||{items}"}
    found = player.launch(BASE, *((record | {Scorm.state: state}, {}, False) for state in states.values()))
    for name, told in zip(states, found, strict=True):
        answered = [i for i, (word, _) in told["kept"].items() if word != "none"]
        assert (len(answered) == len(LEARNERS["passed"].replies)) == (name in READABLE_STATES), name
        assert Scorm12.standing(told["record"]) == (4,), name  # told by the state alone
    assert set(READABLE_STATES) <= set(states)
