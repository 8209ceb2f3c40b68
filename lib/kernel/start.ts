/** Starts what the kernel's process is for, and the compiler beside it. */

import { Channels } from './channels.ts';
import { endChildren, rememberChildren } from './child-processes.ts';
import { CompilerProcess } from './compiler-process.ts';
import { serveHeadless } from './headless-process.ts';
import { Kernel } from './kernel.ts';
import { log } from './log.ts';
import { Session } from './session.ts';

/** How the compiler is started. */
interface StartOptions {
  /** Whether there is a snapshot to start it from. */
  readonly hasSnapshot: boolean;
}

/** Serves the front ends of a connection file until one of them asks for the end. */
export async function startKernel(connectionFile: string, options: StartOptions): Promise<never> {
  const compiler = new CompilerProcess(options);
  const channels = new Channels(connectionFile);
  rememberChildren();
  const session = new Session({ folder: process.cwd(), compiler });
  process.on('SIGINT', () => channels.interrupt());
  try {
    await new Kernel(channels, { session, compiler }).serve();
  } catch (error) {
    log((error as Error).message);
    process.exit(1);
  }
  const closed = compiler.close();
  await endChildren();
  await channels.close();
  await closed;
  // Servers that a notebook left open must not keep the process.
  process.exit(0);
}

/** Runs the notebook that the parent process sends. */
export function startHeadless(options: StartOptions): void {
  serveHeadless(new CompilerProcess(options));
}
