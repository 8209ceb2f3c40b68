/** What making machines takes. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Why no machine can be made here, or undefined. */
export const machinesMissing: string | undefined = reason();

function reason(): string | undefined {
  if (process.getuid?.() !== 0) return "needs root: run 'sudo npm run test:machines'";
  const missing = ['buildah', 'mmdebstrap'].filter((program) => !isInstalled(program));
  return missing.length > 0 ? `needs 'apt-get install ${missing.join(' ')}'` : undefined;
}

function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}
