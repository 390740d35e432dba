/* Right or wrong: the decisions of generator/judge.py, held to the same vectors. Pure functions. */
window.HocVu = window.HocVu || {};
(function (HocVu) {
  'use strict';
  const SPACES = /[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
  const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/g;
  const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
  const LONGEST_NUMBER = 60;

  /** How words are compared: see fold() in generator/judge.py. @type {HocVuApi['fold']} */
  HocVu.fold = function (text, marks) {
    const words = text.normalize('NFC').toLowerCase().replace(INVISIBLE, '').replace(SPACES, ' ').replace(/^ | $/g, '')
      .replace(/[ .!?\u2026]+$/, '').normalize('NFD');
    if (!marks) { return words.replace(/[\u0300-\u036f]/g, '').normalize('NFC').replace(/đ/g, 'd'); }
    return words.split(' ').map((word) => word.replace(TONES, '').normalize('NFC') + (word.match(TONES) || []).join('')).join(' ');
  };

  /** The number that text writes, as «-45000.5», or null: see number() in generator/judge.py. @type {HocVuApi['number']} */
  HocVu.number = function (text) {
    const bare = text.replace(INVISIBLE, '').replace(SPACES, ''), minus = /^[-\u2212]/.test(bare);
    let digits = bare.replace(/^[-+\u2212]/, '').replace(/[.,]$/, '');
    if (digits.length > LONGEST_NUMBER) { return null; }
    if (/^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(digits)) {
      digits = digits.replace(/\./g, '').replace(',', '.');
    } else if (/^[1-9]\d{0,2}((,\d{3})+\.\d+|(,\d{3}){2,})$/.test(digits)) {
      digits = digits.replace(/,/g, '');
    } else if (/^\d+([.,]\d+)?$/.test(digits)) {
      digits = digits.replace(',', '.');
    } else { return null; }
    const parts = digits.split('.'), whole = parts[0].replace(/^0+(?=\d)/, ''), rest = (parts[1] || '').replace(/0+$/, '');
    const value = whole + (rest ? '.' + rest : '');
    return minus && value !== '0' ? '-' + value : value;
  };

  /** Compares two numbers written by HocVu.number, exactly: no rounding of floats.
   * @param {string} a @param {string} b @returns {boolean} a <= b */
  function atMost(a, b) {
    if (a === b) { return true; }
    if (a[0] === '-') { return b[0] !== '-' || atMost(b.slice(1), a.slice(1)); }
    if (b[0] === '-') { return false; }
    const [aw, ar = ''] = a.split('.'), [bw, br = ''] = b.split('.'), places = Math.max(ar.length, br.length);
    return aw.length !== bw.length ? aw.length < bw.length : aw + ar.padEnd(places, '0') <= bw + br.padEnd(places, '0');
  }

  /** The number that text writes, with or without the unit after it («45.000đ»). @type {HocVuApi['value']} */
  HocVu.value = function (text, unit) {
    const words = text.normalize('NFC').replace(INVISIBLE, '').replace(SPACES, ' ').replace(/^ | $/g, '');
    const found = /^[-+\u2212]?\d[\d., \u00a0\u202f]*/.exec(words), rest = found ? HocVu.fold(words.slice(found[0].length), false) : '';
    return HocVu.number(found && rest && HocVu.fold(unit, false).startsWith(rest) ? found[0] : words);
  };

  /** How many places hold what belongs there; none when the answer is not full.
   * @param {string[]} sides @param {Reply} response @param {number} places */
  function inPlace(sides, response, places) {
    if (!Array.isArray(response) || response.length !== places) { return 0; }
    return response.filter((index, place) => typeof index === 'number' && sides[index] === sides[place]).length;
  }

  /** What a response is worth: hits out of of. @type {HocVuApi['judge']} */
  HocVu.judge = function (item, response) {
    if (item.kind === 'survey') { return { hits: 0, of: 0, word: 'neutral' }; }
    let hits = 0, of = 1;
    if (item.kind === 'multiple') {
      const right = item.choices.filter((c) => c.ok).map((c) => c.l), chosen = Array.isArray(response) ? response : [];
      const hit = chosen.filter((l) => right.indexOf(/** @type {string} */ (l)) >= 0).length;
      of = right.length;
      hits = Math.max(0, 2 * hit - chosen.length);
    } else if (item.kind === 'text') {
      const said = HocVu.fold(String(response), !!item.marks);
      hits = said && item.answers.some((a) => HocVu.fold(a, !!item.marks) === said) ? 1 : 0;
    } else if (item.kind === 'numeric') {
      const value = HocVu.value(String(response), item.unit || '');
      hits = value !== null && item.ranges.some((r) => atMost(r[0], value) && atMost(value, r[1])) ? 1 : 0;
    } else if (item.kind === 'match') {
      of = item.lefts.length;
      hits = inPlace(item.rights, response, of);
    } else if (item.kind === 'order') {
      hits = inPlace(item.entries, response, item.entries.length) === item.entries.length ? 1 : 0;
    } else {
      hits = item.choices.some((c) => c.ok && c.l === response) ? 1 : 0;
    }
    return { hits, of, word: of && hits === of ? 'right' : hits ? 'partly' : 'wrong' };
  };
}(window.HocVu));
