/** Writes a backslash and an n instead of a newline. */

export function greeting(name: string): string {
  return `Hello, ${name}!\\n`;
}
