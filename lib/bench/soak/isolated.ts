/** Runs a soak apart from all else on this machine: its own processes, its own network. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WirebookError } from '../../error.ts';
import { entryPoint } from '../../paths.ts';
import type { SoakOptions, SoakReport } from './soak.ts';

/** What a soak is walled in with; its first process waits for orphans, so that none becomes a zombie. */
const walls = [
  '--dev-bind',
  '/',
  '/',
  '--proc',
  '/proc',
  '--unshare-net',
  '--unshare-pid',
  '--die-with-parent',
];

/**
 * Runs a soak, until its time is over or the signal comes.
 *
 * @throws {WirebookError} where there are no namespaces, or the soak itself broke
 */
export async function isolatedSoak(
  options: SoakOptions,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-soak-'));
  const file = join(folder, 'report.json');
  try {
    const program = [process.execPath, entryPoint(import.meta.url, './main')];
    const args = [...walls, ...program, JSON.stringify(options), file];
    const child = spawn('bwrap', args, {
      stdio: ['pipe', 'inherit', 'pipe'],
      env: { ...process.env, TMPDIR: folder },
      // Out of reach of Ctrl-C, which is to end it in good order.
      detached: true,
    });
    const stop = () => void child.stdin.end();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-4000);
    });
    const [code] = await once(child, 'close');
    if (code !== 0) {
      throw new WirebookError(
        `The soak broke with ${code}; it needs bubblewrap and namespaces: ${said.trim()}`,
      );
    }
    return JSON.parse(readFileSync(file, 'utf8')) as SoakReport;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
