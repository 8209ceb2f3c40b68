/** Prints the greeting instead of returning it. */

export function greeting(name: string): void {
  console.log(`Hello, ${name}!`);
}
