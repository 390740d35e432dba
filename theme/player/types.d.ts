/* The contract between the generator, the player and its adapters. For readers and tsc; never shipped. */

type Word = 'right' | 'partly' | 'wrong' | 'neutral';
type Status = 'incomplete' | 'failed' | 'completed' | 'passed';
/** A letter (choice, truefalse, survey), letters (multiple), words (text, numeric), indexes (match, order). */
type Reply = string | string[] | number[];

interface Choice { l: string; t: string; ok?: 1; fb?: string }
interface ItemBase {
  id: string;
  /** Four letters that change when the meaning of a stored answer would. */
  rev: string;
  points: number;
  /** HTML: inline, except material and fb. */
  stem: string; material?: string; hint?: string; right?: string; wrong?: string; why?: string;
}
type ChoiceItem = ItemBase & { kind: 'choice' | 'multiple' | 'survey'; choices: Choice[] };
type TrueFalseItem = ItemBase & { kind: 'truefalse'; choices: Choice[]; yes: string };
type TextItem = ItemBase & { kind: 'text'; answers: string[]; marks?: 1 };
/** Both ends of a range as HocVu.number writes them. */
type NumericItem = ItemBase & { kind: 'numeric'; ranges: [string, string][]; unit?: string };
/** rights[i] belongs to lefts[i]; those beyond belong to nobody. */
type MatchItem = ItemBase & { kind: 'match'; lefts: string[]; rights: string[] };
type OrderItem = ItemBase & { kind: 'order'; entries: string[] };
type Item = ChoiceItem | TrueFalseItem | TextItem | NumericItem | MatchItem | OrderItem;

interface Picture { src: string; alt: string; w: number; h: number; screen?: 1; caption?: string }
interface Page {
  role: string;
  /** Three letters, unique in the lesson, that stay when pages are added or moved. */
  key: string;
  title?: string; html?: string;
  /** The goal page: the lesson's one message. */
  message?: string;
  /** A step: its number, of how many, under which heading, for which device, with its picture. */
  no?: number; of?: number; task?: string; device?: string; picture?: Picture;
  /** The page that asks which device the learner holds. */
  devices?: { id: string; name: string }[];
  item?: Item;
  /** Small print at the end. */
  about?: string[];
}
/** items: ids of the questions that count for it. */
interface Objective { id: string; title: string; items: string[] }
interface Lesson {
  id: string; title: string; lang: string; embedded?: 1;
  /** Percent. */
  pass: number;
  /** Answers allowed per question (of a test: in one attempt at it); 0: as many as wanted. */
  attempts: number;
  /** A test: attempts at the whole of it, 0: as many as wanted. Starting again is a new attempt with a new seed: another
   * draw, another order, no answers. What was reported stays until keep says otherwise. A lesson has none: starting
   * again only shows its first page. */
  runs?: number;
  /** Which answer to a question counts, and which attempt at a test. The best; the first; the last, in place of an
   * earlier score once every question is answered, so that a test half done takes nothing away. */
  keep: 'best' | 'first' | 'last';
  /** What a completed lesson below the pass mark reports. */
  miss: 'incomplete' | 'failed';
  /** Complete when every question is answered, or when every page was seen. */
  complete: 'answered' | 'seen';
  /** What the LMS is told on leaving a complete lesson. */
  exit: '' | 'suspend';
  /** Options, rows and entries stand in the order of the state's seed; without a seed, of the item's id. */
  shuffle?: 1;
  /** The questions stand in the order of the state's seed. */
  mix?: 1;
  /** The questions of an attempt are drawn by the state's seed: n of the ids in of; no id stands in two pools. */
  pools?: { n: number; of: string[] }[];
  /** All pages in order; of those with a question an attempt shows what is drawn. */
  /** How many characters of state the run-time keeps, when it is not 4000. */
  most?: number;
  /** The competences that questions are authored for; a run-time that can reports a result for each. */
  objectives?: Objective[];
  pages: Page[];
  strings: Record<string, string>;
}

interface Verdict { hits: number; of: number; word: Word }
/** What is kept of one question: how often answered, the hits that count, the answer that counts. */
interface Entry { tries: number; hits: number; response: Reply | null }
interface State {
  page: string; device: string; status: Status;
  /** Percent: the score that counts, over all attempts. */
  best: number | null;
  /** Of what is shuffled and drawn, or ''. */
  seed: string;
  /** Of a test, from 1. */
  attempt: number;
  /** How many answers were given in the attempts before. */
  earlier: number;
  seen: string[]; items: Record<string, Entry>;
}

