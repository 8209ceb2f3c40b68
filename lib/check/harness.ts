/**
 * The process that holds the checks. It shares nothing with the learner's code but a channel for
 * messages and the sockets between them. Where learners are kept in sandboxes, it serves one after
 * another, each in a network namespace of its own.
 */

import { readdirSync } from 'node:fs';
import { killDescendants } from '../base/processes.ts';
import { HarnessRun } from './harness-run.ts';
import type { FromHarness, ToHarness } from './protocol.ts';

/** With more bytes than this in use, remains of one learner would slow the next one down. */
const maxMemory = 256 * 2 ** 20;

/** A harness opens fewer; a learner can send open descriptors with its messages. */
const maxDescriptors = 64;

let run: HarnessRun | undefined;
let isSound = true;

process.on('disconnect', () => process.exit());
process.on('exit', () => killDescendants(process.pid));
process.on('message', (message: ToHarness) => {
  receive(message).catch((error: unknown) => {
    tell({ type: 'broken', message: error instanceof Error ? `${error.stack}` : String(error) });
  });
});

process.on('uncaughtException', (error) => {
  isSound = false;
  // Node itself throws when the learner's code has written nonsense on the channel, and can read no
  // message of that channel any more. Errors in a check are reported by mocha.
  if (error.stack?.includes('child_process/serialization') === true) {
    run?.giveUp('The notebook broke the channel to its checks');
  } else if (run?.isLoaded !== true) {
    tell({ type: 'broken', message: String(error.stack) });
  }
});

async function receive(message: ToHarness): Promise<void> {
  if (message.type === 'load') {
    const { learner } = message;
    if (learner?.isStranger === true) {
      (await import('./isolation/close-on-exec.ts')).closeDescriptorsOnExec();
      (await import('./isolation/child-subreaper.ts')).becomeChildSubreaper();
    }
    if (learner?.needsNetwork === true)
      (await import('../lab/system/network-namespace.ts')).enterNetworkNamespace();
    run = new HarnessRun(learner, tell);
    await run.load(message);
  } else if (message.type === 'end') {
    const isOver = (await run?.end()) === true;
    run = undefined;
    tell({ type: 'ended', isFree: isOver && isSound && hasRoom() });
  } else if (message.type === 'go') await run?.go(message.task);
  else if (message.type === 'uncaught') run?.uncaught(message.message);
  else run?.receive(message.message);
}

/** Tells whether this process can serve another learner as well as the first. */
function hasRoom(): boolean {
  const descriptors = readdirSync('/proc/self/fd').length;
  return process.memoryUsage.rss() < maxMemory && descriptors < maxDescriptors;
}

function tell(message: FromHarness): void {
  process.send?.(message);
}
