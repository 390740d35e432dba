/* Hands items to the QTI 3 player and asks it for the score of an answer. */
(function () {
  'use strict';
  let ready = null;
  let scored = null;
  let turn = 0;

  new Vue({
    methods: {
      here(player) { window.player = player; },
      itemReady() { if (ready) { ready(); } },
      itemScored(data) { if (scored) { scored(data); } }
    },
    render(h) {
      const on = {
        notifyQti3PlayerReady: this.here,
        notifyQti3ItemReady: this.itemReady,
        notifyQti3ScoreAttemptCompleted: this.itemScored
      };
      const props = { suppressAlertMessages: true, suppressInvalidResponseMessages: true };
      return h(window.qti3Player, { props, on });
    }
  }).$mount('#app');

  window.playItem = (xml, answer, identifier) => new Promise((done, fail) => {
    const variable = (name, value) => ({ identifier: name, cardinality: 'single', value, state: null });
    const late = setTimeout(() => fail(new Error('no answer: ' + identifier)), 10000);
    turn += 1;
    ready = () => { ready = null; window.player.scoreAttempt('score'); };
    scored = (data) => {
      clearTimeout(late);
      scored = null;
      done(Object.fromEntries(data.state.outcomeVariables.map((v) => [v.identifier, v.value])));
    };
    const guid = 'guid-' + turn;
    window.player.loadItemFromXml(xml + '<!-- ' + turn + ' -->', {
      guid,
      status: 'interacting',
      sessionControl: { max_attempts: 0, show_feedback: false, validate_responses: false },
      state: {
        identifier, guid, contextVariables: [], outcomeVariables: [], templateVariables: [], validationMessages: [],
        responseVariables: [variable('numAttempts', 0), variable('duration', 0), variable('RESPONSE', answer)]
      }
    });
  });
}());
