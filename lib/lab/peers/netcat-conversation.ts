/** The lines that clients sent and received. */

import { visible } from '../../base/visible.ts';
import { html } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { foldLines } from '../draw/bounds.ts';

/** One thing that happened in a conversation. */
export interface NetcatLine {
  /** The name of the client, or of the server, that sent the line. */
  readonly name: string;
  readonly kind: 'sent' | 'received' | 'note';
  readonly text: string;
  /** When, in milliseconds of `performance.now()`. */
  readonly at: number;
}

const arrows = { sent: '>', received: '<', note: '-' } as const;

/** The lines that one client, or several, sent and received. */
export class Conversation extends Picture {
  readonly lines: readonly NetcatLine[];
  /** All that was received, as bytes. */
  readonly bytes: Buffer;

  constructor(lines: readonly NetcatLine[], bytes: Buffer) {
    super();
    this.lines = lines;
    this.bytes = bytes;
  }

  /** Several conversations as one, in the order of time; their names keep them apart. */
  static merge(...all: readonly Conversation[]): Conversation {
    const lines = all.flatMap((each) => each.lines).sort((a, b) => a.at - b.at);
    return new Conversation(lines, Buffer.concat(all.map(({ bytes }) => bytes)));
  }

  /** All that was received, as text. */
  get received(): string {
    return this.bytes.toString();
  }

  protected represent(): Representation {
    const width = Math.max(0, ...this.lines.map(({ name }) => name.length));
    const lines = this.lines.flatMap((line) => toText(line, width));
    const text = foldLines(
      lines,
      (more) => `... ${more} more lines; the conversation's lines hold them all`,
    ).join('\n');
    const style =
      'background:none;color:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0';
    return { text, html: html`<pre style="${style}">${text}</pre>`.markup };
  }
}

function toText({ name, kind, text }: NetcatLine, width: number): readonly string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.map((line) => `${name.padEnd(width)} ${arrows[kind]} ${visible(line)}`);
}
