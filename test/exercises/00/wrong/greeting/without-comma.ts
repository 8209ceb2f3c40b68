/** Leaves out the comma. */

export function greeting(name: string): string {
  return `Hello ${name}!\n`;
}
