import { readFileSync } from 'node:fs';

/** The login name of a user, or the number where this machine has no name for it. */
export function nameOf(uid: number): string {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const user = users.map((line) => line.split(':')).find(([, , id]) => id === String(uid));
  return user?.[0] ?? `User ${uid}`;
}
