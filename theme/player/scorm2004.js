/* SCORM 2004 Run-Time Environment, 3rd and 4th Edition: completion and success apart, a scaled score, progress, and a
 * result for each competence. What may stand in a value is bounded by the strictest of the standard, Moodle and Canvas:
 * numbers of at most five digits before the point, times without a zone, one line of words without delimiters.
 *
 * The pass mark is the lesson's: cmi.scaled_passing_score and cmi.completion_threshold are not read, and where the
 * manifest states them they are the same. Progress is 1 when the lesson is complete, and less until then, so that an
 * LMS that compares it with a threshold comes to the same end. adl.nav.request is left alone: the LMS has buttons. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @param {Lesson} lesson @param {Window} [win] @returns {Adapter} */
window.HocVu.adapters.scorm2004 = function (lesson, win) {
  'use strict';
  return window.HocVu.scorm(lesson, win, (lms) => {
    const HocVu = window.HocVu, LONGEST = 250, MOST_PATTERNS = 5, COMMA = '[,]', RANGE = '[:]', SCORE = 'cmi.score.';
    const COMPLETION = ['', 'unknown', 'not attempted', 'incomplete', 'completed'], SUCCESS = ['', 'unknown', 'failed', 'passed'];
    /** @type {Record<Word, string>} */
    const RESULTS = { right: 'correct', partly: 'incorrect', wrong: 'incorrect', neutral: 'neutral' };
    const lowers = lesson.keep === 'last';
    const completion = lms.status('cmi.completion_status', COMPLETION), success = lms.status('cmi.success_status', SUCCESS);
    const scaled = lms.measure(SCORE + 'scaled', lowers), progress = lms.measure('cmi.progress_measure', false);
    const items = lesson.pages.map((page) => page.item).filter((item) => !!item);
    const objectives = (lesson.objectives || []).map((o) => ({
      id: o.id, title: o.title, items: /** @type {Item[]} */ (items.filter((item) => item && o.items.indexOf(item.id) >= 0)),
      held: /** @type {ReturnType<typeof held> | null} */ (null)
    })).filter((o) => o.items.length);
    let known = 0, declared = false;

    /* ---------- values ---------- */
    /** @param {number} seconds @returns {string} PT1H2M3S */
    function duration(seconds) {
      const h = Math.floor(seconds / 3600), m = Math.floor(seconds / 60) % 60;
      return 'PT' + (h ? h + 'H' : '') + (m ? m + 'M' : '') + seconds % 60 + 'S';
    }
    /** Local time without a zone: Canvas refuses a trailing Z. '' for a clock that is off by decades.
     * @param {number} milliseconds */
    function timestamp(milliseconds) {
      const d = new Date(milliseconds), two = (/** @type {number} */ n) => String(n).padStart(2, '0');
      if (!(d.getFullYear() >= 1970 && d.getFullYear() <= 2038)) { return ''; }
      return [d.getFullYear(), two(d.getMonth() + 1), two(d.getDate())].join('-') + 'T' + [d.getHours(), d.getMinutes(), d.getSeconds()].map(two).join(':');
    }
    /** One line; what would be read as a delimiter or as a property of the string is set apart.
     * @param {string} text */
    function words(text) {
      return lms.line(text.replace(/\[([,.:])\]/g, '[ $1 ]'), LONGEST - 1).replace(/^\{/, ' {');
    }
    /** real(10,7): null for what has more digits. @param {string | null} value */
    function number(value) {
      return value !== null && /^-?\d{1,5}(\.\d{1,7})?$/.test(value) && value.replace(/\D/g, '').replace(/^0+/, '').length <= 7 ? value : null;
    }
    /** A fraction with at most four decimals and a point, as the LMS writes and reads it.
     * @param {number} value */
    function fraction(value) { return Number(value.toFixed(4)); }
    /** @param {string} html */
    function plain(html) { return new DOMParser().parseFromString(html, 'text/html').body.textContent || ''; }

    /* ---------- competences ---------- */
    /** What the LMS holds of an objective, under its number there. @param {number} n */
    function held(n) {
      const at = 'cmi.objectives.' + n + '.';
      return { completion: lms.status(at + 'completion_status', COMPLETION), success: lms.status(at + 'success_status', SUCCESS), score: lms.measure(at + 'score.scaled', lowers) };
    }
    /** Finds the lesson's objectives among those that the LMS has, from an earlier session or from the manifest. */
    function readObjectives() {
      const count = parseInt(lms.get('cmi.objectives._count'), 10);
      for (known = 0; known < count; known++) {
        const id = lms.get('cmi.objectives.' + known + '.id'), found = objectives.filter((o) => o.id === id)[0];
        if (!found) { continue; }
        found.held = held(known);
        found.held.completion.read();
        found.held.success.read();
        found.held.score.read();
      }
    }
    /** Announces to the LMS the objectives that it does not have. */
    function declareObjectives() {
      declared = true;
      objectives.filter((o) => !o.held).forEach((o) => {
        if (!lms.set('cmi.objectives.' + known + '.id', o.id)) { return; }
        lms.set('cmi.objectives.' + known + '.description', words(o.title));
        o.held = held(known++);
      });
    }
    /** Results for competences are extras: what an LMS refuses of them is not offered again, and nobody hears of it.
     * @param {State} state */
    function writeObjectives(state) {
      if (!objectives.some((o) => o.items.some((item) => state.items[item.id]))) { return; }
      if (!declared) { declareObjectives(); }
      objectives.forEach((o) => {
        const answered = o.items.filter((item) => state.items[item.id]), all = answered.length === o.items.length;
        const of = o.items.reduce((sum, item) => sum + (full(item) ? item.points : 0), 0);
        if (!o.held || !answered.length) { return; }
        if (of) {
          const points = answered.reduce((sum, item) => sum + (full(item) ? item.points * Math.min(state.items[item.id].hits / full(item), 1) : 0), 0);
          const percent = Math.floor(points / of * 10000 + 1e-6) / 100;
          o.held.score.write(fraction(percent / 100));
          if (all && percent >= lesson.pass) { o.held.success.write('passed'); } else if (all && lesson.miss === 'failed') { o.held.success.write('failed'); }
        }
        o.held.completion.write(all ? 'completed' : 'incomplete');
      });
    }
    /** @param {Item} item */
    function full(item) { return HocVu.judge(item, '').of; }

    /** The part of the lesson that is done: pages seen, questions answered. @param {State} state */
    function part(state) {
      const shown = lesson.pages.filter((p) => !p.device || !state.device || p.device === state.device);
      const done = shown.filter((p) => p.item && lesson.complete === 'answered' ? state.items[p.item.id] : state.seen.indexOf(p.key) >= 0);
      return Math.min(done.length / shown.length, 0.99);
    }

    return {
      api: 'API_1484_11', calls: { start: 'Initialize', get: 'GetValue', set: 'SetValue', commit: 'Commit', end: 'Terminate' },
      mode: 'cmi.mode', entry: 'cmi.entry', location: 'cmi.location', time: 'cmi.session_time',
      exit: ['cmi.exit', 'suspend', 'normal'],
      types: { choice: 'choice', multiple: 'choice', truefalse: 'true-false', text: 'fill-in', numeric: 'numeric', match: 'matching', order: 'sequencing', survey: 'likert' },
      truth: ['true', 'false'], comma: COMMA, pair: '[.]',
      completion,
      read() {
        [completion, success, scaled, progress].forEach((element) => element.read());
        if (objectives.length) { readObjectives(); }
      },
      scored: scaled.told,
      recorded: () => ({
        status: success.is('passed') ? 'passed' : success.is('failed') ? 'failed' : completion.is('completed') ? 'completed' : 'incomplete',
        score: Math.round(scaled.value() * 10000) / 100
      }),
      score: (percent) => scaled.write(fraction(percent / 100), () => {
        lms.set(SCORE + 'raw', percent);
        lms.set(SCORE + 'min', 0);
        lms.set(SCORE + 'max', 100);
      }),
      status(update) {
        const complete = update.status !== 'incomplete', state = HocVu.unpack(lesson, update.state);
        writeObjectives(state);
        /* success before completion: Open edX publishes the grade at once, and not at all of what failed */
        let kept = update.status !== 'passed' && update.status !== 'failed' || success.write(update.status);
        kept = completion.write(complete ? 'completed' : 'incomplete') && kept;
        const reached = complete || completion.is('completed') ? 1 : fraction(part(state));
        if (reached > 0) { progress.write(reached); }
        return kept;
      },
      done: () => completion.is('completed') && !success.is('failed'),
      duration,
      words,
      number,
      range: (ranges) => ranges.length === 1 && ranges[0].every((end) => number(end) !== null) ? ranges[0].join(RANGE) : null,
      report(at, answer, said, key) {
        const item = answer.item, when = timestamp(Date.now() - answer.seconds * 1000);
        /** @type {(string | null)[]} */
        let patterns = [key];
        if (item.kind === 'text') { patterns = item.answers.map(words).filter((text, i, all) => all.indexOf(text) === i).slice(0, MOST_PATTERNS); }
        objectives.filter((o) => o.items.indexOf(item) >= 0).forEach((o, i) => lms.set(at + 'objectives.' + i + '.id', o.id));
        if (when) { lms.set(at + 'timestamp', when); }
        patterns.forEach((pattern, i) => { if (pattern !== null) { lms.set(at + 'correct_responses.' + i + '.pattern', pattern); } });
        lms.set(at + 'weighting', item.points);
        lms.set(at + 'learner_response', said);
        lms.set(at + 'result', RESULTS[answer.word]);
        lms.set(at + 'latency', duration(lms.whole(answer.seconds)));
        lms.set(at + 'description', words(plain(item.stem)));
      }
    };
  });
};
