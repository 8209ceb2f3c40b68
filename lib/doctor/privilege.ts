/** What this person may do here, and which programs are there. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AF_PACKET, SOCK_RAW, Socket } from '../socket/index.ts';
import { compare, type Finding, type Probe } from './probe.ts';

const run = promisify(execFile);

export const privilegeProbes: readonly Probe[] = [
  {
    id: 'privilege.capture',
    what: 'capture packets',
    expected: 'allowed',
    lessons: [3, 5, 13, 18],
    mend: "run 'sudo .devcontainer/allow-captures.sh'; until then lessons show recordings",
    isOptional: true,
    run: () => {
      using _ = new Socket(AF_PACKET, SOCK_RAW);
      return compare('allowed', 'allowed');
    },
  },
  {
    id: 'privilege.namespaces',
    what: 'network namespaces of one’s own',
    expected: 'allowed',
    lessons: [15, 19, 20],
    mend:
      "run 'sysctl kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000' " +
      'as root, or use a container that allows them; until then lessons show recordings',
    isOptional: true,
    run: () => permits('unshare', ['--user', '--map-root-user', '--net', 'true']),
  },
  {
    id: 'privilege.sandbox',
    what: 'the sandbox of the graders (bubblewrap)',
    expected: 'allowed',
    lessons: [],
    mend: "run '.ci/apt.sh' as root and allow user namespaces; only 'wirebook grade' needs it",
    isOptional: true,
    run: () => permits('bwrap', ['--unshare-all', '--ro-bind', '/', '/', '--dev', '/dev', 'true']),
  },
  {
    id: 'programs.nc',
    what: 'netcat (nc)',
    expected: 'installed',
    lessons: [2],
    mend: "run '.ci/apt.sh' as root",
    isOptional: true,
    run: () => {
      const isThere = (process.env.PATH ?? '')
        .split(delimiter)
        .some((folder) => existsSync(join(folder, 'nc')));
      return compare(isThere ? 'installed' : 'missing', 'installed');
    },
  },
];

/** Whether a program runs through; where not, what it says. */
async function permits(program: string, args: readonly string[]): Promise<Finding> {
  try {
    await run(program, args);
    return compare('allowed', 'allowed');
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
    const [said = ''] = stderr.trim().split('\n');
    const found = code === 'ENOENT' ? `${program} is missing` : said || `not allowed (${code})`;
    return { found, asExpected: false };
  }
}
