/* What is kept of a lesson, as one bounded ASCII string; the seeded order of shuffled things. Pure functions but one.
 *
 *   3|lesson|page|status|best|check|device|seed|attempt|earlier|seen|check|id:tries:hits:answer:check;id:…;
 *
 * The first six fields keep their place and meaning in every version for ever: the version, a number; the lesson's id;
 * the key of the page; the status i, f, c or p; the best score in hundredths of a percent, or nothing; the check of
 * these five. So a newer or older player learns from any state where the learner was, whether the lesson is complete
 * and how well it went, and ignores the rest. (Version 2 had its check at the eighth place; nothing else is older.)
 *
 * seed is of what is shuffled and drawn, attempt of a test (base 36, nothing for the first), earlier is the number of
 * answers in the attempts before, seen is page keys, three letters each. Every part carries its own check, an item's
 * over its revision too: what is cut, foreign or about an older question is left out by itself, and the rest counts.
 * generator/player.py computes the longest possible string. */
window.HocVu = window.HocVu || {};
(function (HocVu) {
  'use strict';
  const VERSION = '3', HEAD = 5, REST = 11, KEY = 3, SEED = 6, LONGEST_TEXT = 60, MOST_TRIES = 1295, MOST_ANSWERS = 46655;
  /** @type {Status[]} */
  const STATUSES = ['incomplete', 'failed', 'completed', 'passed'];

  /** @param {string} text */
  function hash(text) {
    let h = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) { h = Math.imul(h ^ text.charCodeAt(i), 0x01000193); }
    return h >>> 0;
  }
  /** @param {string} text */
  function check(text) { return (hash(text) % 1679616).toString(36).padStart(4, '0'); }
  /** @param {string} text a hash in which one letter changes every bit */
  function rank(text) {
    let h = hash(text);
    h = Math.imul(h ^ h >>> 16, 0x85ebca6b);
    h = Math.imul(h ^ h >>> 13, 0xc2b2ae35);
    return (h ^ h >>> 16) >>> 0;
  }
  /** @param {number} value @param {number} most @param {number} nothing */
  function small(value, most, nothing) { return value === nothing ? '' : Math.min(value, most).toString(36); }

  /** An order that depends on seed alone. @type {HocVuApi['permuted']} */
  HocVu.permuted = function (count, seed) {
    const list = Array.from({ length: count }, (_, i) => i);
    let h = hash(seed) % 2147483646 + 1;
    for (let i = count - 1; i > 0; i--) {
      h = h * 48271 % 2147483647;
      const j = h % (i + 1), kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
    return list;
  };
  /** The same, and never the authored order. @type {HocVuApi['shuffled']} */
  HocVu.shuffled = function (count, seed) {
    const list = HocVu.permuted(count, seed);
    if (count > 1 && list.every((value, i) => value === i)) { list.push(/** @type {number} */ (list.shift())); }
    return list;
  };
  /** A seed by chance. @type {HocVuApi['seed']} */
  HocVu.seed = function () {
    let chance = Math.random() * 4294967296 >>> 0;
    try { chance = window.crypto.getRandomValues(new Uint32Array(1))[0]; } catch (old) { /* chance enough */ }
    return (chance % Math.pow(36, SEED)).toString(36).padStart(SEED, '0');
  };

  /** The pages of an attempt. Each item has its own place in the seeded order, so that a new one moves no other; and
   * what was answered stays, in place of an item that was not, when a new version would draw otherwise.
   * @type {HocVuApi['dealt']} */
  HocVu.dealt = function (lesson, seed, answered) {
    if (!lesson.pools && !lesson.mix) { return lesson.pages; }
    /** @param {string} salt @returns {(a: string, b: string) => number} */
    const by = (salt) => (a, b) => rank(seed + salt + a) - rank(seed + salt + b) || (a < b ? -1 : 1);
    /** @type {Record<string, Page>} */
    const asked = {};
    lesson.pages.forEach((page) => { if (page.item) { asked[page.item.id] = page; } });
    const pools = lesson.pools || [{ n: Infinity, of: Object.keys(asked) }];
    const drawn = pools.map((pool) => (lesson.pools ? pool.of.slice().sort(by('/')) : pool.of).slice(0, pool.n));
    pools.forEach((pool, i) => answered.filter((id) => pool.of.indexOf(id) >= 0 && drawn[i].indexOf(id) < 0).forEach((id) => {
      const free = drawn[i].filter((other) => answered.indexOf(other) < 0).pop();
      if (free) { drawn[i][drawn[i].indexOf(free)] = id; }
    }));
    const ids = drawn.reduce((all, some) => all.concat(some), []), first = lesson.pages.findIndex((page) => !!page.item);
    if (lesson.mix) { ids.sort(by('#')); }
    return lesson.pages.slice(0, Math.max(first, 0)).concat(ids.map((id) => asked[id]), lesson.pages.slice(first + 1).filter((page) => !page.item));
  };

  /** @param {Reply | null} response */
  function packed(response) {
    if (response === null) { return ''; }
    if (Array.isArray(response)) { return response.map((x) => typeof x === 'number' ? x.toString(36) : x).join(''); }
    const text = response.replace(/[^A-Za-z0-9,.-]/g, (c) => c === ' ' ? '_' : '~' + c.charCodeAt(0).toString(16).padStart(4, '0'));
    return text.length > LONGEST_TEXT ? '' : text; /* a long answer keeps its score and forgets its words */
  }
  /** @param {Item} item @param {string} text @returns {Reply | null} */
  function unpacked(item, text) {
    if (!text) { return null; }
    if (item.kind === 'text' || item.kind === 'numeric') {
      return text.replace(/_/g, ' ').replace(/~([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
    }
    if (item.kind === 'match' || item.kind === 'order') { return text.split('').map((c) => parseInt(c, 36)); }
    return item.kind === 'multiple' ? text.split('') : text;
  }

  HocVu.pack = function (lesson, state) {
    const best = state.best === null ? '' : String(Math.round(state.best * 100));
    const head = [VERSION, lesson.id, state.page, state.status[0], best].join('|');
    const rest = [state.device, state.seed, small(state.attempt, MOST_TRIES, 1), small(state.earlier, MOST_ANSWERS, 0), state.seen.join('')].join('|');
    const records = lesson.pages.map((page) => {
      const item = page.item, entry = item && state.items[item.id];
      if (!item || !entry || !entry.tries) { return ''; }
      const record = [item.id, Math.min(entry.tries, MOST_TRIES).toString(36), entry.hits.toString(36), packed(entry.response)].join(':');
      return record + ':' + check(item.rev + record) + ';';
    });
    return [head, check(head), rest, check(rest), records.join('')].join('|');
  };

  HocVu.unpack = function (lesson, text) {
    /** @type {State} */
    const state = { page: '', device: '', status: 'incomplete', best: null, seed: '', attempt: 1, earlier: 0, seen: [], items: {} };
    const part = text.split('|'), keys = lesson.pages.map((page) => page.key), head = part[0] === '2' ? 7 : HEAD;
    if (part[1] !== lesson.id || !/^([2-9]|[1-9]\d{1,3})$/.test(part[0])) { return state; }
    if (part[head] === check(part.slice(0, head).join('|'))) {
      state.page = keys.indexOf(part[2]) >= 0 ? part[2] : '';
      state.status = STATUSES.filter((status) => status[0] === part[3])[0] || 'incomplete';
      state.best = /^\d{1,9}$/.test(part[4]) ? Math.min(parseInt(part[4], 10) / 100, 100) : null;
    }
    if (part[0] !== VERSION) { return state; }
    if (part.length > REST && part[REST] === check(part.slice(HEAD + 1, REST).join('|'))) {
      state.device = lesson.pages.some((page) => page.device === part[6]) ? part[6] : '';
      state.seed = part[7];
      state.attempt = parseInt(part[8] || '1', 36);
      state.earlier = parseInt(part[9] || '0', 36);
      state.seen = (part[10].match(new RegExp('.{' + KEY + '}', 'g')) || []).filter((key) => keys.indexOf(key) >= 0);
    }
    (part[REST + 1] || '').split(';').slice(0, -1).forEach((record) => {
      const field = record.split(':'), item = lesson.pages.map((page) => page.item).filter((i) => i && i.id === field[0])[0];
      if (!item || field.pop() !== check(item.rev + field.join(':'))) { return; }
      state.items[item.id] = { tries: parseInt(field[1], 36), hits: parseInt(field[2], 36), response: unpacked(item, field[3]) };
    });
    return state;
  };
}(window.HocVu));
