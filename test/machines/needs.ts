/** What making machines takes. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Why no machine can be made here, or undefined. */
export const machinesMissing: string | undefined =
  process.getuid?.() === 0
    ? whyNot(['buildah', 'mmdebstrap'])
    : "needs root: run 'sudo npm run test:machines'";

const packages: Readonly<Record<string, string>> = { 'qemu-aarch64-static': 'qemu-user-static' };

/** Which of these programs are not here, with the command that mends it; undefined if all are. */
export function whyNot(programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return undefined;
  return `needs 'apt-get install ${missing.map((name) => packages[name] ?? name).join(' ')}'`;
}

function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}
