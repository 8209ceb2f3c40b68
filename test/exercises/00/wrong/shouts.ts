/** Greets in capitals. */

export { greet } from '../right/plain.ts';

export function greeting(name: string): string {
  return `HELLO, ${name.toUpperCase()}!\n`;
}
