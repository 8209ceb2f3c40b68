/** Puts the dollar sign into quotes that are no backticks. */

export function greeting(_name: string): string {
  return ['Hello, $', '{name}!\n'].join('');
}
