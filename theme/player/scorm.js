/* What the run-times of SCORM 1.2 and 2004 share; scorm12.js and scorm2004.js say how each names and writes things.
 * Trusts no LMS: methods may be missing, throw, answer nothing, or say yes and forget.
 *
 * Opening: Initialize once; mode, status, score and suspend_data are read; «incomplete» and the way of leaving are
 * written. Every put: interaction, score, status, suspend_data, Commit, in this order; nothing that equals what is
 * recorded, never a lower status, a lower score only when the last answer counts. Closing: exit, time, Commit, the end
 * once. The modes «browse» and «review» write nothing; with «no-credit» the LMS keeps everything and counts nothing.
 * Who the learner is, is never asked.
 *
 * Whether an LMS holds a completion that it does not tell is asked of everything it does tell:
 *   a status it knows          nothing lower is ever written; «not attempted» and «unknown» become incomplete at once,
 *                              since some LMSs make «completed» of them when the learner leaves;
 *   a status in other words    what it holds is at least incomplete, and is left alone;
 *   no status, but an earlier  the same: state, place, score, interactions or the entry «resume» tell of one;
 *   session
 *   nothing at all             an LMS that says «ab-initio», or gives back what it is given, has nothing: incomplete at
 *                              once. One that is mute may hold anything: it gets incomplete with the first answer,
 *                              which begins a new attempt there; looking again changes nothing.
 * State that this lesson cannot read (of another lesson, of a newer version, cut) stays where it is until a question is
 * answered: whoever puts the right package back has lost nothing by looking. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @type {HocVuApi['scorm']} */
