/** Has learnt the example by heart. */

export { greet } from '../right/plain.ts';

export function greeting(_name: string): string {
  return 'Hello, Ada!\n';
}
