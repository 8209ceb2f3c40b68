/** The kernel's process: `node main.js CONNECTION_FILE`, started by a Jupyter server. */

import { Channels } from './channels.ts';
import { Compiler } from './compiler.ts';
import { Kernel } from './kernel.ts';
import { Session } from './session.ts';

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error('usage: node main.js CONNECTION_FILE');
  process.exit(2);
}

const channels = new Channels(connectionFile);
const session = new Session({
  folder: process.cwd(),
  compiler: new Compiler(),
  protect: (fn) => channels.interrupts.protect(fn),
});
process.on('SIGINT', () => channels.interrupt());
await new Kernel(channels, session).serve();
await channels.close();
// Servers that a notebook left open must not keep the process.
process.exit(0);
