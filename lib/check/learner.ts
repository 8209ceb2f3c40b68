/** The process that runs a learner's code, started by the harness. */

import { subscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { checkFromOutside, openExercise } from './open-exercise.ts';
import type { FromLearner, LearnerTask, ToLearner } from './protocol.ts';
import { RpcEndpoint } from './rpc.ts';
import { fixturesFor, type Library } from './scene/fixtures.ts';

// Sockets that the code forgets must not be collected, and so closed, before a check counts them.
const openSockets = new Set<unknown>();
subscribe('wirebook.socket.open', (message) => openSockets.add(socketOf(message)));
subscribe('wirebook.socket.close', (message) => openSockets.delete(socketOf(message)));

const rpc = new RpcEndpoint((message) => tell({ type: 'rpc', message }));

let isOver = false;
let library: Library | undefined;

checkFromOutside(async (functions) => {
  isOver = true;
  rpc.offer({ functions, fixtures: fixturesFor(library) });
  tell({ type: 'ready' });
  // The harness ends this process after the last check.
  return new Promise<never>(() => {});
});

process.on('disconnect', () => process.exit());
process.on('message', (message: ToLearner) => {
  if (message.type === 'rpc') rpc.receive(message.message);
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
    // In a variable, so that the module's own copy is loaded and no other is bundled.
    const name = 'wirebook';
    library = (await import(name)) as Library;
    const functions: object = await import(pathToFileURL(task.path).href);
    await openExercise(task.exercise).check(functions);
  } else {
    // Loaded here because a module needs no compiler.
    const { runCells } = await import('./run-cells.ts');
    const problems = await runCells(task, {
      isOver: () => isOver,
      onCell: (id) => tell({ type: 'cell', id }),
      onUncaught: (thrown) => tell({ type: 'uncaught', message: thrown }),
    });
    tell({ type: 'failed', message: problems });
  }
}
