/** Starts what the kernel's process is for, with the compiler of the start-up snapshot if there is one. */

import { Channels } from './channels.ts';
import { endChildren, rememberChildren } from './child-processes.ts';
import { serveHeadless } from './headless-process.ts';
import { Kernel } from './kernel.ts';
import { log } from './log.ts';
import { Session } from './session.ts';
import { warmCompiler } from './warm-compiler.ts';

/** Serves the front ends of a connection file until one of them asks for the end. */
export async function startKernel(connectionFile: string): Promise<never> {
  const channels = new Channels(connectionFile);
  rememberChildren();
  const session = new Session({
    folder: process.cwd(),
    compiler: warmCompiler(),
    protect: (fn) => channels.interrupts.protect(fn),
  });
  process.on('SIGINT', () => channels.interrupt());
  try {
    await new Kernel(channels, session).serve();
  } catch (error) {
    log((error as Error).message);
    process.exit(1);
  }
  await endChildren();
  await channels.close();
  // Servers that a notebook left open must not keep the process.
  process.exit(0);
}

/** Runs the notebook that the parent process sends. */
export function startHeadless(): void {
  serveHeadless(warmCompiler());
}
