/* LMSs to try the run-time against: strict (what Moodle's data model refuses, and stricter), mute, Open edX, and broken
 * ones. Each logs every call; strict ones list violations and commit to the test server at once. */
window.LMS = (function () {
  'use strict';
  const TEXT255 = /^[\u0000-\uFFFF]{0,255}$/, STATUS = /^(passed|completed|failed|incomplete|browsed)$/;
  const TIMESPAN = /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/, SCORE = /^(\d{1,2}(\.\d{1,2})?|100(\.0{1,2})?)$/;
  const RULES = [
    [/^cmi\.core\.lesson_location$/, TEXT255, 'rw'],
    [/^cmi\.core\.lesson_status$/, STATUS, 'rw'],
    [/^cmi\.core\.score\.(raw|min|max)$/, SCORE, 'rw'],
    [/^cmi\.core\.exit$/, /^(time-out|logout|suspend|)$/, 'w'],
    [/^cmi\.core\.session_time$/, TIMESPAN, 'w'],
    [/^cmi\.suspend_data$/, /^[\u0020-\u007e]{0,4000}$/, 'rw'],
    [/^cmi\.interactions\.\d+\.id$/, /^[\u0021-\u007e]{1,250}$/, 'w'],
    [/^cmi\.interactions\.\d+\.type$/, /^(true-false|choice|fill-in|matching|performance|sequencing|likert|numeric)$/, 'w'],
    [/^cmi\.interactions\.\d+\.student_response$/, TEXT255, 'w'],
    [/^cmi\.interactions\.\d+\.correct_responses\.0\.pattern$/, TEXT255, 'w'],
    [/^cmi\.interactions\.\d+\.result$/, /^(correct|wrong|unanticipated|neutral|\d{0,3}(\.\d*)?)$/, 'w'],
    [/^cmi\.interactions\.\d+\.latency$/, TIMESPAN, 'w'],
    [/^cmi\.interactions\._count$/, /^$/, 'r'],
    [/^cmi\.core\.(lesson_mode|credit|entry|student_id|student_name|total_time)$/, /^$/, 'r']
  ];
  const RESPONSES = {
    'choice': /^[0-9a-z](,[0-9a-z])*$/, 'true-false': /^[01tf]$/, 'matching': /^[0-9a-z]\.[0-9a-z](,[0-9a-z]\.[0-9a-z])*$/,
    'sequencing': /^[0-9a-z](,[0-9a-z])*$/, 'likert': /^[0-9a-z]$/, 'numeric': /^-?\d+(\.\d+)?$/, 'fill-in': /^[^\u0000-\u001f]{1,255}$/
  };
  const UNTOLD = ['cmi.core.lesson_status', 'cmi.core.lesson_mode', 'cmi.core.entry', 'cmi.core.credit', 'cmi.core.score.raw', 'cmi.interactions._count'];

  /* browsers refuse a synchronous request while a page goes away; LMSs then fall back to a beacon, or lose it */
  function post(id, cmi) {
    try {
      const request = new XMLHttpRequest();
      request.open('POST', '/store/' + id, false);
      request.send(JSON.stringify(cmi));
    } catch (dismissed) { navigator.sendBeacon('/store/' + id, JSON.stringify(cmi)); }
  }
  function count(cmi) { return Object.keys(cmi).filter((k) => /^cmi\.interactions\.\d+\.id$/.test(k)).length; }

  function strict(cmi, setting) {
    const log = [], violations = [];
    let phase = 'new', error = '0';
    function fail(code, what) { error = code; violations.push(code + ' ' + what); return 'false'; }
    function running(what) {
      if (phase === 'open') { error = '0'; return true; }
      fail('301', what + ' while ' + phase);
      return false;
    }
    function rule(element) { return RULES.filter((r) => r[0].test(element))[0]; }
    function finishAsMoodle() {
      const mastery = cmi['cmi.student_data.mastery_score'], raw = cmi['cmi.core.score.raw'];
      if (!cmi['cmi.core.lesson_status'] || cmi['cmi.core.lesson_status'] === 'not attempted') { cmi['cmi.core.lesson_status'] = 'completed'; }
      if (mastery && raw !== undefined && raw !== '') { cmi['cmi.core.lesson_status'] = parseFloat(raw) >= parseFloat(mastery) ? 'passed' : 'failed'; }
    }
    const api = {
      LMSInitialize(parameter) {
        if (parameter !== '') { return fail('201', 'LMSInitialize(' + parameter + ')'); }
        if (phase === 'open' || phase === 'finished' && setting.refuse !== 'nothing') { return fail('101', 'LMSInitialize again'); }
        if (setting.refuse === 'initialize') { return 'false'; }
        phase = 'open';
        return 'true';
      },
      LMSGetValue(element) {
        if (!running('LMSGetValue ' + element)) { return ''; }
        if (/student_(id|name)/.test(element)) { violations.push('reads who the learner is'); }
        const r = rule(element);
        if (!r || r[2] === 'w') { return fail(r ? '404' : '401', 'LMSGetValue ' + element), ''; }
        if (setting.mute) { return ''; }
        if (element === 'cmi.interactions._count') { return String(count(cmi)); }
        return element in cmi ? cmi[element] : '';
      },
      LMSSetValue(element, value) {
        if (!running('LMSSetValue ' + element)) { return 'false'; }
        const r = rule(element), index = /^cmi\.interactions\.(\d+)\.(.*)$/.exec(element);
        if (!r || r[2] === 'r') { return fail(r ? '403' : '401', 'LMSSetValue ' + element); }
        if (typeof value !== 'string' || !r[1].test(value)) { return fail('405', element + ' = ' + value); }
        if (setting.refuse === 'set' || setting.refuse && element.indexOf(setting.refuse) >= 0) { error = '101'; return 'false'; }
        if (index) {
          const at = 'cmi.interactions.' + index[1] + '.';
          if (!setting.mute && Number(index[1]) > count(cmi)) { return fail('201', element + ' out of order'); }
          if (index[2] !== 'id' && !(at + 'id' in cmi)) { return fail('201', element + ' before its id'); }
          if (/student_response|pattern/.test(index[2]) && !RESPONSES[cmi[at + 'type']].test(value)) { return fail('405', element + ' = ' + value); }
        }
        cmi[element] = value;
        return 'true';
      },
      LMSCommit(parameter) {
        if (parameter !== '') { return fail('201', 'LMSCommit(' + parameter + ')'); }
        if (!running('LMSCommit')) { return 'false'; }
        if (setting.refuse === 'commit') { return 'false'; }
        post(setting.id, cmi);
        return 'true';
      },
      LMSFinish(parameter) {
        if (parameter !== '') { return fail('201', 'LMSFinish(' + parameter + ')'); }
        if (!running('LMSFinish')) { return 'false'; }
        phase = 'finished';
        finishAsMoodle();
        post(setting.id, cmi);
        return 'true';
      },
      LMSGetLastError: () => error,
      LMSGetErrorString: () => '',
      LMSGetDiagnostic: () => ''
    };
    return { api, log, violations, cmi, setting };
  }

  /* HEAD of openedx-scorm-xblock: nothing that was asked from the server is ever answered, calls are no-ops, values go out
   * one by one; only what this page wrote itself can be read back, and suspend_data. */
  function edx(cmi, setting) {
    const log = [], violations = [], grades = [];
    const api = {
      LMSInitialize: () => 'true', LMSCommit: () => 'true', LMSFinish: () => 'true', LMSGetLastError: () => '0', LMSGetErrorString: () => '', LMSGetDiagnostic: () => '',
      LMSGetValue: (element) => UNTOLD.indexOf(element) >= 0 || !(element in cmi) ? '' : cmi[element],
      LMSSetValue(element, value) {
        cmi[element] = value;
        if (/NaN|undefined/.test(element + value)) { violations.push(element + ' = ' + value); }
        if (element === 'cmi.core.score.raw' && !(Number(value) >= 0 && Number(value) <= 100)) { violations.push('score ' + value); }
        if (element === 'cmi.core.lesson_status' && /passed|failed|completed/.test(value)) {
          grades.push(value === 'failed' ? 0 : Number(cmi['cmi.core.score.raw']) / 100);
        }
        post(setting.id, cmi);
        return 'true';
      }
    };
    return { api, log, violations, cmi, grades };
  }

  function broken(kind, cmi, setting) {
    const base = strict(cmi, setting), api = base.api;
    if (kind === 'throwing') { Object.keys(api).forEach((name) => { api[name] = () => { throw new Error(name); }; }); }
    if (kind === 'throwing-late') { ['LMSSetValue', 'LMSCommit', 'LMSFinish', 'LMSGetValue'].forEach((name) => { api[name] = () => { throw new Error(name); }; }); }
    if (kind === 'bare') { ['LMSFinish', 'LMSCommit', 'LMSGetLastError', 'LMSGetErrorString', 'LMSGetDiagnostic'].forEach((name) => { delete api[name]; }); api.LMSSetValue = (k, v) => { cmi[k] = v; post(setting.id, cmi); }; }
    if (kind === 'no-set') { delete api.LMSSetValue; }
    if (kind === 'no-get') { delete api.LMSGetValue; }
    if (kind === 'lying') { api.LMSSetValue = () => 'true'; api.LMSGetValue = () => 'null'; }
    if (kind === 'nothing') { Object.keys(api).forEach((name) => { api[name] = () => undefined; }); }
    if (kind === 'slow') { Object.keys(api).forEach((name) => { const real = api[name]; api[name] = (...a) => { const until = Date.now() + 60; while (Date.now() < until) { /* wait */ } return real(...a); }; }); }
    return base;
  }

  /* scorm-again, an independent implementation (MIT); every error it reports is a violation */
  function again(cmi, setting) {
    const real = new window.Scorm12API({
      autocommit: false, logLevel: 5, lmsCommitUrl: '/store/' + setting.id, dataCommitFormat: 'flattened', xhrResponseHandler: () => ({ result: true, errorCode: 0 })
    });
    const log = [], violations = [], api = {};
    real.loadFromFlattenedJSON(cmi);
    ['LMSInitialize', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSFinish'].forEach((name) => {
      api[name] = (...args) => {
        const answer = real[name](...args), error = String(real.LMSGetLastError());
        if (error !== '0') { violations.push(error + ' ' + name + ' ' + args.join(' = ')); }
        return answer;
      };
    });
    return { api, log, violations, cmi: real.cmi };
  }

  function make(kind, cmi, setting) {
    const kinds = { strict, mute: (c, s) => strict(c, Object.assign({ mute: true }, s)), edx, 'scorm-again': again };
    const made = kind in kinds ? kinds[kind](cmi, setting) : broken(kind, cmi, setting);
    Object.keys(made.api).forEach((name) => {
      const real = made.api[name];
      made.api[name] = (...args) => {
        const entry = [name].concat(args);
        made.log.push(entry);
        return real(...args);
      };
    });
    return made;
  }
  return { make };
}());
