/** The setup as a whole: its steps in order, and what the person at the terminal reads. */
import { accessSync, constants, statfsSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { explainFileError, readOnlyAdvice } from './explain.mjs';
import { checkProcesses, compiledLessons, kernelSnapshot, kernelSpec } from './kernel.mjs';
import { withLock } from './lock.mjs';
import { npmPackages } from './npm-packages.mjs';
import { Interrupted, Problem } from './problem.mjs';
import { createProgress } from './progress.mjs';
import { pythonEnvironment } from './python-environment.mjs';
import { interrupt, throwIfInterrupted } from './run.mjs';

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {number} megabytes room that it needs on the disk
 * @property {(root: string) => boolean} isDone whether nothing is left to do; takes milliseconds
 * @property {(root: string, progress: import('./progress.mjs').Progress) => Promise<void>} install
 */

/** @type {readonly Step[]} Later steps may use what earlier ones made. */
const steps = [
  npmPackages,
  build,
  pythonEnvironment,
  kernelSpec,
  kernelSnapshot,
  compiledLessons,
  checkProcesses,
];

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Sets up, then runs `wirebook` with `args`; without any, sets up only.
 *
 * @param {readonly string[]} args
 */
export async function main(args) {
  const progress = createProgress();
  try {
    await setUp(progress);
  } catch (error) {
    progress.failed();
    process.exitCode = report(error, progress);
    return;
  }
  // The launcher reads the same arguments, from the same place.
  if (args.length > 0) await import('../wirebook.mjs');
}

/** @param {import('./progress.mjs').Progress} progress */
async function setUp(progress) {
  if (process.platform !== 'linux') {
    throw new Problem(
      'Wirebook makes Linux system calls and this is not Linux: open the course in its devcontainer ' +
        '(or on Windows in WSL 2) and run the same command there',
    );
  }
  if (steps.every((step) => step.isDone(root))) return;
  const stops = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    interrupt(signal);
    progress.stopping();
  };
  for (const signal of stops) process.on(signal, stop);
  try {
    await withLock(root, {
      onWait: () => progress.say('Another setup of this course is running: waiting for it to end'),
      work: () => runSteps(progress),
    });
  } finally {
    for (const signal of stops) process.off(signal, stop);
  }
}

/** @param {import('./progress.mjs').Progress} progress */
async function runSteps(progress) {
  let isFirst = true;
  for (const step of steps) {
    throwIfInterrupted();
    if (step.isDone(root)) continue;
    if (isFirst) {
      requireWritable();
      progress.say('Setting up Wirebook (about a minute the first time)');
      isFirst = false;
    }
    progress.start(step.title);
    requireSpace(step);
    try {
      await step.install(root, progress);
    } catch (error) {
      throw explainFileError(error, { what: `make the ${step.title}`, root });
    }
    progress.done();
  }
}

function requireWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch (cause) {
    throw new Problem(`Cannot set up the course: ${readOnlyAdvice(root)}`, { cause });
  }
}

/** @param {Step} step */
function requireSpace({ title, megabytes }) {
  const { bavail, bsize } = statfsSync(root);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free >= megabytes) return;
  throw new Problem(
    `Cannot make the ${title}: it needs ${megabytes} MB and the disk of ${root} has ${free} MB free; ` +
      "free some ('df -h' shows the disks), then run the same command again",
  );
}

/**
 * Says what went wrong, and returns the exit code.
 *
 * @param {unknown} error @param {import('./progress.mjs').Progress} progress
 */
function report(error, progress) {
  if (error instanceof Interrupted) {
    progress.say('Stopped; the same command goes on where this one ended');
    return 128 + osConstants.signals[error.signal];
  }
  if (!(error instanceof Problem)) throw error;
  const lines = error.output.trimEnd().split('\n').slice(-15).filter(Boolean);
  if (lines.length > 0) progress.say(lines.map((line) => `    ${line}`).join('\n'));
  progress.say(error.message);
  return 2;
}