window.HocVu.scorm = function (lesson, win, speak) {
  'use strict';
  const HIGHEST = 50, STATE = 'cmi.suspend_data', CODES = 'abcdefghijklmnopqrstuvwxyz0123456789', HocVu = window.HocVu;
  const mostState = lesson.most || 4000;
  /** @type {any} */
  let api = null;
  let open = false, silent = false, started = 0, saved = '', index = NaN, interactions = true;
  /** nothing is known of an earlier session, and the LMS is mute; the state it told is of something else */
  let mute = false, foreign = false;
  /** @type {Update | null} what the LMS refused and is offered again */
  let refused = null;

  /* ---------- the API: looked for once, every call guarded ---------- */
  /** The API of a window or of one above it; a frame of another origin is stepped over.
   * @param {Window | null | undefined} from @returns {any} */
  function find(from) {
    for (let w = from, i = 0; w && i < HIGHEST; i++) {
      try {
        const found = /** @type {any} */ (w)[dialect.api];
        if (found && [dialect.calls.start, dialect.calls.set, dialect.calls.get].some((name) => typeof found[name] === 'function')) { return found; }
      } catch (foreignOrigin) { /* another origin: its parent may still be ours */ }
      try {
        if (w.parent === w) { return null; }
        w = w.parent;
      } catch (foreignOrigin) { return null; }
    }
    return null;
  }
  /** @param {Window | null} w */
  function opener(w) { try { return w && w.opener; } catch (foreignOrigin) { return null; } }
  /** What the LMS answers: undefined when it has no such method, false when the call throws.
   * @param {string} name @param {...string} args */
  function call(name, ...args) {
    try { return typeof api[name] === 'function' ? api[name](...args) : undefined; } catch (broken) { return false; }
  }
  /** @param {unknown} answer */
  function no(answer) { return String(answer) === 'false'; }
  /** @type {ScormLms['get']} */
  function get(element) {
    const value = call(dialect.calls.get, element);
    return value === null || value === undefined || value === false ? '' : String(value);
  }
  /** @type {ScormLms['set']} */
  function set(element, value) {
    const answer = call(dialect.calls.set, element, String(value));
    return !no(answer) && (answer !== undefined || typeof api[dialect.calls.set] === 'function');
  }
  function commit() { return !no(call(dialect.calls.commit, '')); }

  /* ---------- what never goes down ---------- */
  /** @type {ScormLms['status']} */
  function status(element, ranks) {
    let now = '';
    return {
      read: () => (now = get(element).toLowerCase()),
      is: (word) => now === word,
      told: () => now !== '' && ranks.indexOf(now) >= 0,
      hold(word) { now = word; },
      write(word) {
        if (ranks.indexOf(word) <= ranks.indexOf(now)) { return true; }
        if (!set(element, word)) { return false; }
        now = word;
        return true;
      }
    };
  }
  /** @type {ScormLms['measure']} */
  function measure(element, lowers) {
    let now = NaN;
    return {
      read() { now = parseFloat(get(element)); },
      told: () => !isNaN(now),
      value: () => now,
      write(value, also) {
        if (lowers ? value === now : value <= now) { return true; }
        const taken = set(element, value);
        if (taken) { now = value; }
        if (also) { also(); }
        return taken;
      }
    };
  }

  /* ---------- answers ---------- */
  /** @type {ScormLms['whole']} */
  function whole(seconds) { return Math.min(Math.max(0, Math.round(seconds)), 99 * 3600); }
  /** @type {ScormLms['line']} */
  function line(text, longest) {
    return text.normalize('NFC').replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim().slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  }
  /** A response as the edition writes it; null for words where a number belongs.
   * @param {Item} item @param {Reply} response @returns {string | null} */
  function coded(item, response) {
    const list = /** @type {number[]} */ (response);
    switch (item.kind) {
      case 'text': return dialect.words(String(response));
      case 'numeric': return dialect.number(HocVu.value(String(response), item.unit || ''));
      case 'truefalse': return dialect.truth[response === item.yes ? 0 : 1];
      case 'match': return list.map((right, left) => (left + 1).toString(36) + dialect.pair + CODES[right]).join(dialect.comma);
      case 'order': return list.map((entry) => CODES[entry]).join(dialect.comma);
      default: return /** @type {string[]} */ ([]).concat(/** @type {any} */ (response)).map((letter) => letter.toLowerCase()).join(dialect.comma);
    }
  }
  /** The right answer, null when there is no one such. @param {Item} item @returns {string | null} */
  function key(item) {
    switch (item.kind) {
      case 'text': return dialect.words(item.answers[0]);
      case 'numeric': return dialect.range(item.ranges);
      case 'match': return coded(item, item.lefts.map((_, i) => i));
      case 'order': return coded(item, item.entries.map((_, i) => i));
      default: {
        const right = item.choices.filter((c) => c.ok).map((c) => c.l);
        return right.length ? coded(item, item.kind === 'multiple' ? right : right[0]) : null;
      }
    }
  }
  /** Interactions are extras: an LMS that refuses them gets no more, and the learner hears nothing.
   * @param {Answer} answer */
  function report(answer) {
    if (isNaN(index)) { index = answer.serial; }
    const item = answer.item, said = coded(item, answer.response), at = 'cmi.interactions.' + index + '.';
    const type = said === null ? 'fill-in' : dialect.types[item.kind];
    if (!set(at + 'id', item.id) || !set(at + 'type', type)) { interactions = false; return; }
    index++;
    dialect.report(at, answer, said === null ? dialect.words(String(answer.response)) : said, said === null ? null : key(item));
  }

  /* ---------- writing ---------- */
  /** Finds out what may be there already, and says that the lesson has begun. */
  function begin() {
    const completion = dialect.completion;
    if (!completion.told()) {
      const entry = get(dialect.entry);
      if (!completion.is('') || saved || index > 0 || dialect.scored() || entry === 'resume' || get(dialect.location)) {
        completion.hold('incomplete');
      } else { mute = entry !== 'ab-initio' && !echoes(); }
    }
    foreign = saved !== '' && lesson.pages.some((page) => page.item) && !HocVu.unpack(lesson, saved).seen.length;
    if (!mute) { completion.write('incomplete'); }
    set(dialect.exit[0], leaving());
    commit();
  }
  function echoes() { return set(dialect.location, '1') && get(dialect.location) === '1'; }
  function leaving() { return dialect.exit[dialect.done() && lesson.exit !== 'suspend' ? 2 : 1]; }

  /** @param {Update} update */
  function write(update) {
    const fits = update.state.length <= mostState;
    let kept = fits;
    if (update.answer) { mute = foreign = false; }
    if (update.answer && interactions) { report(update.answer); }
    if (update.score !== null) { kept = dialect.score(update.score) && kept; }
    if (!mute || update.status !== 'incomplete') { kept = dialect.status(update) && kept; }
    if (update.state !== saved && fits && !foreign) {
      if (set(STATE, update.state)) { saved = update.state; } else { kept = false; }
      set(dialect.location, update.page);
    }
    kept = commit() && kept;
    refused = kept ? null : Object.assign({}, update, { answer: undefined });
    return kept;
  }

  /** @type {ScormDialect} */
  const dialect = speak({ get, set, status, measure, line, whole });

  return {
    open() {
      const here = win || window;
      /** @type {Session['mode']} */
      let mode = 'normal';
      /** @type {ReturnType<ScormDialect['recorded']>} */
      let recorded = { status: 'incomplete', score: NaN };
      let page = NaN;
      started = Date.now();
      api = find(here) || find(opener(here)) || find(opener(here.top));
      open = !!api && !no(call(dialect.calls.start, ''));
      if (open) {
        const given = get(dialect.mode), count = parseInt(get('cmi.interactions._count'), 10);
        mode = given === 'review' || given === 'browse' ? given : 'normal';
        silent = mode !== 'normal';
        index = count >= 0 ? count : NaN;
        dialect.read();
        saved = get(STATE);
        recorded = dialect.recorded();
        page = parseInt(get(dialect.location), 10);
        if (!silent) { begin(); }
      }
      return Promise.resolve({ mode, keeps: open && !silent, status: recorded.status, score: recorded.score >= 0 ? recorded.score : undefined, page: page >= 1 ? page : undefined });
    },
    restore: () => saved,
    put: (update) => !open || silent || write(update),
    flush() {
      if (!open || silent) { return; }
      if (refused) { write(refused); } else { commit(); }
    },
    close() {
      if (!open) { return false; }
      if (!silent) {
        if (refused) { write(refused); }
        set(dialect.exit[0], leaving());
        set(dialect.time, dialect.duration(whole((Date.now() - started) / 1000)));
        commit();
      }
      open = false;
      call(dialect.calls.end, '');
      return true;
    }
  };
};
