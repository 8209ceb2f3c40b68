/** Skips tests that need something this machine does not have, and says what and why. */

import { spawnSync } from 'node:child_process';
import { AF_PACKET, SOCK_DGRAM, Socket } from '../../lib/socket/index.ts';

/** For a test or `before`: skips unless the program is installed. `npm test` names what `.ci/apt.sh` installs. */
export function program(name: string): (this: Mocha.Context) => void {
  return function () {
    const isThere = spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
    if (!isThere) skip(this, `needs ${name}: run .ci/apt.sh`);
  };
}

/** For a test or `before`: skips without the right to capture packets. */
export function packetSockets(this: Mocha.Context): void {
  try {
    new Socket(AF_PACKET, SOCK_DGRAM).close();
  } catch (error) {
    skip(this, `needs CAP_NET_RAW: ${error}`);
  }
}

function skip(context: Mocha.Context, reason: string): void {
  console.error(`Skipped: ${(context.test ?? context.currentTest)?.fullTitle()} ${reason}`);
  context.skip();
}
