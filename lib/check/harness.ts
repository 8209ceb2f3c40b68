/**
 * The process that holds the checks. It shares nothing with the learner's code but a channel for
 * messages and the sockets between them. Where learners are kept in sandboxes, it serves one after
 * another, each in a network of its own.
 */

import { readdirSync } from 'node:fs';
import { killDescendants } from '../processes.ts';
import { HarnessRun } from './harness-run.ts';
import type { FromHarness, ToHarness } from './protocol.ts';

/** With more memory than this in use, what one learner has left behind is in the next one's way. */
const mostMemory = 256 * 2 ** 20;

/** A learner can send open descriptors with its messages: with more, some are none of our own. */
const mostDescriptors = 64;

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
  // Node itself throws when the learner's code has written nonsense on the channel; after that no
  // message of its can be read any more. Errors in a check are mocha's to report.
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
      (await import('./own-descriptors.ts')).keepDescriptors();
      (await import('./adopt-orphans.ts')).adoptOrphans();
    }
    if (learner?.needsNetwork === true) (await import('./own-network.ts')).enterOwnNetwork();
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

/** Whether another learner will find as much room here as if it were the first. */
function hasRoom(): boolean {
  const descriptors = readdirSync('/proc/self/fd').length;
  return process.memoryUsage.rss() < mostMemory && descriptors < mostDescriptors;
}

function tell(message: FromHarness): void {
  process.send?.(message);
}