/** One answer, as an adapter reports it. serial counts all answers before it, over all sessions. */
interface Answer { item: Item; response: Reply; word: Word; seconds: number; serial: number }
interface Update {
  state: string; page: number; pages: number;
  /** Never lower than what was put, restored or recorded before. */
  status: Status;
  /** The share of what completion asks for, from 0 to 1: 1 when complete, also where only questions are missed. */
  progress: number;
  /** Percent, at most two decimals: the score that counts; null while no graded question was ever answered. */
  score: number | null;
  answer?: Answer;
}
interface Session {
  mode: 'normal' | 'review' | 'browse'; keeps: boolean;
  /** Where the learner goes after the lesson, when the run-time says so: offered by a button, never by itself. */
  leave?: string;
  /** What the run-time has recorded by itself, where it tells: a state that was lost then undoes neither status nor
   * score (percent), and the lesson goes on at the page (Update.page) put last. */
  status?: Status; score?: number; page?: number;
}
/** The only code that knows where the lesson runs; it knows nothing of pages. No method throws. */
interface Adapter {
  /** Opens the session. keeps=false: nothing will be stored. May set lesson.pass to what the run-time judges by. An asynchronous run-time calls told, as often as it
   * likes and until the page ends, when it learns that what was put was (not) kept: told(false) shows the learner
   * that nothing is saved, told(true) takes that back. */
  open(told: (kept: boolean) => void): Promise<Session>;
  /** The state string saved last, or ''. */
  restore(): string;
  /** Keeps everything at once; false: it is known already that nothing was kept. True takes back what put said
   * before, never what told said. */
  put(update: Update): boolean;
  /** The page is hidden: make sure that what was put is stored. */
  flush(): void;
  /** The learner leaves; may be called twice. True when the session was open and is now closed. */
  close(): boolean;
}

/** A status that never goes down: ranks are its words from the lowest to the highest. */
interface ScormStatus {
  read(): string;
  is(word: string): boolean;
  /** Whether the LMS told it in a word of the standard. */
  told(): boolean;
  /** Takes it that the LMS holds this word. */
  hold(word: string): void;
  /** False: the LMS refused a higher word. */
  write(word: string): boolean;
}
/** A number that never goes down, unless it may lower. also() is called after it was set. */
interface ScormMeasure { read(): void; told(): boolean; value(): number; write(value: number, also?: () => void): boolean }
/** What scorm.js gives to an edition. */
interface ScormLms {
  /** '' for anything that is not a value. */
  get(element: string): string;
  /** Whether the LMS took it. */
  set(element: string, value: string | number): boolean;
  status(element: string, ranks: string[]): ScormStatus;
  measure(element: string, lowers: boolean): ScormMeasure;
  /** One line of words, no half characters. */
  line(text: string, longest: number): string;
  /** Whole seconds, at most 99 hours. */
  whole(seconds: number): number;
}
/** What an edition of SCORM calls things, and how it writes them. */
interface ScormDialect {
  /** The name of the window's API, and those of its methods in full. */
  api: string; calls: { start: string; get: string; set: string; commit: string; end: string };
  mode: string; entry: string; location: string; time: string;
  /** The element, its word for going on later, its word for having finished. */
  exit: [string, string, string];
  types: Record<Item['kind'], string>;
  /** How responses are written: true and false, between entries, between the halves of a pair. */
  truth: [string, string]; comma: string; pair: string;
  completion: ScormStatus;
  /** Reads all that never goes down. */
  read(): void;
  /** Whether the LMS told a score. */
  scored(): boolean;
  /** What the LMS holds: a status, and a score in percent (NaN: none). */
  recorded(): { status: Status; score: number };
  score(percent: number): boolean;
  status(update: Update): boolean;
  done(): boolean;
  duration(seconds: number): string;
  words(text: string): string;
  /** A number that HocVu.value read, null where it may not stand as one. */
  number(value: string | null): string | null;
  range(ranges: [string, string][]): string | null;
  report(at: string, answer: Answer, said: string, key: string | null): void;
}
interface HocVuApi {
  fold(text: string, marks: boolean): string;
  number(text: string): string | null;
  value(text: string, unit: string): string | null;
  judge(item: Item, response: Reply): Verdict;
  shuffled(count: number, seed: string): number[];
  permuted(count: number, seed: string): number[];
  seed(): string;
  dealt(lesson: Lesson, seed: string, answered: string[]): Page[];
  pack(lesson: Lesson, state: State): string;
  unpack(lesson: Lesson, text: string): State;
  /** The adapter of a SCORM edition. */
  scorm(lesson: Lesson, win: Window | undefined, speak: (lms: ScormLms) => ScormDialect): Adapter;
  adapters: Record<string, (lesson: Lesson, win?: Window) => Adapter>;
  play(root: HTMLElement, lesson: Lesson, adapter: Adapter): Promise<void>;
}
interface Window { HocVu: HocVuApi }
