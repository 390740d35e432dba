/* What is kept of a lesson, as one bounded ASCII string; and the seeded order of shuffled things. Pure functions.
 *
 *   2|lesson|page|status|best|device|seen|check|id:tries:hits:answer:check;id:…;
 *
 * status is i, f, c or p; best is in hundredths of a percent; seen is page keys, three letters each.
 * Every part carries its own check, an item's over its revision too: what is cut, foreign or about an older
 * question is left out by itself, and the rest counts. generator/player.py computes the longest possible string. */
window.HocVu = window.HocVu || {};
(function (HocVu) {
  'use strict';
  const VERSION = '2', KEY = 3, LONGEST_TEXT = 60, MOST_TRIES = 1295;
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

  /** Seeded by the item's id, so that a resumed lesson shows the same order; never the authored order.
   * @type {HocVuApi['shuffled']} */
  HocVu.shuffled = function (count, seed) {
    const list = Array.from({ length: count }, (_, i) => i);
    let h = hash(seed) % 2147483646 + 1;
    for (let i = count - 1; i > 0; i--) {
      h = h * 48271 % 2147483647;
      const j = h % (i + 1), kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
    if (count > 1 && list.every((value, i) => value === i)) { list.push(/** @type {number} */ (list.shift())); }
    return list;
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
    const head = [VERSION, lesson.id, state.page, state.status[0], best, state.device, state.seen.join('')].join('|');
    const records = lesson.pages.map((page) => {
      const item = page.item, entry = item && state.items[item.id];
      if (!item || !entry || !entry.tries) { return ''; }
      const record = [item.id, Math.min(entry.tries, MOST_TRIES).toString(36), entry.hits.toString(36), packed(entry.response)].join(':');
      return record + ':' + check(item.rev + record) + ';';
    });
    return head + '|' + check(head) + '|' + records.join('');
  };

  HocVu.unpack = function (lesson, text) {
    /** @type {State} */
    const state = { page: '', device: '', status: 'incomplete', best: null, seen: [], items: {} };
    const part = text.split('|');
    if (part[0] !== VERSION || part[1] !== lesson.id) { return state; }
    if (part.length > 7 && part[7] === check(part.slice(0, 7).join('|'))) {
      const keys = lesson.pages.map((page) => page.key);
      state.page = keys.indexOf(part[2]) >= 0 ? part[2] : '';
      state.status = STATUSES.filter((status) => status[0] === part[3])[0] || 'incomplete';
      state.best = part[4] ? parseInt(part[4], 10) / 100 : null;
      state.device = lesson.pages.some((page) => page.device === part[5]) ? part[5] : '';
      state.seen = (part[6].match(new RegExp('.{' + KEY + '}', 'g')) || []).filter((key) => keys.indexOf(key) >= 0);
    }
    (part[8] || '').split(';').slice(0, -1).forEach((record) => {
      const field = record.split(':'), item = lesson.pages.map((page) => page.item).filter((i) => i && i.id === field[0])[0];
      if (!item || field.pop() !== check(item.rev + field.join(':'))) { return; }
      state.items[item.id] = { tries: parseInt(field[1], 36), hits: parseInt(field[2], 36), response: unpacked(item, field[3]) };
    });
    return state;
  };
}(window.HocVu));
