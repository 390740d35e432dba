/* SCORM 1.2 Run-Time Environment: one status, a score of 0 to 100, HH:MM:SS, responses of single characters 0-9a-z. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @param {Lesson} lesson @param {Window} [win] @returns {Adapter} */
window.HocVu.adapters.scorm12 = function (lesson, win) {
  'use strict';
  return window.HocVu.scorm(lesson, win, (lms) => {
    const LONGEST = 255, CORE = 'cmi.core.', SCORE = 'cmi.core.score.';
    /** @type {Status[]} */
    const STATUSES = ['incomplete', 'failed', 'completed', 'passed'];
    /** @type {Record<Word, string>} */
    const RESULTS = { right: 'correct', partly: 'wrong', wrong: 'wrong', neutral: 'neutral' };
    const completion = lms.status('cmi.core.lesson_status', ['', 'not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed']);
    const raw = lms.measure(SCORE + 'raw', lesson.keep === 'last');
    /** @param {number} seconds */
    function clock(seconds) {
      return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => String(n).padStart(2, '0')).join(':');
    }
    return {
      api: 'API', calls: { start: 'LMSInitialize', get: 'LMSGetValue', set: 'LMSSetValue', commit: 'LMSCommit', end: 'LMSFinish' },
      mode: CORE + 'lesson_mode', entry: CORE + 'entry', location: CORE + 'lesson_location', time: CORE + 'session_time',
      exit: [CORE + 'exit', 'suspend', ''],
      types: { choice: 'choice', multiple: 'choice', truefalse: 'true-false', text: 'fill-in', numeric: 'numeric', match: 'matching', order: 'sequencing', survey: 'likert' },
      truth: ['t', 'f'], comma: ',', pair: '.',
      completion,
      read() {
        completion.read();
        raw.read();
      },
      scored: raw.told,
      recorded: () => ({ status: STATUSES.filter((status) => completion.is(status))[0] || 'incomplete', score: raw.value() }),
      score: (percent) => raw.write(percent, () => {
        lms.set(SCORE + 'min', 0);
        lms.set(SCORE + 'max', 100);
      }),
      status: (update) => completion.write(update.status),
      done: () => completion.is('passed') || completion.is('completed'),
      duration: clock,
      words: (text) => lms.line(text, LONGEST),
      number: (value) => value,
      range: (ranges) => ranges[0][0] === ranges[0][1] ? ranges[0][0] : null,
      report(at, answer, said, key) {
        lms.set(at + 'student_response', said);
        if (key !== null) { lms.set(at + 'correct_responses.0.pattern', key); }
        lms.set(at + 'result', RESULTS[answer.word]);
        lms.set(at + 'latency', clock(lms.whole(answer.seconds)));
      }
    };
  });
};
