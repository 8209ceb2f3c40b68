/** Writes a backslash and an n instead of a newline. */

export { greet } from '../right/plain.ts';

export function greeting(name: string): string {
  return `Hello, ${name}!\\n`;
}
