/* Nothing is kept: the file on a phone, the preview. */
window.HocVu = window.HocVu || {};
window.HocVu.adapters = window.HocVu.adapters || {};
/** @returns {Adapter} */
window.HocVu.adapters.memory = function () {
  'use strict';
  return {
    open: () => Promise.resolve({ mode: 'normal', keeps: false }),
    restore: () => '',
    put: () => true,
    flush() {},
    close: () => false
  };
};
