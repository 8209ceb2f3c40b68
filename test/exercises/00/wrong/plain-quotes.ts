/** Puts the dollar sign into quotes that are no backticks. */

export { greet } from '../right/plain.ts';

export function greeting(_name: string): string {
  return ['Hello, $', '{name}!\n'].join('');
}
