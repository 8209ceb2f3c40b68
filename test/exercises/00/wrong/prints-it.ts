/** Prints the greeting instead of returning it. */

export { greet } from '../right/plain.ts';

export function greeting(name: string): void {
  console.log(`Hello, ${name}!`);
}
