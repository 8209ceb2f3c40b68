/** Leaves out the comma. */

export { greet } from '../right/plain.ts';

export function greeting(name: string): string {
  return `Hello ${name}!\n`;
}
