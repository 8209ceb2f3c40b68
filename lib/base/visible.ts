/** Text of unknown origin, made safe to be shown. */

/**
 * Text with control characters as their pictures, a bell as ␇, and with marks that change the
 * direction of writing by their code: neither a terminal nor a reader is led astray. Line ends and tabs
 * stay.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (found) => {
    if (found === '\n' || found === '\t') return found;
    const code = found.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`;
  });
}
