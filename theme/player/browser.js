/* The website: kept on this device only, erasable, and the lesson works when storage is refused.
 * Besides the state «hv-state:ID» it writes the line that home and class pages read, «hv:ID» = page/pages/done
 * (done is 0 or 1), and «hv-last» = ID. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @param {Lesson} lesson @returns {Adapter} */
window.HocVu.adapters.browser = function (lesson) {
  'use strict';
  /** @type {Storage | null} */
  let store = null;
  /** @param {string} key */
  function read(key) { try { return store && store.getItem(key) || ''; } catch (refused) { return ''; } }
  return {
    open() {
      try {
        store = window.localStorage;
        store.setItem('hv:?', '1');
        store.removeItem('hv:?');
      } catch (refused) { store = null; }
      const line = read('hv:' + lesson.id).split('/');
      return Promise.resolve({ mode: 'normal', keeps: !!store, status: line[2] === '1' ? 'completed' : undefined, page: parseInt(line[0], 10) });
    },
    restore: () => read('hv-state:' + lesson.id),
    put(update) {
      if (!store) { return true; } /* said when the session was opened */
      try {
        const done = update.status === 'passed' || update.status === 'completed';
        store.setItem('hv-state:' + lesson.id, update.state);
        store.setItem('hv:' + lesson.id, update.page + '/' + update.pages + '/' + (done ? 1 : 0));
        store.setItem('hv-last', lesson.id);
        return true;
      } catch (full) { return false; }
    },
    flush() {},
    close: () => false
  };
};
