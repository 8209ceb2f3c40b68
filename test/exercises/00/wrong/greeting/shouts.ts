/** Greets in capitals. */

export function greeting(name: string): string {
  return `HELLO, ${name.toUpperCase()}!\n`;
}
