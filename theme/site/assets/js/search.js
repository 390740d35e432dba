/* Finds pages in the index that MkDocs' search plug-in made (search/search_index.js, which sets __index).
   Why not Material's own script: it cuts Vietnamese syllables, knows one-letter keyboard shortcuts that nobody can
   turn off (WCAG 2.1.4), needs a worker that file:// refuses, and a browser younger than many phones.

   A word typed without marks finds every way it is written; a mark that is typed counts, wherever the tone stands
   («hoà», «hòa»). The last word may be unfinished. */
window.HocVu = window.HocVu || {};
(function (HocVu) {
  'use strict';
  var TONES = /[\u0300\u0301\u0303\u0309\u0323]/g, MARKS = /[\u0300-\u036f]/g, BREAKS = /[^0-9a-z\u0080-\uffff]+|[\u00a0\u00ab\u00b7\u00bb\u2010-\u2027\u2030-\u205e\u3000]+/g;
  var MOST = 20, AROUND = 90, known = {};

  /* one letter in, one out, so that places in the folded text are places in the text */
  function bare(letter) {
    var made = known[letter];
    if (made === undefined) {
      made = letter.normalize('NFD').replace(MARKS, '').toLowerCase().replace('đ', 'd');
      known[letter] = made = made.length === letter.length ? made : letter;
    }
    return made;
  }
  function fold(text) { return text.replace(/[^\u0000-\u007f]/g, bare).toLowerCase(); }
  /* letters with their own marks (ă â ê ô ơ ư đ), and the tone apart */
  function letters(word) { return word.normalize('NFD').replace(TONES, '').normalize('NFC').toLowerCase(); }
  function tone(word) { return (word.normalize('NFD').match(TONES) || [''])[0]; }

  function terms(query) {
    return query.normalize('NFC').toLowerCase().split(BREAKS).filter(Boolean).slice(0, 8).map(function (word) {
      var folded = fold(word);
      return { word: word, folded: folded, marked: folded !== word, letters: letters(word), tone: tone(word) };
    });
  }
  /* «lừa đảo» as « lua dao »: every word between two spaces, of the same length as the text between the outer two */
  function spaced(text) { return ' ' + fold(text).replace(BREAKS, function (gap) { return gap.replace(/[^]/g, ' '); }) + ' '; }

  /* where words begin that begin with the term; whole: that are the term */
  function places(field, term, whole) {
    var found = [], at = field.folded.indexOf(' ' + term.folded), word;
    while (at >= 0) {
      word = field.text.slice(at, after(field, at));
      if ((!whole || word.length === term.folded.length) &&
          (!term.marked || letters(word).indexOf(term.letters) === 0 && (!term.tone || tone(word) === term.tone))) { found.push(at); }
      at = field.folded.indexOf(' ' + term.folded, at + 1);
    }
    return found;
  }
  /* where the word that begins at a place ends, and where the next one begins */
  function after(field, at) { return field.folded.indexOf(' ', at + 1) - 1; }
  function next(field, at) {
    var place = after(field, at) + 1;
    while (field.folded.charAt(place + 1) === ' ') { place++; }
    return place;
  }
  function field(text) {
    text = text.normalize('NFC');
    return { text: text, folded: spaced(text) };
  }

  /* pages, each with its sections; a location is «a27.html» or «a27.html#steps» */
  HocVu.index = function (docs) {
    var pages = [], byUrl = {};
    docs.forEach(function (doc) {
      var url = doc.location.split('#')[0], page = byUrl[url];
      if (!page) {
        page = byUrl[url] = { url: url, title: field(doc.title), parts: [] };
        pages.push(page);
      }
      page.parts.push({ heading: doc.location === url ? field('') : field(doc.title), text: field(doc.text) });
    });
    return pages;
  };

  /* how much a text says about the terms: which it holds, and whether they stand side by side; then only such places count as hits */
  function weigh(text, wanted, weight) {
    var hits = wanted.map(function (term, n) { return places(text, term, n < wanted.length - 1); });
    var beside = [];
    (wanted.length > 1 ? hits[0] : []).forEach(function (at) {
      var run = [at];
      if (hits.slice(1).every(function (places) {
        at = next(text, at);
        run.push(at);
        return places.indexOf(at) >= 0;
      })) { beside = beside.concat(run); }
    });
    var held = hits.map(function (h) { return h.length > 0; });
    var count = held.filter(Boolean).length;
    return { hits: beside.length ? [beside] : hits, held: held, score: weight * (count + (beside.length ? 3 * wanted.length : 0)) };
  }

  /* Returns [{page, part, score}], best first: pages with all words; where there are none, those with most of them. */
  HocVu.find = function (pages, query) {
    var wanted = terms(query), found = [], most;
    if (!wanted.length) { return []; }
    pages.forEach(function (page) {
      var title = weigh(page.title, wanted, 20), held = title.held.slice(), score = title.score, best = null;
      page.parts.forEach(function (part) {
        var heading = weigh(part.heading, wanted, 3), text = weigh(part.text, wanted, 1), own = heading.score + text.score;
        held = held.map(function (yes, n) { return yes || heading.held[n] || text.held[n]; });
        if (own && (!best || own > best.score)) { best = { part: part, score: own, hits: text.hits }; }
      });
      found.push({ page: page, part: best && best.part, hits: best ? best.hits : [], held: held.filter(Boolean).length, score: score + (best ? best.score : 0), title: title.hits });
    });
    most = found.reduce(function (n, one) { return Math.max(n, one.held); }, 0);
    return found.filter(function (one) { return one.held && one.held === most && one.held * 2 >= wanted.length; })
      .sort(function (a, b) { return b.score - a.score; });
  };

  /* ---------- on the page ---------- */
  function put(tag, name, words) {
    var made = document.createElement(tag);
    if (name) { made.className = name; }
    if (words) { made.textContent = words; }
    return made;
  }
  /* text with the found words marked, from «from» to «to» */
  function marked(target, text, hits, from, to) {
    var at = from, starts = [].concat.apply([], hits).filter(function (p) { return p >= from && p < to; }).sort(function (a, b) { return a - b; });
    starts.forEach(function (start) {
      var end = after(text, start);
      if (start < at) { return; }
      target.appendChild(document.createTextNode(text.text.slice(at, start)));
      target.appendChild(put('mark', '', text.text.slice(start, end)));
      at = end;
    });
    target.appendChild(document.createTextNode(text.text.slice(at, to)));
  }
  function snippet(hit) {
    var text = hit.part.text, first = [].concat.apply([], hit.hits).sort(function (a, b) { return a - b; })[0] || 0;
    var from = first > AROUND ? text.folded.indexOf(' ', first - AROUND) : 0, to = Math.min(text.text.length, from + 2 * AROUND), made = put('p');
    if (to < text.text.length) { to = Math.max(text.folded.lastIndexOf(' ', to) - 1, first); }
    if (hit.part.heading.text) { made.appendChild(put('b', '', hit.part.heading.text + ': ')); }
    if (from > 0) { made.appendChild(document.createTextNode('… ')); }
    marked(made, text, hit.hits, from, to);
    if (to < text.text.length) { made.appendChild(document.createTextNode(' …')); }
    return made;
  }
  function start() {
    var form = document.querySelector('[data-search]'), input, said, list, pages, timer;
    if (!form || !window.__index) { return; }
    input = form.querySelector('input');
    said = document.getElementById('hv-found');
    list = document.getElementById('hv-results');
    pages = HocVu.index(window.__index.docs);
    function show() {
      var query = input.value.trim(), hits = HocVu.find(pages, query), name = hits.length > 1 ? 'many' : hits.length ? 'one' : query ? 'none' : 'wait';
      said.textContent = said.getAttribute('data-' + name).replace('#', hits.length);
      list.textContent = '';
      hits.slice(0, MOST).forEach(function (hit) {
        var row = put('li'), link = put('a', 'hit'), title = put('h2', 'hit__title');
        link.href = hit.page.url;
        marked(title, hit.page.title, hit.title, 0, hit.page.title.text.length);
        link.appendChild(title);
        if (hit.part && hit.part.text.text) { link.appendChild(snippet(hit)); }
        row.appendChild(link);
        list.appendChild(row);
      });
      try { window.history.replaceState(null, '', query ? '?q=' + encodeURIComponent(query) : window.location.pathname); } catch (refused) { /* file:// in some browsers */ }
    }
    input.addEventListener('input', function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(show, 250);
    });
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      window.clearTimeout(timer);
      show();
      said.focus();
    });
    form.addEventListener('reset', function () {
      window.setTimeout(function () {
        show();
        input.focus();
      });
    });
    input.value = (/[?&]q=([^&]*)/.exec(window.location.search) || ['', ''])[1].replace(/\+/g, ' ').replace(/%[0-9a-f]{2}(?:%[0-9a-f]{2})*/gi, function (part) {
      try { return decodeURIComponent(part); } catch (broken) { return ' '; }
    });
    if (input.value) { show(); }
  }
  if (typeof document !== 'undefined') { start(); }
}(window.HocVu));
