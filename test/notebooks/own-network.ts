import { execFileSync, spawnSync } from 'node:child_process';

/** Set in the process that runs inside. */
const marker = 'WIREBOOK_OWN_NETWORK';

/**
 * Runs the program once more in a user and network namespace of its own, where it may capture, send
 * raw packets and take the interface down. Says `skipped: ...` where namespaces are forbidden.
 */
export async function inOwnNetwork(fact: () => Promise<void>): Promise<void> {
  if (process.env[marker] !== undefined) {
    execFileSync('ip', ['link', 'set', 'lo', 'up']);
    await fact();
    return;
  }
  const unshare = ['--user', '--map-root-user', '--net'];
  if (spawnSync('unshare', [...unshare, 'true']).status !== 0) {
    console.log('skipped: this machine does not let a program have a network of its own');
    return;
  }
  const [, program = ''] = process.argv;
  const { status } = spawnSync('unshare', [...unshare, process.execPath, program], {
    env: { ...process.env, [marker]: '1' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
