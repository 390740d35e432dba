/* Before the first paint: the text size and colours that the learner chose. Storage may be refused. */
(function (html) {
  'use strict';
  html.className = 'js';
  try {
    ['text', 'theme'].forEach(function (name) {
      var chosen = localStorage.getItem('hv-' + name);
      if (chosen) { html.setAttribute('data-' + name, chosen); }
    });
  } catch (refused) { /* the page keeps its own sizes and colours */ }
}(document.documentElement));
