/* The page of an LMS on which packages are played one after the other. stage(ask) launches a lesson as often as asked,
 * lets autoplay.js play it, and returns what the LMS was told each time. What an LMS commits is kept here, in memory,
 * unless this page itself is to go away (ask.real): then the server of the tests keeps it.
 *
 * ask: id; kind and setting of lms.js; api, the name that it has in a window; fresh, what it holds at a first launch,
 * and once, what it forgets at the next; names.entry and names.exit; record, what it kept; src of the lesson; width;
 * frames, or a window of its own (popup), with the API inside it (own); sessions. A session is {mode, plans, leave},
 * or {same: true, plans, leave} for a lesson that launches itself anew under the LMS that stands there. Between two plans
 * the page waits for what session.until selects. Without a kind there is no LMS in this page: a cmi5 lesson finds its own. */
(function () {
  'use strict';
  const Real = window.XMLHttpRequest;
  /** @type {Record<string, any>} */
  const store = {};
  /** @type {any} */
  let stands = null;

  /* a request that is answered at once: LMSs commit synchronously, and a server costs more than the lesson */
  function Kept() { Object.assign(this, { status: 0, readyState: 0, statusText: '', responseText: '{"result": true, "errorCode": 0}' }); }
  Kept.prototype = {
    open(_, url) { this.url = url; },
    setRequestHeader() {},
    addEventListener(name, listener) { if (name === 'load') { this.onload = listener; } },
    getResponseHeader: () => null,
    send(body) {
      store[this.url.split('/').pop()] = JSON.parse(body);
      this.status = 200;
      this.readyState = 4;
      ['onreadystatechange', 'onload'].forEach((name) => { if (this[name]) { this[name](); } });
    }
  };

  /** What is found, asked for again and again: a lesson tells nobody that it is there. */
  function until(found, words, longest) {
    return new Promise((resolve, reject) => {
      const end = Date.now() + (longest || 20000);
      (function ask() {
        let what = null;
        try { what = found(); } catch (foreign) { /* not there yet, or of another origin */ }
        if (what) { resolve(what); } else if (Date.now() > end) { reject(new Error('no ' + words)); } else { setTimeout(ask, 2); }
      }());
    });
  }
  /** The window of the lesson, the innermost; not `old`, one that is about to be left. */
  function lesson(outer, old) {
    return until(() => {
      let win = outer;
      while (win.frames.length) { win = win.frames[0]; }
      const body = win.document !== old && win.document.readyState === 'complete' && win.document.querySelector('.player__heading');
      /* a frame below one of another origin is drawn late */
      return body && body.getClientRects().length && win.innerWidth >= 300 && win;
    }, 'lesson');
  }
  function flat(record) {
    const kept = {};
    Object.keys(record || {}).forEach((k) => { if (/^cmi\./.test(k) && /string|number/.test(typeof record[k])) { kept[k] = String(record[k]); } });
    return kept;
  }
  /** What an LMS holds when it launches a lesson that it has `record` of. */
  function begun(ask, session, record) {
    const held = Object.assign({}, ask.fresh, flat(record)), suspended = held[ask.names.exit] === 'suspend';
    ask.once.forEach((name) => { delete held[name]; });
    held[ask.names.entry] = !record ? 'ab-initio' : suspended ? 'resume' : '';
    if (session.mode) { held[ask.names.mode] = session.mode; }
    return held;
  }
  /** Makes each call take its time, and a close tell the server what was called: this page may be gone then. */
  function ready(ask, lms) {
    Object.keys(lms.api).forEach((name) => {
      const real = lms.api[name];
      lms.api[name] = (...args) => {
        for (const end = Date.now() + (ask.delay); Date.now() < end;) { /* wait */ }
        const answer = real(...args);
        if (ask.real && name === ask.names.close) { navigator.sendBeacon('/log/' + ask.id, JSON.stringify(lms.log)); }
        return answer;
      };
    });
    return lms;
  }
  function make(ask, session, record) {
    if (!ask.kind) { return { api: undefined, log: [], violations: [] }; }
    return ready(ask, window.LMS.make(ask.kind, begun(ask, session, record), Object.assign({ id: ask.id }, ask.setting)));
  }
  /** The package as one document: scripts and styles inside, pictures as data. */
  async function inlined(ask) {
    const folder = ask.src.replace(/[^/]*$/, ''), read = async (name) => (await fetch(folder + name)).text();
    let html = await read(ask.href);
    for (const name of ask.files.filter((f) => /\.(js|css|svg)$/.test(f))) {
      const content = await read(name);
      html = html.split('<script src="' + name + '"></script>').join('<script>' + content + '</' + 'script>')
        .split('<link rel="stylesheet" href="' + name + '">').join('<style>' + content + '</style>');
      if (/svg$/.test(name)) { html = html.split(name).join('data:image/svg+xml;base64,' + btoa(unescape(encodeURIComponent(content)))); }
    }
    return URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  }
  function launch(ask, lms) {
    if (ask.kind) { window[ask.api] = ask.own ? undefined : lms.api; }
    if (ask.popup) {
      const opened = window.open(ask.src);
      if (ask.own) { opened[ask.api] = lms.api; }
      /* a window says that it is closed before its pages know it */
      const told = () => opened.closed && (!ask.kind || lms.log.length && lms.log[lms.log.length - 1][0] === ask.names.close);
      return { outer: opened, remove: () => { opened.close(); return until(told, 'end', 2000).catch(() => null); } };
    }
    const frame = document.createElement('iframe');
    Object.assign(frame, { width: ask.width, height: 700, src: ask.src, title: 'Lesson' });
    if (ask.sandbox) { frame.sandbox = ask.sandbox; }
    document.body.append(frame);
    return { outer: frame.contentWindow, remove: () => frame.remove() };
  }

  /** Opens a lesson that this page cannot look into; it is played from outside. */
  window.stageOnly = async function (ask) {
    const lms = make(ask, {}, null);
    stands = Object.assign(launch(ask.blob ? Object.assign({}, ask, { src: await inlined(ask), sandbox: 'allow-scripts allow-forms' }) : ask, lms), { lms });
  };
  window.stageLeft = function () {
    stands.remove();
    return { met: [], log: stands.lms.log, violations: stands.lms.violations };
  };

  window.stage = async function (ask) {
    window.XMLHttpRequest = ask.real ? Real : Kept;
    const sessions = [];
    let record = ask.record, done = ask.done || [];
    for (const session of ask.sessions) {
      let from = 0, old;
      if (session.same) {
        from = stands.log;
        old = stands.document;
        if (session.reload) { stands.win.location.reload(); }
      } else {
        const lms = make(ask, session, record);
        stands = Object.assign(launch(ask, lms), { lms });
      }
      const win = stands.win = await lesson(stands.outer, old), met = [];
      stands.document = win.document;
      for (const plan of session.plans) {
        if (met.length && session.until) { await until(() => win.document.querySelector(session.until), session.until); }
        met.push(window.autoplay(win, plan.rest ? Object.assign({}, plan, { done }) : plan));
        done = done.concat(met[met.length - 1].asked);
      }
      if (session.plans[0].wide) {
        const pictures = Array.from(new Set([].concat(...met.map((m) => m.pictures))));
        await Promise.all(pictures.map((src) => Object.assign(new win.Image(), { src }).decode().catch(() => met[0].faults.push('no picture ' + src))));
      }
      if (session.leave) { await stands.remove(); }
      stands.log = stands.lms.log.length;
      sessions.push({ met, log: stands.lms.log.slice(from), violations: stands.lms.violations });
      record = ask.real ? null : store[ask.id] ? flat(store[ask.id]) : record;
    }
    return { sessions, record };
  };
}());
