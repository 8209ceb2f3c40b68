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
