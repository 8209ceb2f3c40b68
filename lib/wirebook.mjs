#!/usr/bin/env node
/**
 * Starts the `wirebook` command on the course's own Node.
 *
 * Plain JavaScript without dependencies, because it must run, and explain itself, on whatever Node
 * the machine has. Where the pinned Node is already running, the command is loaded in place.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const address = new URL('dist/cli/main.js', import.meta.url);
const main = fileURLToPath(address);
const pinned = readPinnedNode();
const node = `${root}/node_modules/.bin/node`;

if (!existsSync(main) || (pinned !== process.version && !existsSync(node))) {
  console.error(`wirebook is not set up in ${root}: run 'node lib/setup.mjs' there`);
  process.exit(2);
}

if (pinned === process.version) {
  // By its address: in a path, % and # would mean something else.
  await import(address.href);
} else {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes; this one waits for the command to end in order.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`Cannot start ${node}: ${error.message}; run 'node lib/setup.mjs'`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** The version of Node that package.json pins, written as `process.version` writes it. */
function readPinnedNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  return `v${Object.values(optionalDependencies)[0]}`;
}
