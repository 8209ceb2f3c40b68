/** Programs that the setup runs: their output is watched, kept for errors, and shown only then. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Interrupted } from './problem.mjs';

/** The lines of a program's output that are kept for an error. */
const KEPT_LINES = 200;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** @type {NodeJS.Signals | undefined} */
let interruption;

/**
 * Runs a program to its end.
 *
 * It gets a process group of its own, so that Ctrl-C reaches it once and through us, together with
 * every process it started.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} options
 * @returns {Promise<{ code: number | null, output: string }>} `code` is null if a signal ended it
 * @throws {Interrupted} when the setup itself was told to stop
 */
export async function run(program, args, { cwd, env = process.env, onLine }) {
  if (interruption) throw new Interrupted(interruption);
  const child = spawn(program, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  /** @type {string[]} */
  const kept = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      onLine?.(line);
    });
  }
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (interruption) throw new Interrupted(interruption);
    return { code, output: kept.join('\n') };
  } finally {
    running.delete(child);
  }
}

/**
 * Ends what runs now and refuses to start anything else. What is told twice does not get to put
 * things in order: npm may take seconds for it, and a step that was cut short begins anew anyway.
 *
 * @param {NodeJS.Signals} signal what the setup itself received
 */
export function interrupt(signal) {
  const how = interruption === undefined ? 'SIGTERM' : 'SIGKILL';
  interruption = signal;
  for (const { pid } of running) {
    if (pid === undefined) continue;
    try {
      process.kill(-pid, how);
    } catch (error) {
      // ESRCH: the group ended by itself a moment ago.
      if (error.code !== 'ESRCH') throw error;
    }
  }
}

/** Throws if the setup was told to stop: for work that runs in this process. */
export function throwIfInterrupted() {
  if (interruption) throw new Interrupted(interruption);
}
