/** The privileges of this person, and the programs of this machine. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Holder } from '../lab/hosts/holder.ts';
import { NamespacesRefused } from '../lab/hosts/refusal.ts';
import { AF_PACKET, SOCK_RAW, Socket } from '../socket/index.ts';
import { withCaptureRights } from '../socket/system/capability.ts';
import type { Probe } from './probe.ts';

const run = promisify(execFile);

const install = "run '.ci/apt.sh' as root";
const missing = (name: string) => `${name} is missing`;

export const privilegeProbes: readonly Probe[] = [
  {
    id: 'privilege.capture',
    what: 'capture packets',
    expected: 'allowed',
    lessons: [0, 3, 5, 13, 18],
    mend: "run 'sudo .devcontainer/allow-captures.sh'; until then lessons show recordings",
    isOptional: true,
    run: () => {
      using _ = withCaptureRights(() => new Socket(AF_PACKET, SOCK_RAW));
      return 'allowed';
    },
  },
  {
    id: 'privilege.namespaces',
    what: 'hosts of a lab, which are network namespaces',
    expected: 'allowed',
    lessons: [15, 19, 20],
    mend: 'use a container that allows them; until then lessons show recordings',
    isOptional: true,
    run: async () => {
      try {
        await (await Holder.start()).close();
        return 'allowed';
      } catch (error) {
        if (!(error instanceof NamespacesRefused)) throw error;
        const mend = `${error.mend}; until then lessons show recordings`;
        return { found: error.found, asExpected: false, mend };
      }
    },
  },
  {
    id: 'privilege.sandbox',
    what: 'the sandbox of the graders (bubblewrap)',
    expected: 'allowed',
    lessons: [],
    mend:
      'allow user namespaces as above, or grade as root with --trust-container in a ' +
      'container that can be thrown away',
    isOptional: true,
    run: async () => {
      const walls = ['--unshare-all', '--ro-bind', '/', '/', '--dev', '/dev', 'true'];
      const found = await permits('bwrap', walls);
      return found === missing('bwrap') ? { found, asExpected: false, mend: install } : found;
    },
  },
  program('nc', { what: 'netcat (nc)', lessons: [2] }),
  program('strace', { what: 'strace, which shows Node’s system calls', lessons: [6] }),
];

/** A program that lessons can do without. */
function program(name: string, probe: Pick<Probe, 'what' | 'lessons'>): Probe {
  return {
    ...{ id: `programs.${name}`, ...probe, expected: 'installed', mend: install, isOptional: true },
    run: () => {
      const isThere = (process.env.PATH ?? '')
        .split(delimiter)
        .some((folder) => existsSync(join(folder, name)));
      return isThere ? 'installed' : 'missing';
    },
  };
}

/** Runs a program; gives the first sentence of its error, if it fails. */
async function permits(name: string, args: readonly string[]): Promise<string> {
  try {
    await run(name, args);
    return 'allowed';
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
    const [said = ''] = stderr.trim().split(/\n|\. /);
    return code === 'ENOENT' ? missing(name) : said || `not allowed (${code})`;
  }
}
