/** The process that runs a learner's code, started by the harness. */

import { subscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { fixtures } from './fixtures.ts';
import { checkFromOutside, openExercise } from './open.ts';
import { Peer } from './peer.ts';
import type { FromLearner, LearnerTask, ToLearner } from './protocol.ts';

// A socket that the code forgets stays open until it is counted, whenever the collector runs.
const held = new Set<unknown>();
subscribe('wirebook.socket.open', (message) => held.add(socketOf(message)));
subscribe('wirebook.socket.close', (message) => held.delete(socketOf(message)));

const peer = new Peer((message) => tell({ type: 'peer', message }));

checkFromOutside(async (functions) => {
  peer.offer({ functions, fixtures });
  tell({ type: 'ready' });
  // Whoever checks ends this process, once all is checked.
  return new Promise<never>(() => {});
});

process.on('disconnect', () => process.exit());
process.on('message', (message: ToLearner) => {
  if (message.type === 'peer') peer.receive(message.message);
  else {
    run(message).catch((error: unknown) => {
      tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
  }
});

function tell(message: FromLearner): void {
  process.send?.(message);
}

function socketOf(message: unknown): unknown {
  return (message as { readonly socket?: unknown }).socket;
}

async function run(task: LearnerTask): Promise<void> {
  if (task.type === 'module') {
    const functions: object = await import(pathToFileURL(task.path).href);
    await openExercise(task.exercise).check(functions);
  } else {
    // Loaded here because a module needs no compiler.
    const { runCells } = await import('./run-cells.ts');
    const problems = await runCells(task, {
      onCell: (id) => tell({ type: 'cell', id }),
      onUncaught: (thrown) => tell({ type: 'uncaught', message: thrown }),
    });
    tell({ type: 'failed', message: problems });
  }
}
