/* cmi5 run-time (cmi5 1.0, xAPI 1.0.3). Launched with five parameters; without them nothing is asked or kept.
 *
 * Opening: the fetch address is posted to once and its token kept for the tab; then launch data, learner preferences
 * and our own state document are read. «initialized» comes first and alone. Every put: the state document, then the
 * statements in order, one request at a time (an answer's document does not wait for its turn); what the LRS does
 * not take stays in a bounded queue and is offered again at the next action, when the page is shown or hidden, or when
 * the network is back. completed and passed are told once per registration: their ids are in the state document before
 * they leave, and what is not known to have arrived is asked for at the next launch. failed waits for the end, since a
 * session that failed may not pass.
 * Closing: the score when it is news, progress, failed, and terminated last; on the way out all at once (keepalive).
 * A session that is closed takes no more statements: after a reload only the state document is kept, which the next
 * launch reads. The modes «browse» and «review» say initialized and terminated and write nothing.
 * Who the learner is, is passed through unread. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @param {Lesson} lesson @param {Window} [win] @returns {Adapter} */
window.HocVu.adapters.cmi5 = function (lesson, win) {
  'use strict';
  const WAIT = 15000, LONGEST_PAUSE = 60, TRIES = 3, MOST = 60, LARGEST = 48000, LONGEST_TEXT = 500;
  const STATE_ID = 'suspendData', MEMORY = 'hv-cmi5', VERB = 'http://adlnet.gov/expapi/verbs/', ACTIVITY = 'http://adlnet.gov/expapi/activities/';
  const CONTEXT = 'https://w3id.org/xapi/cmi5/context/', PROGRESS = 'https://w3id.org/xapi/cmi5/result/extensions/progress';
  const CMI5 = CONTEXT + 'categories/cmi5', MOVE_ON = CONTEXT + 'categories/moveon', MASTERY = CONTEXT + 'extensions/masteryscore';
  const ONCE = ['initialized', 'completed', 'passed', 'failed', 'terminated'];
  /** @type {Record<string, any>} our state document: the player's string, and what was told of it */
  const FRESH = { state: '', status: '', score: null, page: 0, scored: null, progress: 0, progressed: 0, seconds: 0, completed: '', passed: '', told: [] };
  /** @typedef {{statement: any, verb: string, item?: string, again?: boolean}} Entry what waits; again: it may have arrived */
  /** @typedef {{status: number, text: string, etag: string, after: number}} Heard status 0: no answer */
  /** @type {Entry[]} */
  let queue = [];
  /** @type {Entry | null} what is on its way */
  let flying = null;
  /** @type {any} */
  let agent = null;
  /** @type {any} */
  let template = null;
  /** @type {any} */
  let doc = Object.assign({}, FRESH);
  /** @type {any} what other units keep, where an LMS has but one document for all */
  let others = {};
  /** @type {number | null} */
  let mastery = null;
  /** @type {(kept: boolean) => void} */
  let told = () => {};
  let endpoint = '', address = '', actor = '', registration = '', activity = '', token = '';
  let live = false, silent = false, ended = false, leaving = false, dirty = false, lost = false, troubled = false, tried = false;
  let busy = 0, documents = 0; /* requests on their way; state documents sent */
  let started = 0, before = 0, last = 0, failures = 0, pause = 0;
  const here = win || window;

  /* ---------- requests: each answers within a bounded time, none throws ---------- */
  /** @param {number} ms @returns {Promise<Heard>} */
  function late(ms) { return new Promise((done) => here.setTimeout(() => done({ status: 0, text: '', etag: '', after: 0 }), ms)); }
  /** @param {string} method @param {string} url @param {Record<string, string>} [headers] @param {string} [body] @returns {Promise<Heard>} */
  function ask(method, url, headers, body) {
    const small = body !== undefined && new Blob([body]).size <= LARGEST;
    const asked = new Promise((done) => done(here.fetch(url, { method, headers, body, keepalive: small, cache: 'no-store' })))
      .then((/** @type {any} */ r) => r.text().then((/** @type {string} */ text) => ({
        status: r.status, text, etag: r.headers.get('ETag') || '', after: parseInt(r.headers.get('Retry-After'), 10) || 0
      })));
    return Promise.race([asked, late(WAIT)]).catch(() => late(0));
  }
  /** A request to the LRS (xAPI Communication 1.3, 2.1). @param {string} method @param {string} resource @param {Record<string, string>} query
   * @param {any} [body] @param {Record<string, string>} [more] */
  function lrs(method, resource, query, body, more) {
    const names = Object.keys(query), address = endpoint + resource + (names.length ? '?' : '') + names.map((n) => n + '=' + encodeURIComponent(query[n])).join('&');
    const headers = Object.assign({ 'Authorization': token, 'X-Experience-API-Version': '1.0.3' }, body === undefined ? {} : { 'Content-Type': 'application/json' }, more);
    return ask(method, address, headers, body === undefined ? undefined : JSON.stringify(body));
  }
  /** @param {string} method @param {string} stateId @param {any} [body] @param {Record<string, string>} [more] */
  function stateOf(method, stateId, body, more) {
    return lrs(method, 'activities/state', { activityId: activity, agent: actor, registration, stateId }, body, more);
  }
  /** A document, asked for again once when the answer is no answer. @param {() => Promise<Heard>} request */
  function patiently(request) {
    return request().then((r) => r.status === 0 || r.status >= 500 ? late(1000).then(request) : r);
  }
  /** @param {string} text @returns {any} an object, or null */
  function parsed(text) {
    try {
      const value = JSON.parse(text);
      return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
    } catch (broken) { return null; }
  }
  /** @param {number} status */
  function fine(status) { return status >= 200 && status < 300; }
  /** Whether the same request may be taken later. @param {number} status */
  function passing(status) { return status === 0 || status === 408 || status === 425 || status === 429 || status >= 500; }

  /* ---------- what the tab remembers of the one-time token: a reload must not ask for a second ---------- */
  function remembered() {
    try {
      const kept = parsed(here.sessionStorage.getItem(MEMORY) || '');
      return kept && kept.fetch === address ? kept : null;
    } catch (refused) { return null; }
  }
  function remember() {
    try { here.sessionStorage.setItem(MEMORY, JSON.stringify({ fetch: address, token, ended })); } catch (refused) { /* a reload will be told so */ }
  }
  /** The token of this session (cmi5 8.2); error codes come with status 200 too. @returns {Promise<boolean>} */
  function authorise() {
    const kept = remembered();
    if (kept) {
      token = String(kept.token);
      ended = !!kept.ended;
      return Promise.resolve(true);
    }
    return ask('POST', address).then((r) => {
      const given = parsed(r.text), secret = given && given['auth-token'];
      if (!fine(r.status) || typeof secret !== 'string' || !secret) { return false; }
      token = /^(basic|bearer) /i.test(secret) ? secret : 'Basic ' + secret;
      remember();
      return true;
    });
  }

  /* ---------- statements ---------- */
  function uuid() {
    const bytes = here.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return Array.from(bytes, (b) => (b + 256).toString(16).slice(1)).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
  /** UTC with milliseconds, never earlier than the one before: order is judged by it (cmi5 9.3, 9.7). */
  function stamp() {
    last = Math.max(last, Date.now());
    return new Date(last).toISOString();
  }
  function session() { return Math.max(0, Date.now() - started) / 1000; }
  /** ISO 8601. @param {number} seconds */
  function duration(seconds) { return 'PT' + Math.round(Math.max(0, seconds) * 100) / 100 + 'S'; }
  /** cmi5 9.5.1: raw is a whole number. @param {number} percent */
  function score(percent) { return { scaled: scaled(percent), raw: Math.floor(percent), min: 0, max: 100 }; }
  /** @param {number} percent */
  function scaled(percent) { return Math.round(percent * 100) / 10000; }
  /** @param {any} list an activity alone is a list of one (xAPI Data 2.4.6.2) */
  function listed(list) { return list === undefined ? [] : Array.isArray(list) ? list : [list]; }
  /** @param {string} id */
  function named(id) { return { objectType: 'Activity', id }; }

  /** @param {string} verb @param {any} object @param {any} result @param {Record<string, string[]>} activities added to those of the template */
  function statement(verb, object, result, activities) {
    const context = JSON.parse(JSON.stringify(template)), lists = context.contextActivities = context.contextActivities || {};
    context.registration = registration;
    context.language = context.language || lesson.lang;
    Object.keys(activities).forEach((kind) => {
      const given = listed(lists[kind]);
      lists[kind] = given.concat(activities[kind].filter((id) => !given.some((a) => a.id === id)).map(named));
    });
    return { id: uuid(), actor: agent, verb: { id: VERB + verb, display: { en: verb } }, object, result, context, timestamp: stamp() };
  }
  /** A statement that cmi5 defines; success and completion are what an LMS moves on by (9.6.2.2).
   * @param {string} verb @param {any} [result] */
  function defined(verb, result) {
    const judged = verb === 'passed' || verb === 'failed', moves = judged || verb === 'completed';
    const made = statement(verb, named(activity), result, { category: moves ? [CMI5, MOVE_ON] : [CMI5] });
    if (judged && mastery !== null) { made.context.extensions = Object.assign({}, made.context.extensions, { [MASTERY]: mastery }); }
    return made;
  }
  /** The words of HTML, a picture by its alternative. @param {string} html */
  function words(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    Array.from(page.images).forEach((image) => image.replaceWith(image.alt));
    return line(page.body.textContent || '');
  }
  /** @param {string} text */
  function line(text) { return text.normalize('NFC').replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim().slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, ''); }
  /** @param {string} html @returns {Record<string, string>} */
  function spoken(html) { return { [lesson.lang]: words(html) }; }
  /** Sides with the same words are one: the first stands for all. @param {string} letter @param {string[]} sides */
  function components(letter, sides) {
    return sides.map((side, i) => ({ id: letter + (i + 1), description: spoken(side) })).filter((_, i) => sides.indexOf(sides[i]) === i);
  }
  /** @param {string} letter @param {string[]} sides @param {number} i */
  function component(letter, sides, i) { return letter + (sides.indexOf(sides[i]) + 1); }
  /** @param {any} item @param {number[]} rights */
  function pairs(item, rights) { return rights.map((r, i) => component('l', item.lefts, i) + '[.]' + component('r', item.rights, r)).join('[,]'); }
  /** @param {any} item @param {number[]} order */
  function sequence(item, order) { return order.map((i) => component('e', item.entries, i)).join('[,]'); }

  /** A response in the form of xAPI Data 2.4.4.1; undefined for words where a number belongs.
   * @param {any} item @param {any} response @returns {string | undefined} */
  function coded(item, response) {
    switch (item.kind) {
      case 'text': return line(response);
      case 'numeric': { const value = window.HocVu.value(response, item.unit || ''); return value === null ? undefined : value; }
      case 'truefalse': return String(response === item.yes);
      case 'match': return pairs(item, response);
      case 'order': return sequence(item, response);
      case 'multiple': return response.slice().sort().join('[,]');
      default: return response;
    }
  }
  /** The interaction that a question is (xAPI Data 2.4.4.1). @param {any} item */
  function interaction(item) {
    const made = { type: ACTIVITY + 'cmi.interaction', description: spoken(item.stem) };
    /** @returns {{id: string, description: Record<string, string>}[]} */
    const choices = () => item.choices.map((/** @type {Choice} */ c) => ({ id: c.l, description: spoken(c.t) }));
    const right = (item.choices || []).filter((/** @type {Choice} */ c) => c.ok).map((/** @type {Choice} */ c) => c.l);
    switch (item.kind) {
      case 'text': return Object.assign(made, { interactionType: 'fill-in', correctResponsesPattern: item.answers.map(line) });
      case 'numeric': return Object.assign(made, { interactionType: 'numeric', correctResponsesPattern: item.ranges.map((/** @type {string[]} */ r) => r[0] === r[1] ? r[0] : r.join('[:]')) });
      case 'truefalse': return Object.assign(made, { interactionType: 'true-false', correctResponsesPattern: right.map((/** @type {string} */ l) => String(l === item.yes)) });
      case 'match': return Object.assign(made, { interactionType: 'matching', correctResponsesPattern: [pairs(item, item.lefts.map((/** @type {string} */ _, /** @type {number} */ i) => i))],
        source: components('l', item.lefts), target: components('r', item.rights) });
      case 'order': return Object.assign(made, { interactionType: 'sequencing', correctResponsesPattern: [sequence(item, item.entries.map((/** @type {string} */ _, /** @type {number} */ i) => i))],
        choices: components('e', item.entries) });
      case 'survey': return Object.assign(made, { interactionType: 'likert', scale: choices() });
      default: return Object.assign(made, { interactionType: 'choice', correctResponsesPattern: [right.join('[,]')], choices: choices() });
    }
  }
  /** An answer; its activity is named as cmi5 advises: below the unit's. @param {Answer} answer */
  function answered(answer) {
    const item = answer.item, verdict = window.HocVu.judge(item, answer.response), response = coded(item, answer.response);
    /** @type {Record<string, any>} */
    const object = named(activity.replace(/\/$/, '') + '/test/' + lesson.id + '/question/' + item.id);
    /** @type {Record<string, any>} */
    const result = { response, duration: duration(answer.seconds) };
    if (response === undefined) { result.response = line(String(answer.response)); } else { object.definition = interaction(item); }
    if (verdict.of) {
      result.success = answer.word === 'right';
      result.score = { scaled: Math.round(verdict.hits / verdict.of * 10000) / 10000 };
    }
    return statement('answered', object, result, { parent: [activity] });
  }

  /* ---------- the queue ---------- */
  /** @param {any} made @param {Partial<Entry>} [more] */
  function enqueue(made, more) {
    const entry = Object.assign({ statement: made, verb: made.verb.id.slice(VERB.length) }, more);
    const waiting = queue.filter((e) => e !== flying);
    if (queue.length >= MOST) { /* an answer that was given again since is the first to go */
      const extras = waiting.filter((e) => e.item), old = extras.filter((e) => extras.some((o) => o !== e && o.item === e.item))[0] || extras[0];
      queue = queue.filter((e) => e !== old);
    }
    queue.push(entry);
  }
  /** What is true and was never told. @param {Record<string, string>} ids those under which it was told before, perhaps in vain */
  function owe(ids) {
    const spent = duration(doc.seconds), high = doc.score !== null && (mastery === null || scaled(doc.score) >= mastery);
    if (doc.status && doc.status !== 'incomplete' && !doc.completed) { once('completed', { completion: true, duration: spent }, ids.completed); }
    if (doc.status === 'passed' && high && !doc.passed) {
      doc.scored = doc.score;
      once('passed', { success: true, score: score(doc.score), duration: spent }, ids.passed);
    }
  }
  /** @param {'completed' | 'passed'} verb @param {any} result @param {string | undefined} id */
  function once(verb, result, id) {
    const made = defined(verb, result);
    made.id = doc[verb] = id || made.id;
    dirty = true;
    enqueue(made, { again: !!id });
  }
  function news() {
    if (doc.score !== null && doc.score !== doc.scored && doc.status !== 'failed') {
      doc.scored = doc.score;
      enqueue(statement('scored', named(activity), { score: score(doc.score) }, {}));
    }
    if (!doc.completed && doc.progress > doc.progressed) {
      doc.progressed = doc.progress;
      enqueue(statement('progressed', named(activity), { extensions: { [PROGRESS]: doc.progress } }, {}));
    }
    if (doc.status === 'failed' && tried && doc.score !== null && (mastery === null || scaled(doc.score) < mastery)) {
      doc.scored = doc.score;
      enqueue(defined('failed', { success: false, score: score(doc.score), duration: duration(doc.seconds) }));
    }
    dirty = true;
  }

  function whole() { return Object.assign({}, others, { [lesson.id]: doc }); }
  /** Puts the state document; an LRS that wants to be asked which version is replaced is asked (xAPI Communication 3.1),
   * and again when another came between. A newer document that is on its way stands for this one.
   * @returns {Promise<boolean>} */
  function keepState() {
    const mine = ++documents;
    /** @param {number} tries @param {Record<string, string>} [match] @returns {Promise<boolean>} */
    const put = (tries, match) => stateOf('PUT', STATE_ID, whole(), match).then((r) => {
      const other = r.status === 409 || r.status === 412;
      if (fine(r.status) || other && mine !== documents) { return true; }
      if (other && tries) {
        return stateOf('GET', STATE_ID).then((now) => put(tries - 1, now.etag ? { 'If-Match': now.etag } : { 'If-None-Match': '*' }));
      }
      dirty = true;
      return rest(r);
    });
    dirty = false;
    return put(TRIES);
  }
  /** How long not to ask again. @param {Heard} r */
  function rest(r) {
    failures++;
    pause = Date.now() + Math.max(r.after, Math.min(LONGEST_PAUSE, Math.pow(2, failures))) * 1000;
    return false;
  }
  /** @param {Entry} entry */
  function isOnce(entry) { return entry.verb === 'completed' || entry.verb === 'passed'; }
  /** @param {Entry} entry */
  function send(entry) { return lrs('PUT', 'statements', { statementId: entry.statement.id }, entry.statement); }
  /** Whether the LRS has it (xAPI Communication 2.1.3). @param {Entry} entry */
  function arrived(entry) {
    const id = entry.statement.id;
    return lrs('GET', 'statements', { statementId: id }).then((r) => (parsed(r.text) || {}).id === id);
  }
  /** Tells the first statement of the queue. What may have arrived before and is refused now has arrived; a refused
   * extra is let go, and a refused verdict too: the next launch tells it again. @returns {Promise<boolean>} */
  function tell() {
    const entry = flying = queue[0];
    return (entry.again && isOnce(entry) ? arrived(entry) : Promise.resolve(false)).then((there) => there ? null : send(entry)).then((r) => {
      flying = null;
      if (r && passing(r.status)) {
        entry.again = entry.again || r.status === 0 || r.status >= 500;
        return rest(r);
      }
      const taken = !r || fine(r.status) || r.status === 409 || !!entry.again;
      if (r && !taken && entry.verb === 'initialized') { return rest(r); }
      if (taken && isOnce(entry)) {
        doc.told = doc.told.concat(entry.verb);
        dirty = true;
      } else if (!taken && (isOnce(entry) || entry.verb === 'failed')) { lost = true; }
      queue = queue.filter((e) => e !== entry);
      return true;
    });
  }

  /** Sends what waits, one request after another. @param {boolean} [now] without waiting for the end of a pause */
  function pump(now) {
    if (now) { pause = 0; }
    if (!live || busy || leaving || Date.now() < pause) { return; }
    if (!dirty && !queue.length) {
      failures = 0;
      if (troubled !== lost) {
        troubled = lost;
        told(!lost);
      }
      return;
    }
    settle(dirty ? keepState() : tell());
  }
  /** @param {Promise<boolean>} request */
  function settle(request) {
    busy++;
    request.then((ok) => {
      busy--;
      if (ok) { pump(); } else if (!troubled) {
        troubled = true;
        told(false);
      }
    });
  }
  /** An answer does not wait for a slow LRS: a page that is killed now would lose it. What is on its way may come after
   * it, so the document is due once more when all have come. */
  function hurry() {
    settle(keepState().then((ok) => {
      dirty = true;
      return ok;
    }));
  }
  /** The page goes: everything at once, in one request that outlives it; the oldest answers stay behind when it is too much.
   * What is on its way might be overtaken by «terminated», so it goes along too: the same id twice is one statement
   * (xAPI Data 2.4.1). Not what may be told but once: an LMS that counts would refuse all of it. */
  function rush() {
    const waiting = queue.filter((e) => e !== flying || ONCE.indexOf(e.verb) < 0);
    let size = waiting.reduce((sum, e) => sum + bytes(e), 0);
    const leaving = waiting.filter((e) => {
      const stays = !e.item || size <= LARGEST;
      size -= stays ? 0 : bytes(e);
      return stays;
    });
    if (dirty) { keepState(); }
    if (leaving.length === 1) { send(leaving[0]); } else if (leaving.length) { lrs('POST', 'statements', {}, leaving.map((e) => e.statement)); }
    queue = [];
  }
  /** @param {Entry} entry */
  function bytes(entry) { return new Blob([JSON.stringify(entry.statement)]).size + 2; }

  /* ---------- opening ---------- */
  function parameters() {
    const given = new URLSearchParams(here.location.search);
    /** @param {string} name */
    const get = (name) => given.get(name) || '';
    endpoint = get('endpoint').replace(/\/?$/, '/');
    address = get('fetch');
    actor = get('actor');
    registration = get('registration');
    activity = get('activityId');
    agent = parsed(actor);
    return /^https?:/i.test(endpoint) && /^https?:/i.test(address) && !!agent && !!registration && !!activity;
  }
  /** @returns {Promise<any>} the launch data, null when the session could not be opened */
  function begin() {
    return authorise().then((allowed) => !allowed ? null : Promise.all([
      patiently(() => stateOf('GET', 'LMS.LaunchData')),
      lrs('GET', 'agents/profile', { agent: actor, profileId: 'cmi5LearnerPreferences' }), /* asked for because it must be (cmi5 11): there is one language here */
      patiently(() => stateOf('GET', STATE_ID))
    ])).then((found) => {
      if (!found) { return null; }
      const launch = fine(found[0].status) ? parsed(found[0].text) : null, own = found[2];
      /* what cannot be read must not be written over */
      return launch && launch.contextTemplate && (fine(own.status) || own.status === 404) ? { launch, own: parsed(own.text) || {} } : null;
    });
  }
  /** @param {any} kept the state document as the LRS gave it, by unit */
  function restore(kept) {
    const own = parsed(JSON.stringify(kept[lesson.id])) || {};
    others = kept;
    Object.keys(FRESH).forEach((name) => {
      const value = own[name], model = FRESH[name];
      const same = Array.isArray(model) ? Array.isArray(value) : model === null ? typeof value === 'number' : typeof value === typeof model;
      if (same) { doc[name] = value; }
    });
    before = doc.seconds;
  }
  /** @param {any} launch @returns {Session} */
  function start(launch) {
    const mode = String(launch.launchMode).toLowerCase(), asked = launch.masteryScore, back = typeof launch.returnURL === 'string' && launch.returnURL;
    let leave = '';
    template = launch.contextTemplate;
    silent = mode === 'browse' || mode === 'review';
    if (typeof asked === 'number' && asked >= 0 && asked <= 1) { /* the LMS judges by it, so the screen does too; never below it */
      mastery = asked;
      lesson.pass = Math.ceil(asked * 10000 - 1e-6) / 100;
    }
    try { leave = back ? new URL(back, here.location.href).href : ''; } catch (broken) { /* no address to go back to */ }
    live = true;
    started = Date.now();
    if (!ended) {
      enqueue(defined('initialized'));
      if (!silent) {
        /** @type {Record<string, string>} */
        const ids = {};
        ['completed', 'passed'].filter((verb) => doc[verb] && doc.told.indexOf(verb) < 0).forEach((verb) => {
          ids[verb] = doc[verb];
          doc[verb] = '';
        });
        owe(ids);
      }
      pump();
    }
    here.addEventListener('pagehide', () => { leaving = true; });
    here.addEventListener('pageshow', () => { leaving = false; });
    here.addEventListener('online', () => pump(true));
    here.document.addEventListener('visibilitychange', () => { if (here.document.visibilityState === 'visible') { pump(); } });
    return {
      mode: mode === 'browse' ? 'browse' : mode === 'review' ? 'review' : 'normal', keeps: !silent && !ended, leave: /^https?:/.test(leave) ? leave : '',
      status: doc.status || undefined, score: doc.score === null ? undefined : doc.score, page: doc.page || undefined
    };
  }

  return {
    open(tell) {
      /** @type {Session} */
      const nothing = { mode: 'normal', keeps: false };
      told = tell;
      if (!parameters()) { return Promise.resolve(nothing); }
      return Promise.race([begin(), late(WAIT).then(() => null)]).catch(() => null).then((found) => {
        if (!found) { return nothing; }
        restore(found.own);
        return start(found.launch);
      });
    },
    restore: () => doc.state,
    put(update) {
      if (!live || silent) { return true; }
      doc = Object.assign({}, doc, { state: update.state, status: update.status, score: update.score, page: update.page, seconds: Math.round(before + session()) });
      doc.progress = Math.max(doc.progress, Math.min(99, Math.floor(update.progress * 100)));
      dirty = true;
      if (!ended) {
        if (update.answer) {
          tried = true;
          enqueue(answered(update.answer), { item: update.answer.item.id });
        }
        owe({});
      }
      if (busy && update.answer && Date.now() >= pause) { hurry(); } else { pump(); }
      return true;
    },
    flush() { pump(true); },
    close() {
      const first = live && !ended;
      if (first) {
        if (!silent) { news(); }
        enqueue(defined('terminated', { duration: duration(session()) }));
        ended = true;
        remember();
      }
      if (live && leaving) { rush(); } else { pump(true); }
      return first;
    }
  };
};
