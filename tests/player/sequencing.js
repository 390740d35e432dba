/* Plays moves through scorm-again's sequencing. In: {library, tree, ids, plays} as JSON on the standard input.
 * Out: of every play the answers to its requests, and what the course has come to.
 * A play is moves and results by turns: «>» goes on, any other sign chooses the activity it stands for; a result is
 * [completion, success, scaled], and is told only when the move before it was allowed. */
'use strict';
const fs = require('fs'), vm = require('vm');
const { library, tree, ids, plays } = JSON.parse(fs.readFileSync(0, 'utf8'));
const say = console.log;
['log', 'info', 'warn', 'error', 'debug'].forEach((name) => { console[name] = () => {}; });
globalThis.window = globalThis;
vm.runInThisContext(fs.readFileSync(library, 'utf8').replace(/^this\./, 'globalThis.'));

function play(moves) {
  const api = new globalThis.Scorm2004API({ autocommit: false, sequencing: { activityTree: tree, autoRollupOnCMIChange: true } });
  let begun = false, open = false, answers = '';
  moves.forEach(([move, result]) => {
    if (open) { api.lmsSetValue('cmi.exit', 'suspend'); api.lmsFinish(''); }
    open = move === '>' ? api.processNavigationRequest(begun ? 'continue' : 'start') : api.processNavigationRequest('choice', ids[move]);
    answers += open ? move : '!';
    if (!open) { return; }
    begun = true;
    api.reset();
    api.lmsInitialize('');
    const [completion, success, scaled] = result;
    if (scaled !== null) { api.lmsSetValue('cmi.score.scaled', String(scaled)); }
    if (success) { api.lmsSetValue('cmi.success_status', success); }
    api.lmsSetValue('cmi.completion_status', completion);
    api.lmsCommit('');
  });
  if (open) { api.lmsFinish(''); }
  const root = api.getSequencingState().rootActivity;
  return answers + ' ' + root.completionStatus + ' ' + root.successStatus;
}
say(JSON.stringify(plays.map(play)));
