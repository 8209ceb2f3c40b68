/** Starts the parts of a kernel: its sockets, a session, and the compiler beside it. */

import { type SnapshotState, startCompiler } from '../compile/start.ts';
import { endChildren, rememberChildren } from '../session/child-processes.ts';
import { log } from '../session/log.ts';
import { Session } from '../session/session.ts';
import { Connection } from './connection.ts';
import { Kernel } from './requests.ts';

/** Serves the front ends of a connection file until one of them asks for the end. */
export async function startKernel(connectionFile: string, snapshot: SnapshotState): Promise<never> {
  const { compiler, child, packageBundle } = startCompiler(snapshot);
  const connection = new Connection(connectionFile);
  rememberChildren();
  const folder = process.cwd();
  const session = new Session({ folder, compiler, language: () => child, packageBundle });
  process.on('SIGINT', () => connection.interrupt());
  try {
    await new Kernel(connection, { session, language: child }).serve();
  } catch (error) {
    log((error as Error).message);
    process.exit(1);
  }
  const closed = child.close();
  await endChildren();
  await connection.close();
  await closed;
  // Servers that a notebook left open must not keep the process.
  process.exit(0);
}
