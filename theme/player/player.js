/* One player for the site, for packages and for the file on a phone: lessons and questions, nothing of the platform.
 * ES2017, classic scripts, no inline handlers. A page that holds
 *     <div data-adapter="scorm12" id="…"></div> <script type="application/json" id="hv-lesson">…</script>
 * is started by itself. HTML in the lesson is trusted: the generator made it. The contract is in types.d.ts. */
window.HocVu = window.HocVu || {};
(function (HocVu) {
  'use strict';
  /** @type {Record<string, string>} */
  const ICONS = {
    check: 'M4 12.5l5.5 5.5L20 6.5', again: 'M4 12a8 8 0 1 0 2.6-5.9M4 3v4.5h4.5', warn: 'M12 3.5L22 20.500H2zM12 10v5M12 17.700v.3',
    back: 'M14.5 5l-7 7 7 7', next: 'M9.5 5l7 7-7 7', up: 'M5 14.5l7-7 7 7', down: 'M5 9.5l7 7 7-7', talk: 'M4 5h16v11H11l-5 4v-4H4z', dot: 'M5 12h14'
  };
  /** @type {Status[]} */
  const RANK = ['incomplete', 'failed', 'completed', 'passed'];
  let serial = 0;

  /** Makes an element; html and on (listeners) are special, null, undefined and false are left out.
   * @param {string} tag @param {Record<string, any> | null} [attributes] @param {...(Node | string | null | undefined | false)} children @returns {HTMLElement} */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag), given = attributes || {};
    Object.keys(given).forEach((name) => {
      const value = given[name];
      if (value === null || value === undefined || value === false) { return; }
      if (name === 'html') { node.innerHTML = value; } else if (name === 'on') {
        Object.keys(value).forEach((event) => node.addEventListener(event, value[event]));
      } else { node.setAttribute(name, value === true ? '' : value); }
    });
    children.forEach((child) => { if (child) { node.append(child); } });
    return node;
  }
  /** @param {string} name @param {boolean} [after] */
  function icon(name, after) {
    const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg'), path = document.createElementNS(ns, 'path');
    svg.setAttribute('class', 'icon' + (after ? ' icon--after' : ''));
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
  }
  /** @param {string | null} iconName @param {string} text @param {() => void} act @param {string} [kind] @param {boolean} [after] */
  function button(iconName, text, act, kind, after) {
    const drawn = iconName ? icon(iconName, after) : null;
    return el('button', { type: 'button', 'class': 'btn' + (kind ? ' ' + kind : ''), on: { click: act } }, after ? text : drawn, after ? drawn : text);
  }
  /** The words of HTML; a picture speaks its alternative. @param {string} html */
  function plain(html) {
    const box = el('div', { html });
    all(box, 'img').forEach((img) => img.replaceWith(img.getAttribute('alt') || ''));
    return (box.textContent || '').replace(/\s+/g, ' ').trim();
  }
  /** @param {ParentNode} box @param {string} selector @returns {HTMLElement[]} */
  function all(box, selector) { return Array.from(box.querySelectorAll(selector)); }
  /** @param {ParentNode} box @param {string} selector @returns {HTMLInputElement[]} */
  function inputs(box, selector) { return Array.from(box.querySelectorAll(selector)); }
  /** @param {number} k */
  function letter(k) { return String.fromCharCode(65 + k); }

  HocVu.play = function (root, lesson, adapter) {
    const embedded = !!lesson.embedded, name = 'hv' + (++serial), tag = embedded ? 'h3' : 'h2', test = lesson.runs !== undefined;
    const seeded = !!(lesson.shuffle || lesson.mix || lesson.pools), resultPage = lesson.pages.filter((p) => p.role === 'result')[0];
    /** @type {Page[]} of this attempt */
    let pages = [];
    /** @type {Page[]} */
    let questions = [];
    /** @type {Item[]} */
    let items = [];
    /** @type {Item[]} */
    let graded = [];
    /** @type {State} */
    let S;
    /** @type {Session} */
    let session = { mode: 'normal', keeps: true };
    let at = lesson.pages[0], begun = Date.now(), closed = false, announced = false;
    /** @type {Record<string, string>} the last answers of this session, not to report one twice */
    let reported = {};
    /** @type {{item: Item, response: Reply | null, read: () => Reply | null, missing: string}} */
    let view;

    /** @param {string} key @param {Record<string, string | number>} [values] */
    function t(key, values) {
      return (lesson.strings[key] || key).replace(/\{(\w+)\}/g, (_, k) => values && values[k] !== undefined ? String(values[k]) : '');
    }

    /* ---------- frame: head, body, foot, and two places for announcements ---------- */
    const status = el('p', { role: 'status', 'class': 'sr' }), trouble = el('p', { 'class': 'player__trouble', hidden: true }, icon('talk'), el('span', null, t('notSaved')));
    const count = el('p', { 'class': 'player__count' }), fill = el('span', { 'class': 'player__fill' }), body = el('div', { 'class': 'player__body' });
    const back = button('back', t('back'), () => go(shown()[place() - 1])), next = el('button', { type: 'button', 'class': 'btn', on: { click: onNext } });
    const foot = el('div', { 'class': 'player__foot' }, back, next);
    root.textContent = '';
    if (!lesson.pages.length) { return Promise.resolve(); }
    root.classList.add('player');
    if (embedded) { root.classList.add('player--embedded'); }
    root.append(el('div', { 'class': 'player__head' }, embedded ? null : el('h1', { 'class': 'player__title' }, lesson.title), count,
      el('div', { 'class': 'player__bar', 'aria-hidden': 'true' }, fill)), trouble, body, foot, status);
    /* a shaking finger clicks twice: the second click must not turn a page or undo a tick */
    root.addEventListener('click', (event) => {
      if (event.detail > 1 && !(/** @type {Element} */ (event.target).closest('.order__moves'))) { event.preventDefault(); event.stopPropagation(); }
    }, true);

    /** @param {string} text */
    function say(text) {
      status.textContent = '';
      window.setTimeout(() => { status.textContent = text; }, 60);
    }
    /** @param {...(Node | string | null)} children */
    function heading(...children) { return el(tag, { tabindex: '-1', 'class': 'player__heading' }, ...children); }
    /** @param {string} selector */
    function focusOn(selector) {
      const target = /** @type {HTMLElement | null} */ (body.querySelector(selector));
      if (target) { target.focus({ preventScroll: true }); }
      return target;
    }
    function focusTop() {
      const top = root.getBoundingClientRect().top;
      focusOn('.player__heading');
      if (!embedded || top < 0 || top > window.innerHeight / 2) { root.scrollIntoView(); }
    }

    /* ---------- what counts ---------- */
    /** Lays out the pages of the attempt, and forgets what belongs to none of them. */
    function deal() {
      pages = HocVu.dealt(lesson, S.seed, Object.keys(S.items));
      questions = pages.filter((p) => p.item);
      items = questions.map((p) => /** @type {Item} */ (p.item));
      graded = items.filter((i) => i.kind !== 'survey' && i.points > 0);
      const keys = pages.map((p) => p.key), kept = S.items;
      S.seen = S.seen.filter((key) => keys.indexOf(key) >= 0);
      S.items = {};
      items.forEach((item) => { if (kept[item.id]) { S.items[item.id] = kept[item.id]; } });
    }
    /** How many answers this attempt has. */
    function answers() { return items.reduce((sum, item) => sum + entryOf(item).tries, 0); }
    /** Attempts at the test that are left after this one. */
    function runsLeft() { return !test ? 0 : lesson.runs ? Math.max(0, lesson.runs - S.attempt) : Infinity; }
    /** A new attempt at the test: nothing is reported until an answer is given. */
    function rerun() {
      const asked = questions.map((p) => p.key);
      S.earlier += answers();
      S.attempt++;
      S.seed = seeded ? HocVu.seed() : '';
      S.items = {};
      S.seen = S.seen.filter((key) => asked.indexOf(key) < 0 && (!resultPage || key !== resultPage.key));
      reported = {};
      deal();
      go(pages[0]);
    }
    /** Pages of the learner's device, and those for every device. */
    function shown() { return pages.filter((p) => !p.device || !S.device || p.device === S.device); }
    function place() { return shown().indexOf(at); }
    /** @param {Item} item */
    function full(item) { return HocVu.judge(item, '').of || 1; }
    /** @param {Item} item */
    function entryOf(item) { return S.items[item.id] || { tries: 0, hits: 0, response: null }; }
    /** @param {Item} item @returns {'None' | 'Survey' | 'Right' | 'Wrong'} */
    function stateOf(item) {
      const entry = entryOf(item);
      return !entry.tries ? 'None' : item.kind === 'survey' ? 'Survey' : entry.hits >= full(item) ? 'Right' : 'Wrong';
    }
    /** @param {Item} item */
    function left(item) { return lesson.attempts ? Math.max(0, lesson.attempts - entryOf(item).tries) : Infinity; }
    /** Whether nothing more can be gained. @param {Item} item */
    function settled(item) {
      const state = stateOf(item);
      return state !== 'None' && (state !== 'Wrong' || !left(item) || lesson.keep === 'first');
    }
    function score() {
      let points = 0, max = 0, right = 0, answered = 0;
      graded.forEach((item) => {
        const entry = entryOf(item);
        max += item.points;
        if (!entry.tries) { return; }
        answered++;
        points += item.points * Math.min(entry.hits / full(item), 1);
        if (entry.hits >= full(item)) { right++; }
      });
      /* rounded down, so that what the LMS compares with the pass mark gives the same verdict as here */
      const percent = max ? Math.floor(points / max * 10000 + 1e-6) / 100 : 0;
      const best = S.best === null ? percent : lesson.keep === 'first' && S.attempt > 1 ? S.best :
        lesson.keep === 'last' && answered === graded.length ? percent : Math.max(S.best, percent);
      /* a test says how this attempt went; a lesson, whose questions may be new, what was reached. Who has passed stays
       * so when the mark rises: in a test by the attempt that is as good as the one that passed */
      const earned = lasting() && lesson.keep !== 'last' && (!test || percent >= best);
      return { right, answered, best, reached: best >= lesson.pass, passed: answered > 0 && (earned || (test ? percent : best) >= lesson.pass) };
    }
    /** Whether a pass is recorded that nobody takes back: where a miss fails, the run-time may judge anew by its own mark. */
    function lasting() { return S.status === 'passed' && lesson.miss !== 'failed'; }
    /** The share of what must be seen and answered, 1: complete. */
    function done() {
      const must = shown().filter((p) => p.item || p.role === 'step' || p.role === 'caution'), all = must.length ? must : shown();
      return all.filter((p) => p.item && lesson.complete === 'answered' ? entryOf(p.item).tries > 0 : S.seen.indexOf(p.key) >= 0).length / all.length;
    }
    /** @param {Page} page */
    function see(page) { if (S.seen.indexOf(page.key) < 0) { S.seen.push(page.key); } }

    /* what the last put said, and what the run-time told since: either shows the notice */
    let lost = false, untold = false;
    /** @type {HTMLElement | null} the last line of a finished lesson: it must not say what is no longer true */
    let ending = null;
    function showLost() {
      trouble.hidden = !lost && !untold;
      if (ending) { ending.textContent = t(session.keeps && trouble.hidden ? 'saved' : 'doneNotKept'); }
      if (!trouble.hidden && !announced) { announced = true; say(t('notSaved')); }
    }
    /** @param {boolean} kept */
    function told(kept) {
      lost = untold = !kept;
      showLost();
    }

    /** @param {Status} reached */
    function raise(reached) { if (RANK.indexOf(reached) > RANK.indexOf(S.status)) { S.status = reached; } }

    /** Works out score and status, never a lower status than before, and puts everything at once. @param {Answer} [answer] */
    function keep(answer) {
      if (session.mode === 'review') { return; }
      const now = score(), share = done();
      if (now.answered) { S.best = now.best; }
      /** @type {Status} */
      const reached = share < 1 ? 'incomplete' : !graded.length ? 'completed' : now.answered && now.reached ? 'passed' : lesson.complete === 'seen' ? 'completed' : lesson.miss;
      raise(reached);
      const progress = S.status === 'passed' || S.status === 'completed' ? 1 : share;
      lost = !adapter.put({ state: HocVu.pack(lesson, S), page: place() + 1, pages: shown().length, status: S.status, progress, score: S.best, answer });
      showLost();
    }

    /* ---------- moving ---------- */
    /** @param {Page | undefined} page @param {boolean} [quiet] */
    function go(page, quiet) {
      if (!page) { return; }
      at = page;
      S.page = page.key;
      begun = Date.now();
      if (page.role !== 'caution') { see(page); }
      draw();
      keep();
      if (!quiet) { focusTop(); }
    }
    function onNext() {
      const list = shown();
      see(at); /* a caution counts when its button is pressed */
      if (place() < list.length - 1) { go(list[place() + 1]); return; }
      keep();
      finish();
    }
    /** The way back to whoever launched the lesson. */
    function leave() { return session.leave ? el('a', { href: session.leave, 'class': 'btn btn--main' }, t('leave')) : null; }
    function finish() {
      closed = adapter.close();
      ending = el('span');
      body.textContent = '';
      body.className = 'player__body player__body--end';
      foot.hidden = true;
      body.append(heading(icon('check'), ending), ...(session.leave ? [] : [el('p', null, t('close'))]),
        el('div', { 'class': 'btn-row' }, leave(), session.leave ? null : button('again', t('reopen'), () => window.location.reload())));
      showLost();
      focusTop();
    }
    function draw() {
      const p = at;
      status.textContent = body.textContent = '';
      body.className = 'player__body player__body--' + p.role;
      if (p.item) { drawQuestion(p.item); } else if (p.role === 'result') { drawResult(); } else { drawPage(p); }
      drawFrame();
    }
    /** @param {Page} page */
    function numberOf(page) { return t('question', { n: questions.indexOf(page) + 1, all: questions.length }); }
    function drawFrame() {
      const p = at, list = shown(), review = session.mode === 'review', last = place() === list.length - 1;
      count.textContent = !embedded ? t('page', { n: place() + 1, all: list.length }) : p.item ? numberOf(p) : t('resultTitle');
      fill.style.width = Math.round((place() + 1) / list.length * 100) + '%';
      back.hidden = place() === 0;
      let main = true, label = place() === 0 && !embedded ? 'start' : 'next';
      if (p.role === 'caution') { label = 'understood'; }
      if (p.item && !review) {
        main = settled(p.item);
        label = !main ? 'later' : list[place() + 1] === resultPage ? 'toResult' : 'next';
      }
      if (p.role === 'result' && !review) { main = mainOfResult() === 'next'; }
      if (last) { label = session.keeps ? 'finish' : 'done'; }
      next.className = 'btn' + (main ? ' btn--main' : '');
      next.hidden = last && (embedded || review);
      next.textContent = t(label);
      if (!last) { next.append(icon('next', true)); }
      if (!embedded) {
        document.title = (p.role === 'step' ? t('stepTitle', { n: p.no || 0, all: p.of || 0 }) : p.item ? numberOf(p) : plain(p.title || t('resultTitle'))) + ' – ' + lesson.title;
      }
    }

    /* ---------- pages that are read ---------- */
    /** @param {Page} p */
    function drawPage(p) {
      const title = el('span', { html: p.title || '' }), text = el('div', { 'class': 'player__text', html: p.html || '' }), picture = p.picture;
      if (p.role === 'step') {
        body.append(heading(el('span', { 'class': 'step__where' }, el('span', { 'class': 'step__no', 'aria-hidden': 'true' }, String(p.no)),
          el('span', null, (p.task ? p.task + ' · ' : '') + t('step', { n: p.no || 0, all: p.of || 0 }))), el('span', { 'class': 'sr' }, '.'), title));
      } else { body.append(heading(p.role === 'caution' ? icon('warn') : null, title)); }
      if (p.message) { text.insertBefore(el('div', { 'class': 'player__message', html: p.message }), text.firstChild); }
      if (p.role === 'caution') { text.className = 'player__text callout callout--caution'; }
      if (p.role === 'practice') { tickable(text); }
      outward(text);
      if (picture) {
        body.append(el('div', { 'class': 'player__pair' }, text, el('figure', { 'class': picture.screen ? 'screen' : 'picture' },
          el('img', { src: picture.src, alt: picture.alt, width: picture.w, height: picture.h }), picture.caption ? el('figcaption', null, picture.caption) : null)));
      } else { body.append(text); }
      if (p.devices) { drawDevices(p.devices); }
      if (place() === 0 && test && (lesson.runs || S.attempt > 1)) {
        [t(lesson.runs ? 'runOf' : 'run', { n: S.attempt, all: lesson.runs || 0 }), runWords()[1]].forEach((words) => { if (words) { body.append(el('p', { 'class': 'player__run' }, words)); } });
      }
      if (p.about) { body.append(el('div', { 'class': 'player__about' }, ...p.about.map((line) => el('p', null, line)))); }
    }
    /** @param {{id: string, name: string}[]} devices */
    function drawDevices(devices) {
      const options = devices.concat({ id: '', name: t('anyDevice') });
      body.append(el('fieldset', { 'class': 'device', on: { change: (/** @type {Event} */ e) => {
        S.device = /** @type {HTMLInputElement} */ (e.target).value;
        picked();
        keep();
        drawFrame();
      } } }, el('legend', { 'class': 'sr' }, plain(at.title || '')), ...options.map((d) => el('label', { 'class': 'option' },
        el('input', { type: 'radio', name: name + '-device', value: d.id, checked: S.device === d.id }), el('span', null, d.name)))));
      picked();
    }
    /** Drawn tick boxes become real ones, kept nowhere. @param {HTMLElement} text */
    function tickable(text) {
      all(text, '.ticks > li').forEach((li) => {
        if (li.querySelector('a, p, ul, ol')) { return; }
        const label = el('label', null, el('input', { type: 'checkbox', autocomplete: 'off' }), el('span', { html: li.innerHTML }));
        li.textContent = '';
        li.append(label);
        li.className = 'tickable';
      });
    }
    /** Links leave the frame of the lesson; wide tables scroll by themselves. @param {HTMLElement} text */
    function outward(text) {
      all(text, 'a[href^="http"]:not([target])').forEach((a) => {
        a.setAttribute('target', '_blank');
        a.setAttribute('rel', 'noopener noreferrer');
        a.append(el('span', { 'class': 'sr' }, ' ' + t('newPage')));
      });
      all(text, 'table').forEach((table) => {
        if (table.closest('.scroll')) { return; }
        const box = el('div', { 'class': 'scroll', tabindex: '0', role: 'region', 'aria-label': t('table') });
        table.replaceWith(box);
        box.append(table);
      });
    }

    /* ---------- questions ---------- */
    /** @param {Item} item */
    function drawQuestion(item) {
      const kept = entryOf(item);
      view = { item, response: kept.response, read: () => null, missing: '' };
      body.append(heading(numberOf(at)));
      if (embedded) { /** @type {Element} */ (body.firstElementChild).classList.add('sr'); } /* the head of the frame shows it already */
      if (session.mode === 'review' || stateOf(item) === 'Wrong' && !left(item)) { body.append(reviewed(item)); return; }
      const form = el('form', { 'class': 'question', novalidate: true, autocomplete: 'off', on: {
        submit: (/** @type {Event} */ e) => { e.preventDefault(); check(); },
        change: () => { stale(); picked(); },
        input: () => stale()
      } });
      body.append(form);
      KINDS[item.kind](form, item);
      form.append(el('div', { 'class': 'question__note' }),
        el('div', { 'class': 'btn-row' }, el('button', { type: 'submit', 'class': 'btn btn--main question__check' }, t(item.kind === 'survey' ? 'send' : 'check'))),
        el('div', { 'class': 'question__feedback' }));
      picked();
      outward(form);
      if (settled(item) && kept.response !== null) { showFeedback(kept.response); }
    }
    /** A new choice makes old feedback untrue. */
    function stale() {
      const box = /** @type {HTMLElement} */ (body.querySelector('.question__feedback'));
      if (box.textContent) { box.textContent = ''; checkRow().hidden = false; }
    }
    function checkRow() { return /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (body.querySelector('.question__check')).parentNode); }
    /** :has() is too new for old phones. */
    function picked() { all(body, '.option').forEach((option) => option.classList.toggle('option--picked', inputs(option, 'input')[0].checked)); }
    /** How to answer, and how often one still may. @param {Item} item */
    function how(item) {
      const note = lesson.keep === 'first' && item.kind !== 'survey' ? t('firstCounts') : lesson.attempts ? t('attemptsLeft', { n: left(item) }) : '';
      return t('how_' + item.kind) + (note ? ' ' + note : '');
    }
    /** The words above the controls, as the legend of a group or as paragraphs. @param {Item} item */
    function stem(item) { return [el('span', { 'class': 'question__stem', html: item.stem }), el('span', { 'class': 'question__hint' }, how(item))]; }
    /** @param {Item} item @returns {Node[]} what stands between the stem and the controls */
    function material(item) {
      const out = [];
      if (item.material) { out.push(el('div', { 'class': 'question__material', html: item.material })); }
      if (item.hint) { out.push(el('details', { 'class': 'question__help' }, el('summary', null, t('hint')), el('p', { html: item.hint }))); }
      return out;
    }
    /** @param {HTMLElement} form @param {Item} item @param {...Node} children */
    function group(form, item, ...children) {
      const set = el('fieldset', null, el('legend', null, ...stem(item)), ...material(item), ...children);
      form.append(set);
      return set;
    }
    /** The order of an item's parts: as on paper, or of this attempt. Rows to be put in order never stand so already.
     * @param {Item} item @param {number} count */
    function orderOf(item, count) {
      if (!lesson.shuffle || !S.seed) { return HocVu.shuffled(count, item.id); }
      return (item.kind === 'order' ? HocVu.shuffled : HocVu.permuted)(count, S.seed + item.id);
    }
    /** @param {HTMLElement} form @param {any} item */
    function choices(form, item) {
      const type = item.kind === 'multiple' ? 'checkbox' : 'radio', chosen = view.response || '';
      /** @type {Choice[]} */
      const list = lesson.shuffle && (item.kind === 'choice' || item.kind === 'multiple') ? orderOf(item, item.choices.length).map((i) => item.choices[i]) : item.choices;
      group(form, item, ...list.map((c) => el('label', { 'class': 'option' },
        el('input', { type, name: name + '-' + item.id, value: c.l, checked: chosen.indexOf(/** @type {never} */ (c.l)) >= 0 }), el('span', { html: c.t }))));
      view.read = () => {
        const letters = inputs(form, 'input').filter((x) => x.checked).map((x) => x.value).sort();
        return !letters.length ? null : type === 'radio' ? letters[0] : letters;
      };
    }
    /** @param {HTMLElement} form @param {any} item */
    function entry(form, item) {
      const id = name + '-' + item.id, input = /** @type {HTMLInputElement} */ (el('input', { type: 'text', id, 'class': 'entry', maxlength: '200', inputmode: item.kind === 'numeric' ? 'decimal' : null,
        autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false', autocomplete: 'off', 'aria-describedby': id + '-q' + (item.unit ? ' ' + id + '-unit' : ''), value: view.response }));
      form.append(el('p', { 'class': 'question__plain', id: id + '-q' }, ...stem(item)), ...material(item), el('label', { 'for': id, 'class': 'entry-label' }, t('answerLabel')),
        el('div', { 'class': 'entry-row' }, input, item.unit ? el('span', { 'class': 'entry-unit', id: id + '-unit' }, item.unit) : null));
      view.read = () => input.value.trim() || null;
    }
    /** @param {HTMLElement} form @param {any} item */
    function match(form, item) {
      /* right sides with the same words are one answer: the first stands for all */
      const order = orderOf(item, item.rights.length).filter((v) => item.rights.indexOf(item.rights[v]) === v), id = name + '-' + item.id;
      const now = Array.isArray(view.response) ? view.response : [];
      group(form, item, el('p', { 'class': 'match__cap', id: id + '-key' }, t('letters')),
        el('ul', { 'class': 'match__key', role: 'list', 'aria-labelledby': id + '-key' }, ...order.map((v, k) => el('li', null, el('b', { 'class': 'match__letter' }, letter(k)), el('span', { html: item.rights[v] })))),
        ...item.lefts.map((/** @type {string} */ side, /** @type {number} */ row) => el('fieldset', { 'class': 'match__row' }, el('legend', null, el('span', { html: side })),
          el('div', { 'class': 'match__choices' }, ...order.map((v, k) => el('label', { 'class': 'option option--letter' },
            el('input', { type: 'radio', name: id + '-' + row, value: v, checked: now[row] === v, 'aria-label': letter(k) + ': ' + plain(item.rights[v]) }), el('span', { 'aria-hidden': 'true' }, letter(k))))))));
      view.read = () => {
        const out = item.lefts.map((/** @type {string} */ _, /** @type {number} */ row) => inputs(form, 'input[name="' + id + '-' + row + '"]').filter((x) => x.checked).map((x) => Number(x.value))[0]);
        const open = out.filter((/** @type {number | undefined} */ v) => v === undefined).length;
        view.missing = t('emptyMatch', { n: open });
        return open ? null : out;
      };
    }
    /** @param {HTMLElement} form @param {any} item */
    function order(form, item) {
      const now = /** @type {number[]} */ (Array.isArray(view.response) ? view.response.slice() : orderOf(item, item.entries.length));
      const list = el('ol', { 'class': 'order', role: 'list' });
      group(form, item, list);
      /** @param {number} value @param {number} by */
      function move(value, by) {
        const from = now.indexOf(value), to = from + by, words = plain(item.entries[value]);
        if (to < 0 || to >= now.length) { say(t(by < 0 ? 'atTop' : 'atBottom', { t: words })); return; }
        now[from] = now[to];
        now[to] = value;
        stale();
        paint();
        /** @type {HTMLElement} */ (list.querySelector('[data-move="' + value + '/' + by + '"]')).focus();
        say(t('moved', { t: words, n: to + 1, all: now.length }));
      }
      function paint() {
        list.textContent = '';
        now.forEach((value, i) => {
          const words = plain(item.entries[value]);
          /** @param {number} by */
          const mover = (by) => {
            const made = button(by < 0 ? 'up' : 'down', t(by < 0 ? 'up' : 'down'), () => move(value, by), 'order__btn');
            made.setAttribute('data-move', value + '/' + by);
            made.setAttribute('aria-label', t(by < 0 ? 'upOf' : 'downOf', { t: words }));
            if (i === (by < 0 ? 0 : now.length - 1)) { made.setAttribute('aria-disabled', 'true'); }
            return made;
          };
          list.append(el('li', { 'class': 'order__row' }, el('span', { 'class': 'order__no', 'aria-hidden': 'true' }, String(i + 1)),
            el('span', { 'class': 'order__text', html: item.entries[value] }), el('span', { 'class': 'order__moves' }, mover(-1), mover(1))));
        });
      }
      paint();
      view.read = () => now.slice();
    }
    /** @type {Record<Item['kind'], (form: HTMLElement, item: any) => void>} */
    const KINDS = { choice: choices, truefalse: choices, survey: choices, multiple: choices, text: entry, numeric: entry, match, order };

    function focusInput() { return focusOn('.question fieldset input:checked, .question input[type=text], .question .order__btn:not([aria-disabled])') || focusOn('.question fieldset input'); }
    function check() {
      const item = view.item, response = view.read(), note = /** @type {HTMLElement} */ (body.querySelector('.question__note'));
      if (checkRow().hidden) { return; } /* Enter in a form whose answer stands already */
      note.textContent = '';
      if (response === null) {
        const row = all(body, '.match__row').filter((r) => !r.querySelector(':checked'))[0];
        note.append(el('p', { 'class': 'question__empty', role: 'alert' }, icon('talk'), el('span', null, view.missing || t('empty'))));
        if (row) { inputs(row, 'input')[0].focus(); } else { focusInput(); }
        return;
      }
      const record = entryOf(item), verdict = HocVu.judge(item, response), said = JSON.stringify(response);
      const before = S.earlier + answers(), news = lesson.keep === 'first' ? !record.tries : reported[item.id] !== said;
      record.tries++;
      if (record.tries === 1 || lesson.keep === 'last' || lesson.keep === 'best' && verdict.hits >= record.hits) {
        record.hits = verdict.hits;
        record.response = response;
      }
      S.items[item.id] = record;
      reported[item.id] = said;
      keep(news ? { item, response, word: verdict.word, seconds: (Date.now() - begun) / 1000, serial: before } : undefined);
      begun = Date.now();
      if (verdict.word !== 'right' && verdict.word !== 'neutral' && !left(item)) { draw(); } else {
        /** @type {HTMLElement} */ (body.querySelector('.question__hint')).textContent = how(item);
        showFeedback(response);
        drawFrame();
      }
      const title = focusOn('.callout__title');
      if (title) { title.scrollIntoView({ block: 'nearest' }); }
    }
    /** Takes the verdict out of what the author says below it («Đúng rồi! Đúng rồi. Mã ấy …»).
     * @param {HTMLElement} said @param {string} verdict */
    function unrepeated(said, verdict) {
      const first = document.createTreeWalker(said, NodeFilter.SHOW_TEXT).nextNode(), words = first && first.nodeValue || '';
      const sentence = (/^\s*[^.!?\u2026]+[.!?\u2026]+(?=\s|$)/.exec(words) || [words === said.textContent ? words : ''])[0];
      const [bare, full] = [sentence, verdict].map((text) => text.normalize('NFC').toLowerCase().replace(/[\s.!?\u2026]+$/, '').trim());
      if (!first || !bare || full !== bare && !full.startsWith(bare + ',')) { return said; }
      first.nodeValue = words.slice(sentence.length).replace(/^\s+/, '');
      return (said.textContent || '').trim() || said.querySelector('img') ? said : null;
    }
    /** What is said to a response: the verdict in words, what the author says to the choice, the reason.
     * @param {Item} item @param {Reply} response */
    function feedback(item, response) {
      const word = HocVu.judge(item, response).word, good = word === 'right' || word === 'neutral';
      const title = t(!good && !left(item) ? 'verdict_over' : 'verdict_' + word);
      const made = el('div', { 'class': 'callout callout--' + (good ? 'good' : 'again') },
        el('p', { 'class': 'callout__title', tabindex: '-1' }, icon(word === 'neutral' ? 'talk' : good ? 'check' : 'again'), el('span', null, title)));
      if ('choices' in item) {
        const picks = item.choices.filter((c) => response.indexOf(/** @type {never} */ (c.l)) >= 0 && c.fb);
        picks.forEach((c) => {
          const said = item.kind === 'multiple' ? el('span', { html: c.fb }) : unrepeated(el('span', { html: c.fb }), title);
          if (said) { made.append(el('div', { 'class': 'callout__text' }, item.kind === 'multiple' ? el('b', null, plain(c.t).replace(/[.:]$/, '') + ': ') : null, said)); }
        });
      }
      [good ? item.right : item.wrong, good ? item.why : ''].forEach((html) => {
        const said = html ? unrepeated(el('p', { html }), title) : null;
        if (said) { made.append(said); }
      });
      outward(made);
      return made;
    }
    /** @param {Reply} response */
    function showFeedback(response) {
      const item = view.item, box = /** @type {HTMLElement} */ (body.querySelector('.question__feedback')), word = HocVu.judge(item, response).word;
      box.textContent = '';
      box.append(feedback(item, response));
      checkRow().hidden = true;
      if (word === 'right' || word === 'neutral') { return; }
      const row = el('div', { 'class': 'btn-row' }, button('again', t('retry'), () => {
        stale();
        focusInput();
      }, 'btn--main'));
      if (entryOf(item).tries > 1) {
        const show = button(null, t('show'), () => {
          const key = el('div', { 'class': 'callout' }, ...keyOf(item));
          show.remove();
          box.append(key);
          /** @type {HTMLElement} */ (key.querySelector('[tabindex]')).focus();
        });
        row.append(show);
      }
      box.append(row);
    }

    /* ---------- answers in words ---------- */
    /** @param {any} item @param {any} response @returns {string[]} */
    function inWords(item, response) {
      switch (item.kind) {
        case 'text': return [response];
        case 'numeric': return [response + (item.unit && HocVu.number(response) !== null ? ' ' + item.unit : '')];
        case 'match': return response.map((/** @type {number} */ right, /** @type {number} */ row) => plain(item.lefts[row]) + ' – ' + plain(item.rights[right] || ''));
        case 'order': return response.map((/** @type {number} */ entry) => plain(item.entries[entry] || ''));
        default: return item.choices.filter((/** @type {Choice} */ c) => response.indexOf(c.l) >= 0).map((/** @type {Choice} */ c) => plain(c.t));
      }
    }
    /** The right answer. @param {any} item @returns {string[]} */
    function keyWords(item) {
      const written = (/** @type {string} */ n) => {
        const parts = n.split('.');
        if (parts[0].length > 4) { parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, t('group')); }
        return parts.join(t('decimal'));
      };
      switch (item.kind) {
        case 'survey': return [];
        case 'text': return [item.answers[0]];
        case 'numeric': return item.ranges.slice(0, 1).map((/** @type {[string, string]} */ r) => (r[0] === r[1] ? written(r[0]) : t('range', { low: written(r[0]), high: written(r[1]) })) + (item.unit ? ' ' + item.unit : ''));
        case 'match': return inWords(item, item.lefts.map((/** @type {string} */ _, /** @type {number} */ i) => i));
        case 'order': return inWords(item, item.entries.map((/** @type {string} */ _, /** @type {number} */ i) => i));
        default: return inWords(item, item.choices.filter((/** @type {Choice} */ c) => c.ok).map((/** @type {Choice} */ c) => c.l));
      }
    }
    /** @param {string} label @param {string[]} words @param {Item} item */
    function lines(label, words, item) {
      return [el('p', { 'class': 'review__label', tabindex: '-1' }, label), el(item.kind === 'order' ? 'ol' : 'ul', { 'class': 'review__list' }, ...words.map((line) => el('li', null, line)))];
    }
    /** @param {Item} item */
    function keyOf(item) { return lines(t('key'), keyWords(item), item).concat(item.why ? el('p', { html: item.why }) : []); }
    /** One question as text: reading needs no dead controls. @param {Item} item @param {string} [number] */
    function reviewed(item, number) {
      const kept = entryOf(item), state = stateOf(item), card = el('section', { 'class': 'card review' });
      card.append(el(embedded ? 'h4' : 'h3', null, el('span', { 'class': 'review__no' }, (number ? number + ' · ' : '') + t('state' + state), el('span', { 'class': 'sr' }, '.')), el('span', { html: item.stem })));
      if (item.material) { card.append(el('div', { html: item.material })); }
      if (state === 'None' && session.mode !== 'review') { outward(card); return card; } /* tried first, then told */
      if (kept.response !== null) {
        card.append(...lines(t('yours'), inWords(item, kept.response), item));
        if (!number && state === 'Wrong') { card.insertBefore(feedback(item, kept.response), card.firstChild); }
      }
      if (state !== 'Right' && item.kind !== 'survey') { card.append(...keyOf(item)); } else if (item.why) { card.append(el('p', { html: item.why })); }
      outward(card);
      return card;
    }

    /* ---------- result and review ---------- */
    /** Questions that are still to be answered, or answered again. */
    function open() { return questions.filter((p) => !settled(/** @type {Item} */ (p.item))); }
    function drawResult() {
      if (session.mode === 'review') { drawReview(); return; }
      const now = score(), todo = open(), none = items.every((i) => stateOf(i) === 'None'), good = now.passed || !graded.length;
      const key = none ? 'none' : good ? 'pass' : 'miss', fresh = todo.every((p) => stateOf(/** @type {Item} */ (p.item)) === 'None');
      body.append(heading(t(key === 'miss' && fresh && todo.length ? 'restTitle' : key + 'Title')));
      const more = key === 'miss' && todo.length && !fresh ? ' ' + t(lesson.attempts ? 'missFewer' : 'missAgain') : '';
      if (none || graded.length) { body.append(el('p', { 'class': 'result__text' }, t(key + 'Text', { n: now.right, all: graded.length }) + more)); }
      const before = test && S.best !== null && S.best >= lesson.pass || lasting() && !(test && lesson.keep === 'last');
      [before && !good ? t('passedBefore') : '', ...runWords()].forEach((words) => { if (words) { body.append(el('p', null, words)); } });
      body.append(el('ol', { 'class': 'result', role: 'list' }, ...questions.map((p) => {
        const state = stateOf(/** @type {Item} */ (p.item)), id = name + '-' + p.key;
        const jump = el('a', { href: '#', 'aria-describedby': id, on: { click: (/** @type {Event} */ e) => { e.preventDefault(); go(p); } } }, numberOf(p));
        return el('li', { 'class': 'result__row result__row--' + state.toLowerCase() }, icon({ Right: 'check', Wrong: 'again', None: 'dot', Survey: 'talk' }[state]), jump, el('span', { 'class': 'result__state', id }, t('state' + state)));
      })));
      const main = mainOfResult();
      body.append(el('div', { 'class': 'btn-row' },
        todo.length ? button(fresh ? null : 'again', t(none ? 'begin' : fresh ? 'rest' : 'again'), () => go(todo[0]), main === 'todo' ? 'btn--main' : '') : null,
        none ? null : button(null, t('review'), () => { drawReview(); focusTop(); }),
        !test ? button(null, t('restart'), () => go(pages[0])) : answers() && runsLeft() ? button(todo.length ? null : 'again', t('rerun'), () => { drawRerun(); focusTop(); }, main === 'rerun' ? 'btn--main' : '') : null));
    }
    /** The one main button of the result: go on with the lesson when it went well. @returns {'next' | 'todo' | 'rerun'} */
    function mainOfResult() {
      if (score().passed || items.every((i) => stateOf(i) !== 'None') && !graded.length) { return 'next'; }
      return open().length ? 'todo' : test && answers() && runsLeft() ? 'rerun' : 'next';
    }
    /** How many attempts at a test are left, and which counts. */
    function runWords() {
      if (!test) { return []; }
      const left = runsLeft();
      return [!lesson.runs ? '' : left ? t('runsLeft', { n: left }) : t('runsOver', { all: lesson.runs }), S.attempt > 1 && lesson.keep !== 'best' ? t('counts_' + lesson.keep) : ''];
    }
    /** Answers are thrown away: asked once more. */
    function drawRerun() {
      body.textContent = '';
      body.className = 'player__body player__body--rerun';
      next.className = 'btn';
      body.append(heading(t('rerunTitle')), el('p', null, t('rerunText') + ' ' + t('counts_' + lesson.keep)),
        lesson.runs ? el('p', null, t('runsLeft', { n: runsLeft() })) : '',
        el('div', { 'class': 'btn-row' }, button('again', t('rerun'), rerun, 'btn--main'), button(null, t('closeReview'), () => { draw(); focusTop(); })));
    }
    function drawReview() {
      body.textContent = '';
      body.className = 'player__body player__body--review';
      body.append(heading(t('reviewTitle')), el('p', null, t('reviewNote')), ...questions.map((p) => reviewed(/** @type {Item} */ (p.item), numberOf(p))));
      body.append(el('div', { 'class': 'btn-row' }, session.mode === 'review' ? leave() : button(null, t('closeReview'), () => { draw(); focusTop(); })));
    }

    /* ---------- start and end ---------- */
    return adapter.open(told).then((opened) => {
      session = opened;
      S = HocVu.unpack(lesson, adapter.restore());
      if (session.status && RANK.indexOf(session.status) >= 0) { raise(session.status); }
      if (session.score !== undefined && session.score >= 0 && (S.best === null || lesson.keep === 'best' && session.score > S.best)) { S.best = Math.min(session.score, 100); }
      if (seeded && !S.seed && session.keeps) { S.seed = HocVu.seed(); }
      deal();
      const review = session.mode === 'review', first = shown().filter((p) => p.key === S.page)[0] || !S.page && shown()[(session.page || 1) - 1] || pages[0];
      go(review && resultPage ? resultPage : first, true);
      if (!embedded && !review) {
        if (place() > 0) { body.insertBefore(el('p', { 'class': 'player__resumed' }, t('resumed', { n: place() + 1 })), body.firstChild); }
        if (!session.keeps) { body.append(el('p', { 'class': 'player__note' }, t('noKeep')), ...(session.leave ? [el('div', { 'class': 'btn-row' }, leave())] : [])); }
      }
      window.addEventListener('pagehide', () => { closed = adapter.close() || closed; });
      document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') { adapter.flush(); } });
      /* back from the browser's memory after the session was closed: a new launch */
      window.addEventListener('pageshow', (event) => { if (event.persisted && closed) { window.location.reload(); } });
    });
  };

  function start() {
    const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-adapter]')), source = document.getElementById('hv-lesson');
    if (!root || !source) { return; }
    const lesson = JSON.parse(source.textContent || ''), adapter = HocVu.adapters[root.getAttribute('data-adapter') || ''];
    HocVu.play(root, lesson, adapter(lesson));
  }
  if (document.readyState === 'loading') { document.addEventListener('DOMContentLoaded', start); } else { start(); }
}(window.HocVu));
