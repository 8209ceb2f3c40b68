/** Starts what the kernel's process is for, and the compiler beside it. */

import { moduleExtension } from '../paths.ts';
import { CellStore } from './cell-store.ts';
import { Channels } from './channels.ts';
import { endChildren, rememberChildren } from './child-processes.ts';
import { CompiledCells } from './compiled-cells.ts';
import { type CompilerOptions, CompilerProcess } from './compiler-process.ts';
import { type CellSupply, serveHeadless } from './headless-process.ts';
import { Kernel } from './kernel.ts';
import { log } from './log.ts';
import { Session } from './session.ts';
import { snapshotFiles } from './snapshot-file.ts';

/** Serves the front ends of a connection file until one of them asks for the end. */
export async function startKernel(
  connectionFile: string,
  options: CompilerOptions,
): Promise<never> {
  const { compiler, cells, packageBundle } = startCompiler(options);
  const channels = new Channels(connectionFile);
  rememberChildren();
  const session = new Session({ folder: process.cwd(), compiler: cells, packageBundle });
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
export function startHeadless(options: CompilerOptions): void {
  serveHeadless(startCompiler(options));
}

/** Starts the process that compiles; cells that were compiled before are there without it. */
function startCompiler({ hasSnapshot, key }: CompilerOptions): CellSupply {
  // Sources that run as they are written may be changed without another key.
  const kept = moduleExtension === '.js' ? key : undefined;
  const compiler = new CompilerProcess({ hasSnapshot, key: kept });
  const cells = kept === undefined ? compiler : new CompiledCells(compiler, new CellStore(kept));
  return { compiler, cells, packageBundle: hasSnapshot ? snapshotFiles.packageBundle : undefined };
}
