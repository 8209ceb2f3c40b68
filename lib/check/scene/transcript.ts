/** The transcript of one check: what passed on its connections, in words for the learner. */

/** Of lines that differ in numbers and contents alone, only so many are shown. */
const maxAlike = 3;
/** Of lines that take turns, such as sent and received, only so many turns are shown. */
const maxTurns = 2;
/** The most lines that may take turns. */
const maxPeriod = 8;
/** The most lines that are shown. */
const maxShown = 40;
/** The most runs that are kept. */
const maxRuns = 400;

/** Lines that are alike and follow each other: the first of them, and how many more came. */
interface Run {
  readonly shape: string;
  readonly lines: string[];
  more: number;
}

/** Collects the lines of one check. */
export class Transcript {
  readonly #runs: Run[] = [];

  note(line: string): void {
    const shape = line.replace(/"(?:[^"\\]|\\.)*"|\b[\da-f]{2}(?: [\da-f]{2})*\b|\d+/g, '*');
    const last = this.#runs.at(-1);
    if (last?.shape !== shape) {
      if (this.#runs.length < maxRuns) this.#runs.push({ shape, lines: [line], more: 0 });
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
    const shown: string[] = [];
    for (let at = 0; at < this.#runs.length; ) {
      if (shown.length >= maxShown) return [...shown, '(and more)'];
      const turns = turnsAt(this.#runs, at);
      const end = at + turns.period * turns.count;
      const middle = Math.min(end, at + turns.period * maxTurns);
      const rest = this.#runs.slice(middle, end);
      for (const { lines, more } of this.#runs.slice(at, middle)) {
        shown.push(...lines, ...folded(more, 'this'));
      }
      const others = rest.reduce((sum, { lines, more }) => sum + lines.length + more, 0);
      shown.push(...folded(others, 'these'));
      at = end;
    }
    return this.#runs.length < maxRuns ? shown : [...shown, '(and more)'];
  }
}

/** How many runs from `at` on take turns, and how often: one run, once, where none do. */
function turnsAt(runs: readonly Run[], at: number): { period: number; count: number } {
  for (let period = 2; period <= maxPeriod; period += 1) {
    let end = at + period;
    while (end < runs.length && runs[end]?.shape === runs[end - period]?.shape) end += 1;
    const count = Math.floor((end - at) / period);
    if (count > maxTurns) return { period, count };
  }
  return { period: 1, count: 1 };
}

function folded(lines: number, alike: 'this' | 'these'): readonly string[] {
  if (lines === 0) return [];
  return [`(${lines} more ${lines === 1 ? 'line' : 'lines'} like ${alike})`];
}

/** Bytes as a person reads them: text in quotes, also of lines that come first, and the rest in hexadecimal. */
export function show(data: Uint8Array): string {
  const bytes = Buffer.from(data);
  if (bytes.length === 0) return 'nothing';
  // A character that does not fit is left out whole.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const text = decoder.decode(bytes.subarray(0, 200), { stream: bytes.length > 200 });
  if (isText(text)) return `${JSON.stringify(text)}${more(bytes, Buffer.byteLength(text))}`;
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
