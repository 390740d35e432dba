/* SCORM 1.2 run-time. Trusts no LMS: methods may be missing, throw, answer nothing, or say yes and forget.
 *
 * Opening: LMSInitialize once; mode, status, score and suspend_data are read; «incomplete» and exit «suspend» are
 * written where nothing is recorded yet. Every put: interaction, score, status, suspend_data, LMSCommit, in this
 * order; nothing that equals what is recorded, never a lower status, a lower score only when the last answer counts.
 * Closing: exit, time, LMSCommit, LMSFinish once. The modes «browse» and «review» write nothing.
 * Who the learner is, is never asked. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @param {Lesson} lesson @param {Window} [win] @returns {Adapter} */
window.HocVu.adapters.scorm12 = function (lesson, win) {
  'use strict';
  const HIGHEST = 50, LONGEST_STATE = 4000, LONGEST_RESPONSE = 255, CODES = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const RANK = ['', 'not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed'];
  const TYPES = { choice: 'choice', multiple: 'choice', truefalse: 'true-false', text: 'fill-in', numeric: 'numeric', match: 'matching', order: 'sequencing', survey: 'likert' };
  const RESULTS = { right: 'correct', partly: 'wrong', wrong: 'wrong', neutral: 'neutral' };
  /** @type {any} */
  let api = null;
  let open = false, silent = false, started = 0, saved = '', status = '', raw = NaN, index = NaN, interactions = true;
  /** @type {Update | null} what the LMS refused and is offered again */
  let refused = null;

  /* ---------- the API: looked for once, every call guarded ---------- */
  /** The API of a window or of one above it; a frame of another origin is stepped over.
   * @param {Window | null | undefined} from @returns {any} */
  function find(from) {
    for (let w = from, i = 0; w && i < HIGHEST; i++) {
      try {
        const found = /** @type {any} */ (w).API;
        if (found && ['LMSInitialize', 'LMSSetValue', 'LMSGetValue'].some((name) => typeof found[name] === 'function')) { return found; }
      } catch (foreign) { /* another origin: its parent may still be ours */ }
      try {
        if (w.parent === w) { return null; }
        w = w.parent;
      } catch (foreign) { return null; }
    }
    return null;
  }
  /** @param {Window | null} w */
  function opener(w) { try { return w && w.opener; } catch (foreign) { return null; } }
  /** What the LMS answers: undefined when it has no such method, false when the call throws.
   * @param {string} name @param {...string} args */
  function call(name, ...args) {
    try { return typeof api[name] === 'function' ? api[name](...args) : undefined; } catch (broken) { return false; }
  }
  /** @param {unknown} answer */
  function no(answer) { return String(answer) === 'false'; }
  /** @param {string} element @returns {string} '' for anything that is not a value */
  function get(element) {
    const value = call('LMSGetValue', element);
    return value === null || value === undefined || value === false ? '' : String(value);
  }
  /** @param {string} element @param {string | number} value @returns {boolean} whether the LMS took it */
  function set(element, value) {
    const answer = call('LMSSetValue', element, String(value));
    return !no(answer) && (answer !== undefined || typeof api.LMSSetValue === 'function');
  }
  function commit() { return !no(call('LMSCommit', '')); }

  /* ---------- values as the strictest LMS wants them ---------- */
  /** @param {number} seconds @returns {string} HH:MM:SS */
  function clock(seconds) {
    const s = Math.min(Math.max(0, Math.round(seconds)), 99 * 3600);
    return [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60].map((n) => String(n).padStart(2, '0')).join(':');
  }
  /** @param {Reply} response @returns {string} one line of words, at most 255 characters, no half characters */
  function words(response) {
    return String(response).normalize('NFC').replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim().slice(0, LONGEST_RESPONSE).replace(/[\ud800-\udbff]$/, '');
  }
  /** A response by single characters 0-9a-z; null for words where a number belongs.
   * @param {Item} item @param {Reply} response @returns {string | null} */
  function coded(item, response) {
    const list = /** @type {number[]} */ (response);
    switch (item.kind) {
      case 'text': return words(response);
      case 'numeric': return window.HocVu.value(String(response), item.unit || '');
      case 'truefalse': return response === item.yes ? 't' : 'f';
      case 'match': return list.map((right, left) => (left + 1).toString(36) + '.' + CODES[right]).join(',');
      case 'order': return list.map((entry) => CODES[entry]).join(',');
      default: return String(response).toLowerCase();
    }
  }
  /** @param {Item} item @returns {string | null} the right answer, null when there is no one such */
  function key(item) {
    switch (item.kind) {
      case 'text': return words(item.answers[0]);
      case 'numeric': return item.ranges[0][0] === item.ranges[0][1] ? item.ranges[0][0] : null;
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
    const item = answer.item, said = coded(item, answer.response), right = key(item), at = 'cmi.interactions.' + index + '.';
    if (!set(at + 'id', item.id) || !set(at + 'type', said === null ? 'fill-in' : TYPES[item.kind])) { interactions = false; return; }
    index++;
    set(at + 'student_response', said === null ? words(answer.response) : said);
    if (said !== null && right !== null) { set(at + 'correct_responses.0.pattern', right); }
    set(at + 'result', RESULTS[answer.word]);
    set(at + 'latency', clock(answer.seconds));
  }

  function leaving() { return status === 'passed' || status === 'completed' ? lesson.exit : 'suspend'; }

  /** @param {Update} update */
  function write(update) {
    const score = update.score;
    let kept = update.state.length <= LONGEST_STATE;
    if (update.answer && interactions) { report(update.answer); }
    if (score !== null && (lesson.keep === 'last' ? score !== raw : !(score <= raw))) {
      if (set('cmi.core.score.raw', score)) { raw = score; } else { kept = false; }
      set('cmi.core.score.min', 0);
      set('cmi.core.score.max', 100);
    }
    if (RANK.indexOf(update.status) > RANK.indexOf(status)) {
      if (set('cmi.core.lesson_status', update.status)) { status = update.status; } else { kept = false; }
    }
    if (update.state !== saved && update.state.length <= LONGEST_STATE) {
      if (set('cmi.suspend_data', update.state)) { saved = update.state; } else { kept = false; }
      set('cmi.core.lesson_location', update.page);
    }
    kept = commit() && kept;
    refused = kept ? null : Object.assign({}, update, { answer: undefined });
    return kept;
  }

  return {
    open() {
      const here = win || window;
      /** @type {Session['mode']} */
      let mode = 'normal';
      started = Date.now();
      api = find(here) || find(opener(here)) || find(opener(here.top));
      open = !!api && !no(call('LMSInitialize', ''));
      if (open) {
        const given = get('cmi.core.lesson_mode'), count = parseInt(get('cmi.interactions._count'), 10);
        mode = given === 'review' || given === 'browse' ? given : 'normal';
        silent = mode !== 'normal';
        status = get('cmi.core.lesson_status').toLowerCase();
        saved = get('cmi.suspend_data');
        raw = parseFloat(get('cmi.core.score.raw'));
        index = count >= 0 ? count : NaN;
        /* an LMS that does not tell, or tells in its own words: what it holds is at least this, and is not undone */
        if (status ? RANK.indexOf(status) < 0 : saved) { status = 'incomplete'; }
        if (!silent) {
          if (RANK.indexOf(status) < RANK.indexOf('incomplete') && set('cmi.core.lesson_status', 'incomplete')) { status = 'incomplete'; }
          set('cmi.core.exit', leaving());
          commit();
        }
      }
      return Promise.resolve({ mode, keeps: open && !silent });
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
        set('cmi.core.exit', leaving());
        set('cmi.core.session_time', clock((Date.now() - started) / 1000));
        commit();
      }
      open = false;
      call('LMSFinish', '');
      return true;
    }
  };
};
