/** Offsets in a text: Jupyter counts code points, JavaScript UTF-16 units. */

/** From code points to UTF-16 units. */
export function toUtf16(text: string, codePoints: number): number {
  return [...text].slice(0, codePoints).join('').length;
}

/** From UTF-16 units to code points. */
export function toCodePoints(text: string, utf16: number): number {
  return [...text.slice(0, utf16)].length;
}
