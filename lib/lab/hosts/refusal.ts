/** The reasons why a machine allows no hosts, and the commands that mend it. */

import { existsSync, readFileSync } from 'node:fs';

/** This machine allows no network namespaces. */
export class NamespacesRefused extends Error {
  override readonly name = 'NamespacesRefused';
  /** The reason in a few words. */
  readonly found: string;
  /** The way out. */
  readonly mend: string;

  /** @param complaint the words of the program that was refused */
  constructor(complaint: string) {
    const { found, mend } = findRefusal(complaint);
    super(`This machine allows no hosts of a lab, which are network namespaces: ${found}; ${mend}`);
    this.found = found;
    this.mend = mend;
  }
}

/** Settings of Linux, with the value that denies user namespaces and the way out. */
const settings = [
  {
    name: 'user.max_user_namespaces',
    denying: '0',
    mend: "run 'sysctl user.max_user_namespaces=10000' as root",
  },
  {
    name: 'kernel.unprivileged_userns_clone',
    denying: '0',
    mend: "run 'sysctl kernel.unprivileged_userns_clone=1' as root",
  },
  {
    name: 'kernel.apparmor_restrict_unprivileged_userns',
    denying: '1',
    mend: "run 'sudo .devcontainer/allow-captures.sh', which allows them to the course alone",
  },
] as const;

function findRefusal(complaint: string): { readonly found: string; readonly mend: string } {
  if (complaint.includes('ENOENT')) {
    return { found: 'unshare is missing', mend: "run 'apt-get install util-linux' as root" };
  }
  for (const { name, denying, mend } of settings) {
    const file = `/proc/sys/${name.replaceAll('.', '/')}`;
    if (existsSync(file) && readFileSync(file, 'utf8').trim() === denying) {
      return { found: `denied by ${name}=${denying}`, mend };
    }
  }
  if (/^Seccomp:\s*2$/m.test(readFileSync('/proc/self/status', 'utf8'))) {
    return {
      found: 'denied by a seccomp filter, as containers have one',
      mend: "start the container with '--security-opt seccomp=unconfined', where its host is yours",
    };
  }
  const [said = ''] = complaint.split(/\n|\. /);
  return { found: said || 'denied', mend: 'use a machine or container that allows them' };
}
