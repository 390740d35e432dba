/* Additions to pages that work without them: text size and colours, what this device remembers, the learner's
   kind of phone, tick boxes. No network; storage may be refused. */
(function () {
  'use strict';
  var html = document.documentElement;
  function get(key) { try { return localStorage.getItem(key); } catch (refused) { return null; } }
  function put(key, value) {
    try { if (value) { localStorage.setItem(key, value); } else { localStorage.removeItem(key); } } catch (refused) { /* lasts until the page is left */ }
  }
  function all(selector, act, where) { Array.prototype.forEach.call((where || document).querySelectorAll(selector), act); }
  /* what the player wrote: page/pages/done */
  function progress(lesson) {
    var parts = (get('hv:' + lesson) || '').split('/');
    return parts.length === 3 ? { done: parts[2] === '1' } : null;
  }

  /* ---------- text size and colours ---------- */
  all('.display input', function (input) {
    input.checked = input.value === (get(input.name) || '');
    input.addEventListener('change', function () {
      var attribute = 'data-' + input.name.slice(3);
      put(input.name, input.value);
      if (input.value) { html.setAttribute(attribute, input.value); } else { html.removeAttribute(attribute); }
    });
  });
  all('.display', function (panel) {
    panel.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && panel.open) {
        panel.open = false;
        panel.querySelector('summary').focus();
      }
    });
  });

  /* ---------- home: go on where she stopped ---------- */
  (function () {
    var box = document.getElementById('hv-resume'), index = document.getElementById('hv-index'), last = get('hv-last'), state = last && progress(last);
    if (!box || !index || !state) { return; }
    JSON.parse(index.textContent).filter(function (lesson) { return lesson.id === last; }).slice(0, 1).forEach(function (lesson) {
      box.querySelector('[data-resume-what]').textContent = lesson.title;
      box.querySelector('[data-resume-link]').setAttribute('href', lesson.url);
      if (state.done) { box.querySelector('h2').textContent = box.getAttribute('data-done'); }
      box.hidden = false;
    });
  }());

  /* ---------- lists of lessons: the state of each in words, a tick on the card ---------- */
  all('[data-lessons]', function (list) {
    var done = 0, any = false, next = null, summary = list.querySelector('[data-summary]');
    all('[data-lesson]', function (row) {
      var id = row.getAttribute('data-lesson'), state = progress(id), word = row.querySelector('[data-state]');
      var stamp = Array.prototype.filter.call(list.querySelectorAll('[data-stamp]'), function (s) { return s.getAttribute('data-stamp') === id; })[0];
      function say(text) {
        word.textContent = ' · ' + text;
        word.hidden = false;
      }
      any = any || !!state;
      if (state && state.done) {
        done++;
        row.classList.add('lesson-row--done');
        if (stamp) { stamp.classList.add('stamp--done'); }
        say(list.getAttribute('data-done'));
        return;
      }
      if (state) { say(list.getAttribute('data-doing')); }
      if (next || !summary) { return; }
      next = row;
      row.classList.add('lesson-row--now');
      if (stamp) { stamp.classList.add('stamp--now'); }
      if (any && !state) { say(list.getAttribute('data-next')); }
    }, list);
    if (done && summary) {
      summary.setAttribute('data-start', summary.textContent);
      summary.textContent = summary.getAttribute('data-summary').replace('#', done);
    }
  });
  all('[data-forget]', function (button) {
    button.addEventListener('click', function () {
      if (!window.confirm(button.getAttribute('data-forget'))) { return; }
      try {
        Object.keys(localStorage).forEach(function (key) { if (/^hv(?::|-state:|-last$|-device$)/.test(key)) { localStorage.removeItem(key); } });
      } catch (refused) { /* nothing is kept */ }
      document.querySelector('[data-forget-said]').textContent = button.getAttribute('data-forgotten');
      all('.lesson-row, .stamp', function (mark) { mark.classList.remove('lesson-row--done', 'lesson-row--now', 'stamp--done', 'stamp--now'); });
      all('[data-start]', function (summary) { summary.textContent = summary.getAttribute('data-start'); });
      all('[data-state]', function (word) { word.hidden = true; });
    });
  });

  /* ---------- lesson: the steps of the learner's phone; real tick boxes, kept nowhere ---------- */
  all('[data-devices]', function (choice) {
    function show(device) {
      all('[data-device]', function (part) { part.hidden = !!device && part.getAttribute('data-device') !== device; }, choice.parentNode);
    }
    var known = get('hv-device');
    all('input', function (input) {
      if (known && input.value === known) {
        input.checked = true;
        show(known);
      }
      input.addEventListener('change', function () {
        put('hv-device', input.value);
        show(input.value);
      });
    }, choice);
    window.addEventListener('beforeprint', function () { show(''); });
  });
  all('.practice-block .ticks > li', function (row) {
    var label, box, words;
    if (row.querySelector('a, p, ul, ol')) { return; }
    label = document.createElement('label');
    box = document.createElement('input');
    words = document.createElement('span');
    box.type = 'checkbox';
    box.autocomplete = 'off';
    while (row.firstChild) { words.appendChild(row.firstChild); }
    label.appendChild(box);
    label.appendChild(words);
    row.appendChild(label);
    row.className = 'tickable';
  });
  all('.lesson table', function (table) {
    var box = document.createElement('div');
    if (table.closest('.player, .scroll')) { return; }
    box.className = 'scroll';
    box.tabIndex = 0;
    table.parentNode.replaceChild(box, table);
    box.appendChild(table);
  });
}());
