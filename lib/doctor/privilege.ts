/** What this person may do here, and which programs are there. */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withCaptureRights } from '../socket/capability.ts';
import { AF_PACKET, SOCK_RAW, Socket } from '../socket/index.ts';
import { compare, type Finding, type Probe } from './probe.ts';

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
      return compare('allowed', 'allowed');
    },
  },
  {
    id: 'privilege.namespaces',
    what: 'network namespaces of one’s own',
    expected: 'allowed',
    lessons: [15, 19, 20],
    mend: 'use a container that allows them; until then lessons show recordings',
    isOptional: true,
    run: async () => {
      const finding = await permits('unshare', ['--user', '--map-root-user', '--net', 'true']);
      return finding.asExpected ? finding : { ...finding, ...whyNoNamespaces(finding) };
    },
  },
  {
    id: 'privilege.sandbox',
    what: 'the sandbox of the graders (bubblewrap)',
    expected: 'allowed',
    lessons: [],
    mend:
      "allow user namespaces as above, or pass --trust-container to 'wirebook grade' in a " +
      'container that can be thrown away',
    isOptional: true,
    run: async () => {
      const walls = ['--unshare-all', '--ro-bind', '/', '/', '--dev', '/dev', 'true'];
      const finding = await permits('bwrap', walls);
      return finding.found === missing('bwrap') ? { ...finding, mend: install } : finding;
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
      return compare(isThere ? 'installed' : 'missing', 'installed');
    },
  };
}

/** Whether a program runs through; where not, the first sentence of what it says. */
async function permits(name: string, args: readonly string[]): Promise<Finding> {
  try {
    await run(name, args);
    return compare('allowed', 'allowed');
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
    const [said = ''] = stderr.trim().split(/\n|\. /);
    const found = code === 'ENOENT' ? missing(name) : said || `not allowed (${code})`;
    return { found, asExpected: false };
  }
}

/** Who denies user namespaces, as far as that can be seen from inside, and what undoes it. */
function whyNoNamespaces({ found }: Finding): Partial<Finding> {
  if (found === missing('unshare')) return { mend: "run 'apt-get install util-linux' as root" };
  const denials = [
    ['user/max_user_namespaces', '0', '10000'],
    ['kernel/unprivileged_userns_clone', '0', '1'],
    ['kernel/apparmor_restrict_unprivileged_userns', '1', '0'],
  ] as const;
  for (const [path, denying, allowing] of denials) {
    const file = join('/proc/sys', path);
    if (!existsSync(file) || readFileSync(file, 'utf8').trim() !== denying) continue;
    const name = path.replaceAll('/', '.');
    return {
      found: `denied by ${name}=${denying}`,
      mend: `run 'sysctl ${name}=${allowing}' as root; until then lessons show recordings`,
    };
  }
  const isFiltered = /^Seccomp:\s*2$/m.test(readFileSync('/proc/self/status', 'utf8'));
  if (!isFiltered) return {};
  return {
    found: 'denied by a seccomp filter, as containers have one',
    mend:
      "start the container with '--security-opt seccomp=unconfined', where its host is yours; " +
      'until then lessons show recordings',
  };
}
