/* LMSs to try the run-times against, for both editions of SCORM: strict (what the standard and Moodle's data model refuse,
 * and stricter), mute, Open edX, and broken ones. Each logs every call; strict ones list violations and commit to the
 * test server at once.
 *
 * LMS.make(kind, cmi, setting): kind is one of LMS.KINDS; cmi is what the LMS holds, flat; setting.edition is '1.2' or
 * '2004', setting.id names the record on the server, setting.refuse what is refused (initialize, set, commit, nothing, or
 * a part of an element's name), setting.most the characters of suspend_data, setting.interactions how
 * many of them, setting.delay the milliseconds that a slow one takes for a call.
 * It returns {name, api, log, violations, cmi, setting}: api belongs into window[name]. */
window.LMS = (function () {
  'use strict';
  const KINDS = ['strict', 'mute', 'edx', 'scorm-again', 'throwing', 'throwing-late', 'bare', 'no-set', 'no-get', 'lying', 'nothing', 'slow'];
  const ASCII = /^[\u0020-\u007e]*$/, NUMBER = /^-?\d{1,5}(\.\d{1,7})?$/, SHORT = '[0-9A-Za-z_.]{1,250}', LONG = /^[\u0021-\u007e]{1,4000}$/;
  const TEXT250 = /^(\{lang=[a-z]{2,3}\})?(?!\{)[^\u0000-\u001f]{0,250}$/;

  /* ---------- SCORM 1.2 ---------- */
  const TEXT255 = /^[\u0000-\uFFFF]{0,255}$/, SPAN12 = /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
  const V12 = {
    name: 'API', prefix: 'LMS', end: 'LMSFinish', interaction: /^student_response$/,
    errors: { again: '101', afterEnd: '101', early: '301', late: '301', unknown: '401', readOnly: '403', writeOnly: '404', type: '405', range: '405', order: '201', dependency: '201', argument: '201', general: '101' },
    rules: [
      [/^cmi\.core\.lesson_location$/, TEXT255, 'rw'],
      [/^cmi\.core\.lesson_status$/, /^(passed|completed|failed|incomplete|browsed)$/, 'rw'],
      [/^cmi\.core\.score\.(raw|min|max)$/, /^(\d{1,2}(\.\d{1,2})?|100(\.0{1,2})?)$/, 'rw'],
      [/^cmi\.core\.exit$/, /^(time-out|logout|suspend|)$/, 'w'],
      [/^cmi\.core\.session_time$/, SPAN12, 'w'],
      [/^cmi\.suspend_data$/, ASCII, 'rw'],
      [/^cmi\.interactions\.\d+\.id$/, /^[\u0021-\u007e]{1,250}$/, 'w'],
      [/^cmi\.interactions\.\d+\.type$/, /^(true-false|choice|fill-in|matching|performance|sequencing|likert|numeric)$/, 'w'],
      [/^cmi\.interactions\.\d+\.student_response$/, TEXT255, 'w'],
      [/^cmi\.interactions\.\d+\.correct_responses\.\d+\.pattern$/, TEXT255, 'w'],
      [/^cmi\.interactions\.\d+\.result$/, /^(correct|wrong|unanticipated|neutral|\d{0,3}(\.\d*)?)$/, 'w'],
      [/^cmi\.interactions\.\d+\.latency$/, SPAN12, 'w'],
      [/^cmi\.interactions\._count$/, /^$/, 'r'],
      [/^cmi\.core\.(lesson_mode|credit|entry|student_id|student_name|total_time)$/, /^$/, 'r']
    ],
    responses: {
      'choice': /^[0-9a-z](,[0-9a-z])*$/, 'true-false': /^[01tf]$/, 'matching': /^[0-9a-z]\.[0-9a-z](,[0-9a-z]\.[0-9a-z])*$/,
      'sequencing': /^[0-9a-z](,[0-9a-z])*$/, 'likert': /^[0-9a-z]$/, 'numeric': /^-?\d+(\.\d+)?$/, 'fill-in': /^[^\u0000-\u001f]{1,255}$/
    },
    initial: {},
    /* Moodle: what was never attempted is complete, and a mastery score with a raw score decides */
    finish(cmi) {
      const mastery = cmi['cmi.student_data.mastery_score'], raw = cmi['cmi.core.score.raw'];
      if (!cmi['cmi.core.lesson_status'] || cmi['cmi.core.lesson_status'] === 'not attempted') { cmi['cmi.core.lesson_status'] = 'completed'; }
      if (mastery && raw !== undefined && raw !== '') { cmi['cmi.core.lesson_status'] = parseFloat(raw) >= parseFloat(mastery) ? 'passed' : 'failed'; }
    },
    status: 'cmi.core.lesson_status', raw: 'cmi.core.score.raw',
    untold: ['cmi.core.lesson_status', 'cmi.core.lesson_mode', 'cmi.core.entry', 'cmi.core.credit', 'cmi.core.score.raw', 'cmi.interactions._count']
  };
  V12.patterns = V12.responses;

  /* ---------- SCORM 2004 ---------- */
  const SPAN = /^P(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?$/;
  const TIME = /^(19[7-9]\d|20[0-2]\d|203[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
  const many = (entry, most, unique) => ({ entry: new RegExp('^' + entry + '$'), most, unique });
  const V2004 = {
    name: 'API_1484_11', prefix: '', end: 'Terminate', interaction: /^learner_response$/,
    errors: { again: '103', afterEnd: '104', early: '2', late: '3', unknown: '401', readOnly: '404', writeOnly: '405', unset: '403', type: '406', range: '407', order: '351', dependency: '408', argument: '201', general: '351', get: '301' },
    rules: [
      [/^cmi\.completion_status$/, /^(completed|incomplete|not attempted|unknown)$/, 'rw'],
      [/^cmi\.success_status$/, /^(passed|failed|unknown)$/, 'rw'],
      [/^cmi\.(progress_measure)$/, NUMBER, 'rw', 0, 1],
      [/^cmi\.(objectives\.\d+\.)?score\.scaled$/, NUMBER, 'rw', -1, 1],
      [/^cmi\.score\.(raw|min|max)$/, NUMBER, 'rw'],
      [/^cmi\.location$/, /^[\u0000-\uFFFF]{0,1000}$/, 'rw'],
      [/^cmi\.exit$/, /^(time-out|suspend|logout|normal|)$/, 'w'],
      [/^cmi\.session_time$/, SPAN, 'w'],
      [/^cmi\.suspend_data$/, ASCII, 'rw'],
      [/^cmi\.objectives\.\d+\.id$/, LONG, 'rw'],
      [/^cmi\.objectives\.\d+\.completion_status$/, /^(completed|incomplete|not attempted|unknown)$/, 'rw'],
      [/^cmi\.objectives\.\d+\.success_status$/, /^(passed|failed|unknown)$/, 'rw'],
      [/^cmi\.objectives\.\d+\.description$/, TEXT250, 'rw'],
      [/^cmi\.interactions\.\d+\.id$/, LONG, 'rw'],
      [/^cmi\.interactions\.\d+\.type$/, /^(true-false|choice|fill-in|long-fill-in|matching|performance|sequencing|likert|numeric|other)$/, 'rw'],
      [/^cmi\.interactions\.\d+\.objectives\.\d+\.id$/, LONG, 'rw'],
      [/^cmi\.interactions\.\d+\.timestamp$/, TIME, 'rw'],
      [/^cmi\.interactions\.\d+\.correct_responses\.\d+\.pattern$/, /^/, 'rw'],
      [/^cmi\.interactions\.\d+\.weighting$/, NUMBER, 'rw'],
      [/^cmi\.interactions\.\d+\.learner_response$/, /^/, 'rw'],
      [/^cmi\.interactions\.\d+\.result$/, /^(correct|incorrect|unanticipated|neutral|-?\d{1,4}(\.\d{1,7})?)$/, 'rw'],
      [/^cmi\.interactions\.\d+\.latency$/, SPAN, 'rw'],
      [/^cmi\.interactions\.\d+\.description$/, TEXT250, 'rw'],
      [/^cmi\.(interactions|objectives)\._count$/, /^$/, 'r'],
      [/^cmi\.(mode|credit|entry|learner_id|learner_name|total_time|launch_data|scaled_passing_score|completion_threshold)$/, /^$/, 'r'],
      [/^adl\.nav\.request$/, /^(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_)$/, 'rw']
    ],
    responses: {
      'choice': many(SHORT, 36, true), 'true-false': many('(true|false)', 1), 'matching': many(SHORT + '\\[\\.\\]' + SHORT, 36), 'sequencing': many(SHORT, 36),
      'likert': many(SHORT, 1), 'numeric': many('-?\\d{1,5}(\\.\\d{1,7})?', 1), 'fill-in': many('(\\{lang=[a-z]{2,3}\\})?(?!\\{)[^\\u0000-\\u001f]{0,250}', 10)
    },
    initial: { 'cmi.completion_status': 'unknown', 'cmi.success_status': 'unknown' },
    /* the standard: a threshold of the manifest decides over what the lesson says */
    finish(cmi) {
      const pass = cmi['cmi.scaled_passing_score'], threshold = cmi['cmi.completion_threshold'];
      if (pass && cmi['cmi.score.scaled']) { cmi['cmi.success_status'] = Number(cmi['cmi.score.scaled']) >= Number(pass) ? 'passed' : 'failed'; }
      if (threshold && cmi['cmi.progress_measure']) { cmi['cmi.completion_status'] = Number(cmi['cmi.progress_measure']) >= Number(threshold) ? 'completed' : 'incomplete'; }
    },
    status: 'cmi.completion_status', raw: 'cmi.score.raw',
    untold: ['cmi.completion_status', 'cmi.success_status', 'cmi.score.raw', 'cmi.score.scaled', 'cmi.mode', 'cmi.entry', 'cmi.credit', 'cmi.interactions._count', 'cmi.objectives._count']
  };
  V2004.patterns = Object.assign({}, V2004.responses, { numeric: many('-?\\d{1,5}(\\.\\d{1,7})?\\[:\\]-?\\d{1,5}(\\.\\d{1,7})?', 1) });
  const EDITIONS = { '1.2': V12, '2004': V2004 };
  const PHASED = { Terminate: '11', GetValue: '12', SetValue: '13', Commit: '14' };

  /* Goes out before the browser does anything else, once for all that one script sets. Browsers refuse a synchronous
   * request while a page goes away; LMSs then fall back to a beacon, or lose it. */
  const waiting = new Map();
  function post(id, cmi) {
    if (!id) { return; } // nothing is kept
    waiting.set(id, cmi);
    if (waiting.size === 1) { Promise.resolve().then(send); }
  }
  function send() {
    waiting.forEach((cmi, id) => {
      try {
        const request = new XMLHttpRequest();
        request.open('POST', '/store/' + id, false);
        request.send(JSON.stringify(cmi));
      } catch (dismissed) { navigator.sendBeacon('/store/' + id, JSON.stringify(cmi)); }
    });
    waiting.clear();
  }
  function count(cmi, list, last) { return Object.keys(cmi).filter((k) => k.indexOf(list + '.') === 0 && new RegExp('^\\d+\\.' + last + '$').test(k.slice(list.length + 1))).length; }
  function fits(rule, value) {
    if (rule instanceof RegExp) { return rule.test(value); }
    const parts = value.split('[,]');
    return parts.length <= rule.most && parts.every((part) => rule.entry.test(part)) && !(rule.unique && new Set(parts).size < parts.length);
  }

  function strict(cmi, setting, v) {
    const log = [], violations = [], P = v.prefix, E = v.errors, most = setting.most || 4000;
    let phase = 'new', error = '0';
    function fail(code, what) { error = code; violations.push(code + ' ' + what); return 'false'; }
    function running(name, what) {
      if (phase === 'open') { error = '0'; return true; }
      const code = phase === 'new' ? E.early : E.late;
      fail(code.length === 1 ? PHASED[name] + code : code, P + (name === 'Terminate' ? v.end.slice(P.length) : name) + what + ' while ' + phase);
      return false;
    }
    function rule(element) { return v.rules.filter((r) => r[0].test(element))[0]; }
    /* members of collections: in order, after their id, ids of objectives once */
    function placed(element, value) {
      const found = /^(cmi\.(interactions|objectives))\.(\d+)\.(.*)$/.exec(element);
      if (!found) { return true; }
      const at = found[1] + '.' + found[3] + '.', rest = found[4], inner = /^(objectives|correct_responses)\.(\d+)\.(id|pattern)$/.exec(rest);
      const held = count(cmi, found[1], 'id'), limit = found[2] === 'interactions' ? setting.interactions || 250 : 100;
      if (!setting.mute && (Number(found[3]) > held || Number(found[3]) >= limit)) { return fail(E.order, element + ' out of order'), false; }
      if (rest !== 'id' && !(at + 'id' in cmi)) { return fail(E.dependency, element + ' before its id'), false; }
      if (inner && Number(inner[2]) > count(cmi, at + inner[1], inner[3])) { return fail(E.order, element + ' out of order'), false; }
      if (found[2] === 'objectives' && rest === 'id') {
        const same = Object.keys(cmi).filter((k) => /^cmi\.objectives\.\d+\.id$/.test(k) && cmi[k] === value && k !== element);
        if (same.length || element in cmi && cmi[element] !== value) { return fail(E.order, element + ' = ' + value), false; }
      }
      if (v.interaction.test(rest) || rest.indexOf('correct_responses') === 0) {
        if (!(at + 'type' in cmi)) { return fail(E.dependency, element + ' before its type'), false; }
        const rules = v.interaction.test(rest) ? v.responses : v.patterns;
        if (!fits(rules[cmi[at + 'type']], value)) { return fail(E.type, element + ' = ' + value), false; }
      }
      return true;
    }
    const calls = {
      Initialize(parameter) {
        if (parameter !== '') { return fail(E.argument, P + 'Initialize(' + parameter + ')'); }
        if (phase === 'open' || phase === 'finished' && setting.refuse !== 'nothing') { return fail(phase === 'open' ? E.again : E.afterEnd, P + 'Initialize again'); }
        if (setting.refuse === 'initialize') { return 'false'; }
        phase = 'open';
        return 'true';
      },
      GetValue(element) {
        if (!running('GetValue', ' ' + element)) { return ''; }
        if (/(student|learner)_(id|name)/.test(element)) { violations.push('reads who the learner is'); }
        const r = rule(element), list = /^(cmi\.\w+)\.(\d+)\./.exec(element);
        if (!r || r[2] === 'w') { return fail(r ? E.writeOnly : E.unknown, P + 'GetValue ' + element), ''; }
        if (setting.mute) { return ''; }
        if (/\._count$/.test(element)) { return String(count(cmi, element.slice(0, -7), 'id')); }
        if (E.get && list && Number(list[2]) >= count(cmi, list[1], 'id')) { return fail(E.get, P + 'GetValue ' + element), ''; }
        if (element in cmi) { return cmi[element]; }
        error = v.initial[element] ? '0' : E.unset || '0';
        return v.initial[element] || '';
      },
      SetValue(element, value) {
        if (!running('SetValue', ' ' + element)) { return 'false'; }
        const r = rule(element);
        if (!r || r[2] === 'r') { return fail(r ? E.readOnly : E.unknown, P + 'SetValue ' + element); }
        if (typeof value !== 'string' || !r[1].test(value) || element === 'cmi.suspend_data' && value.length > most) { return fail(E.type, element + ' = ' + value); }
        if (r.length > 3 && !(Number(value) >= r[3] && Number(value) <= r[4])) { return fail(E.range, element + ' = ' + value); }
        if (setting.refuse === 'set' || setting.refuse && element.indexOf(setting.refuse) >= 0) { error = E.general; return 'false'; }
        if (!placed(element, value)) { return 'false'; }
        cmi[element] = value;
        return 'true';
      },
      Commit(parameter) {
        if (parameter !== '') { return fail(E.argument, P + 'Commit(' + parameter + ')'); }
        if (!running('Commit', '')) { return 'false'; }
        if (setting.refuse === 'commit') { return 'false'; }
        post(setting.id, cmi);
        return 'true';
      },
      GetLastError: () => error,
      GetErrorString: () => '',
      GetDiagnostic: () => ''
    };
    const api = {};
    Object.keys(calls).forEach((name) => { api[P + name] = calls[name]; });
    api[v.end] = (parameter) => {
      if (parameter !== '') { return fail(E.argument, v.end + '(' + parameter + ')'); }
      if (!running('Terminate', '')) { return 'false'; }
      phase = 'finished';
      if (!setting.mute) { v.finish(cmi); }
      post(setting.id, cmi);
      return 'true';
    };
    return { api, log, violations, cmi, setting };
  }

  /* HEAD of openedx-scorm-xblock: nothing that was asked from the server is ever answered, calls are no-ops, values go out
   * one by one; only what this page wrote itself can be read back, and what it does not ask the server for. A grade is
   * published with a success, with «completed», and with a score after it. */
  function edx(cmi, setting, v) {
    const log = [], violations = [], grades = [];
    let score = 0, failed = false, completed = false;
    const calls = {
      Initialize: () => 'true', Commit: () => 'true', GetLastError: () => '0', GetErrorString: () => '', GetDiagnostic: () => '',
      GetValue: (element) => v.untold.indexOf(element) >= 0 || !(element in cmi) ? '' : cmi[element],
      SetValue(element, value) {
        const scored = element === v.raw || element === 'cmi.score.scaled', number = Number(value) / (element === v.raw ? 100 : 1);
        cmi[element] = value;
        if (/NaN|undefined/.test(element + value)) { violations.push(element + ' = ' + value); }
        if (scored && !(number >= 0 && number <= 1)) { violations.push('score ' + value); }
        if (scored) { score = number; }
        if (element === v.status || element === 'cmi.success_status') { failed = value === 'failed' || failed && value !== 'passed'; }
        if (scored && completed || (element === v.status || element === 'cmi.success_status') && /passed|failed|completed/.test(value)) { grades.push(failed ? 0 : score); }
        completed = completed || element === v.status && /passed|completed/.test(value);
        post(setting.id, cmi);
        return 'true';
      }
    };
    const api = {};
    Object.keys(calls).forEach((name) => { api[v.prefix + name] = calls[name]; });
    api[v.end] = () => 'true';
    return { api, log, violations, cmi, grades };
  }

  function broken(kind, cmi, setting, v) {
    const base = strict(cmi, setting, v), api = base.api, P = v.prefix;
    function each(names, made) { names.forEach((name) => { api[name] = made(api[name], name); }); }
    const all = Object.keys(api), thrower = (_, name) => () => { throw new Error(name); };
    if (kind === 'throwing') { each(all, thrower); }
    if (kind === 'throwing-late') { each([P + 'SetValue', P + 'Commit', v.end, P + 'GetValue'], thrower); }
    if (kind === 'bare') {
      [v.end, P + 'Commit', P + 'GetLastError', P + 'GetErrorString', P + 'GetDiagnostic'].forEach((name) => { delete api[name]; });
      api[P + 'SetValue'] = (k, value) => { cmi[k] = value; post(setting.id, cmi); };
    }
    if (kind === 'no-set') { delete api[P + 'SetValue']; }
    if (kind === 'no-get') { delete api[P + 'GetValue']; }
    if (kind === 'lying') {
      api[P + 'SetValue'] = () => 'true';
      api[P + 'GetValue'] = () => 'null';
    }
    if (kind === 'nothing') { each(all, () => () => undefined); }
    if (kind === 'slow') { each(all, (real) => (...a) => { const until = Date.now() + (setting.delay || 10); while (Date.now() < until) { /* wait */ } return real(...a); }); }
    return base;
  }

  /* scorm-again, an independent implementation (MIT); every error it reports is a violation, but that a value is not set */
  function again(cmi, setting, v) {
    const Made = v === V12 ? window.Scorm12API : window.Scorm2004API;
    const real = new Made({
      autocommit: false, logLevel: 5, lmsCommitUrl: setting.id ? '/store/' + setting.id : '', dataCommitFormat: 'flattened', xhrResponseHandler: () => ({ result: true, errorCode: 0 })
    });
    const log = [], violations = [], api = {};
    real.loadFromFlattenedJSON(cmi);
    ['Initialize', 'GetValue', 'SetValue', 'Commit', v.end.slice(v.prefix.length)].map((name) => v.prefix + name).forEach((name) => {
      api[name] = (...args) => {
        const answer = real[name](...args), error = String(real[v.prefix + 'GetLastError']());
        if (error !== '0' && !(error === '403' && name === 'GetValue')) { violations.push(error + ' ' + name + ' ' + args.join(' = ')); }
        return answer;
      };
    });
    return { api, log, violations, cmi: real.cmi };
  }

  function make(kind, cmi, setting) {
    if (KINDS.indexOf(kind) < 0) { throw new Error('no LMS is ' + kind); }
    const v = EDITIONS[setting.edition || '1.2'];
    const kinds = { strict, mute: (c, s, e) => strict(c, Object.assign({ mute: true }, s), e), edx, 'scorm-again': again };
    const made = kind in kinds ? kinds[kind](cmi, setting, v) : broken(kind, cmi, setting, v);
    Object.keys(made.api).forEach((name) => {
      const real = made.api[name];
      made.api[name] = (...args) => {
        const entry = [name].concat(args);
        made.log.push(entry);
        return real(...args);
      };
    });
    return Object.assign(made, { name: v.name });
  }
  /* Begins a session in this page, which is the LMS: ends the one before, makes another LMS, opens source in a frame.
   * Resolves when the frame is loaded. */
  function start(kind, cmi, setting, source, width) {
    const before = document.querySelector('iframe'), frame = document.createElement('iframe');
    if (before) { before.remove(); }
    ['API', 'API_1484_11'].forEach((name) => { delete window[name]; });
    window.lms = make(kind, cmi, setting);
    window[window.lms.name] = window.lms.api;
    if (!source) { return Promise.resolve(); }
    return new Promise((done) => {
      Object.assign(frame, { src: source, title: 'Lesson', width, height: 700, onload: () => done() });
      document.querySelector('button').before(frame); // what comes after the lesson in the order of keys
    });
  }
  return { make, start, KINDS };
}());
