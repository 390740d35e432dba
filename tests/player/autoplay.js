/* A learner that is a robot: plays a lesson to its end through what a hand can reach – clicks, native inputs, the form's
 * own submit – in one call, and looks at each page on the way. It knows the page's elements, never the player's code.
 *
 * autoplay(window of the lesson, plan) returns at once what it met. A plan holds
 *   replies: per question, by its words, the answers to give in order (none: leave it out);
 *   again:   the same, for a second round that the button of the result page begins;
 *   done:    the words of questions that are left as they stand;
 *   only:    the number of answers after which it stops where it is;
 *   pages:   the number of pages after which it stops;
 *   twice:   every click is two, the second wherever the finger then is;
 *   wide:    letters stand as wide as WCAG 1.4.12 asks for. */
window.autoplay = function (win, plan) {
  'use strict';
  const doc = win.document, root = doc.querySelector('.player');
  const met = { pages: [], verdicts: [], asked: [], faults: [], pictures: [], end: '', resumed: '', note: '', trouble: 0 };
  let replies = plan.replies, again = plan.again;
  const one = (selector) => root.querySelector(selector);
  const all = (selector) => Array.from(root.querySelectorAll(selector));
  const seen = (node) => !!node && node.getClientRects().length > 0;
  const role = () => (/player__body--(\w+)/.exec(one('.player__body').className) || ['', ''])[1];
  const text = (node) => node ? node.textContent.replace(/\s+/g, ' ').trim() : '';

  function fault(words) { met.faults.push(text(one('.player__count')) + ' (' + role() + '): ' + words); }
  function click(target, detail) {
    target.dispatchEvent(new win.MouseEvent('click', { bubbles: true, cancelable: true, composed: true, view: win, detail }));
  }
  function press(target) {
    if (!plan.twice) { click(target, 1); return; }
    target.scrollIntoView({ block: 'nearest' });
    const box = target.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
    click(target, 1);
    click(doc.elementFromPoint(x, y) || target, 2);
  }
  function type(input, words) {
    const value = Object.getOwnPropertyDescriptor(win.HTMLInputElement.prototype, 'value');
    input.focus();
    value.set.call(input, words);
    ['input', 'change'].forEach((name) => input.dispatchEvent(new win.Event(name, { bubbles: true })));
  }
  function arrange(wanted) {
    const now = () => all('.order__moves .btn:first-child').map((b) => b.getAttribute('data-move').split('/')[0]);
    wanted.forEach((entry, place) => {
      for (let turns = 0; now().indexOf(String(entry)) !== place; turns++) {
        if (turns > wanted.length) { fault('an entry does not move'); return; }
        click(one('[data-move="' + entry + '/-1"]'), 1); /* two clicks are two moves here, and meant so */
      }
    });
  }
  function tick(input, wanted) {
    if (input.checked !== wanted) { press(input); }
    if (input.checked !== wanted) { fault('a tick did not stay'); }
  }
  function choose(reply) {
    const field = one('.entry');
    if (field) { type(field, reply); return; }
    if (one('.order')) { arrange(reply); return; }
    if (one('.match__row')) {
      reply.forEach((side, row) => tick(one('.match__row input[name$="-' + row + '"][value="' + side + '"]'), true));
      return;
    }
    all('.question .option input').forEach((input) => {
      const wanted = Array.isArray(reply) ? reply.indexOf(input.value) >= 0 : reply === input.value;
      if (wanted || input.type === 'checkbox') { tick(input, wanted); }
    });
  }
  function answer(reply) {
    const retry = one('.question__feedback .btn--main');
    if (retry) { press(retry); }
    choose(reply);
    const button = one('.question__check');
    if (!seen(button)) { fault('no way to send an answer'); return; }
    press(button);
    const said = one('.callout__title');
    if (!said || doc.activeElement !== said) { fault('focus is not on what is said to an answer'); }
    met.verdicts.push(said && said.parentNode.classList.contains('callout--good') ? 'good' : 'again');
  }
  function look() {
    const heading = one('.player__heading'), wide = doc.documentElement.scrollWidth - win.innerWidth;
    if (!heading) { fault('no heading'); return; }
    if (met.pages.length && doc.activeElement !== heading) { fault('focus is not on the heading'); }
    if (wide > 0) { fault(wide + ' px wider than the screen'); }
    all('img').forEach((img) => {
      if (!img.alt) { fault('a picture without words'); }
      met.pictures.push(img.src);
    });
    if (seen(one('.player__trouble'))) { met.trouble++; }
  }

  if (plan.wide) { doc.documentElement.style.letterSpacing = '0.12em'; }
  met.resumed = text(one('.player__resumed'));
  met.note = text(one('.player__note'));
  for (;;) {
    look();
    if (role() === 'end') { met.end = text(one('.player__heading')); return met; }
    if (met.pages.push(role()) > 200) { fault('no end'); return met; }
    if (one('form.question')) {
      const words = text(one('.question__stem')), given = (plan.done || []).indexOf(words) >= 0 ? [] : replies[words];
      if (!given) { fault('an unknown question: ' + words); }
      for (let i = 0; given && i < given.length && met.verdicts.length !== plan.only; i++) {
        met.asked.push(words);
        answer(given[i]);
      }
    }
    if (met.verdicts.length === plan.only || met.pages.length === plan.pages) { return met; }
    const next = role() === 'result' && again ? one('.player__body .btn--main') : all('.player__foot .btn').pop();
    if (role() === 'result' && again) { replies = again; again = null; }
    if (!seen(next)) { return met; } /* a review has no end */
    press(next);
  }
};
