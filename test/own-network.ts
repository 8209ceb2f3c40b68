/** Networks of their own for the commands of tests, where Linux allows them. */

import { spawnSync } from 'node:child_process';

const script = 'ip link set lo up && exec "$@"';

/**
 * What to put before a command, so that it runs in a network of its own: there every address of a
 * lesson is free. Undefined where a program may have none.
 */
export const ownNetwork: readonly string[] | undefined = [
  ['--net'],
  ['--user', '--map-root-user', '--net'],
]
  .map((namespaces) => ['unshare', ...namespaces, 'sh', '-c', script, 'sh'])
  .find(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0);

/** Set in the process that runs inside. */
const marker = 'WIREBOOK_OWN_NETWORK';

/**
 * Runs the program once more in a network of its own, where it may capture, send raw packets and take
 * the interface down. Says `skipped: ...` where namespaces are forbidden.
 */
export async function inOwnNetwork(fact: () => Promise<void>): Promise<void> {
  if (process.env[marker] !== undefined) {
    await fact();
    return;
  }
  if (ownNetwork === undefined) {
    console.log('skipped: this machine does not let a program have a network of its own');
    return;
  }
  const [, program = ''] = process.argv;
  const [file = '', ...args] = [...ownNetwork, process.execPath, program];
  const { status } = spawnSync(file, args, {
    env: { ...process.env, [marker]: '1' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
