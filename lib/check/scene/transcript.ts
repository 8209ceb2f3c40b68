/** The transcript of one check: what passed on its connections, in words for the learner. */

/** Of lines that differ in numbers and contents alone, only so many are shown. */
const maxAlike = 3;

/** Collects the lines of one check. */
export class Transcript {
  /** Runs of lines that are alike: the first of each run, and how many more came. */
  readonly #runs: { readonly shape: string; readonly lines: string[]; more: number }[] = [];

  note(line: string): void {
    const shape = line.replace(/"(?:[^"\\]|\\.)*"|\b[\da-f]{2}(?: [\da-f]{2})*\b|\d+/g, '*');
    const last = this.#runs.at(-1);
    if (last?.shape !== shape) {
      if (this.#runs.length < 40) this.#runs.push({ shape, lines: [line], more: 0 });
      else if (this.#runs.length === 40)
        this.#runs.push({ shape: '', lines: ['(and more)'], more: 0 });
    } else if (last.lines.length < maxAlike) last.lines.push(line);
    else last.more += 1;
  }

  /** The place that {@link rewind} goes back to. */
  get position(): number {
    return this.#runs.length;
  }

  /** Forgets what came after a position. */
  rewind(position: number): void {
    this.#runs.length = Math.min(position, this.#runs.length);
  }

  get lines(): readonly string[] {
    return this.#runs.flatMap(({ lines, more }) =>
      more === 0 ? lines : [...lines, `(${more} more ${more === 1 ? 'line' : 'lines'} like this)`],
    );
  }
}

/** Bytes as a person reads them: text in quotes, also of lines that come first, and the rest in hexadecimal. */
export function show(data: Uint8Array): string {
  const bytes = Buffer.from(data);
  if (bytes.length === 0) return 'nothing';
  if (isText(bytes.subarray(0, 200).toString('utf8'))) {
    return `${JSON.stringify(bytes.toString('utf8', 0, 200))}${more(bytes, 200)}`;
  }
  const head = bytes.subarray(0, linesBeforeBytes(bytes));
  if (head.length === 0) return hex(bytes);
  return `${JSON.stringify(String(head))}, then ${hex(bytes.subarray(head.length))}`;
}

/** Bytes that are not text tell a person little: of a run longer than any address, the beginning. */
function hex(bytes: Buffer): string {
  const shown = bytes.toString('hex', 0, 32).match(/../g) ?? [];
  return `${shown.join(' ')}${more(bytes, 32)}`;
}

function more(bytes: Buffer, shown: number): string {
  return bytes.length > shown ? ` and ${bytes.length - shown} more bytes` : '';
}

/** The length of the lines that come before the first byte that is not ASCII text. */
function linesBeforeBytes(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => !isText(String.fromCharCode(byte)) || byte > 0x7e);
  return bytes.lastIndexOf('\n', end) + 1;
}

function isText(content: string): boolean {
  return !/[^\t\r\n -~\u00a0-\uffef]/.test(content);
}
