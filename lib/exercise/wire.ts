/** The record of what went over the sockets of one check, in words for the learner. */

/** Bytes as a person reads them: text in quotes, and anything else in hexadecimal too. */
export function show(data: Uint8Array): string {
  const bytes = Buffer.from(data);
  if (bytes.length === 0) return 'nothing';
  const readable = isText(bytes.subarray(0, 200).toString('utf8'));
  // Bytes that are no text tell a person little: a long run of them is only hinted at.
  const shown = bytes.subarray(0, readable || bytes.length <= 200 ? 200 : 24);
  const rest = bytes.length > shown.length ? ` and ${bytes.length - shown.length} more bytes` : '';
  const content = shown.toString('utf8');
  return (
    (readable ? JSON.stringify(content) : (shown.toString('hex').match(/../g) ?? []).join(' ')) +
    rest
  );
}

function isText(content: string): boolean {
  return !/[^\t\r\n -~\u00a0-\uffef]/.test(content);
}

/** Collects the lines of one check. */
export class Wire {
  readonly #lines: string[] = [];

  note(line: string): void {
    if (this.#lines.length < 40) this.#lines.push(line);
    else if (this.#lines.length === 40) this.#lines.push('(and more)');
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
