#!/usr/bin/env node
/**
 * Makes the course ready on this machine, then runs `wirebook` with the arguments it was given.
 *
 *     node lib/setup.mjs                  set up only
 *     node lib/setup.mjs start --port N   set up, then `wirebook start --port N`
 *
 * This first file uses no syntax younger than Node 14, because its job is to tell an old Node that
 * it is too old; all else is loaded after that.
 */

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Wirebook needs Node 20.19 or newer, and this is Node ${process.versions.node}: ` +
      'install Node 24 from https://nodejs.org and run the same command again',
  );
  process.exitCode = 2;
} else {
  import('./setup/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
