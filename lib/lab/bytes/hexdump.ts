/** Bytes in hexadecimal and as text, with their fields named. */

import { Addrinfo } from '../../socket/index.ts';
import { accent, type Html, html, tint } from '../base/html.ts';
import { Picture, type Representation } from '../base/picture.ts';
import type { Packet } from '../capture/packet.ts';
import { firstThatFits, maxText, shorten } from '../draw/bounds.ts';
import {
  bytesPerRow,
  type HexRow,
  hexBytes,
  hexLine,
  hexOffset,
  hexRows,
  printable,
} from '../draw/hex-rows.ts';
import { narrowBox, narrowLetters, narrowPadding } from '../draw/table.ts';
import { type ByteField, packetFields, sockaddrFields } from './byte-fields.ts';

/** A field that was found in some bytes. */
export interface DumpedField {
  readonly name: string;
  readonly offset: number;
  readonly bytes: Buffer;
  /** The value in words. */
  readonly value: string;
}

/** Numbers of shown bytes and fields, tried in this order until the dump fits. */
const shownSizes: readonly [Shown, ...Shown[]] = [
  { bytes: 512, fields: 100 },
  { bytes: 256, fields: 50 },
  { bytes: 64, fields: 20 },
];
/** Characters of a field's name, and of its value. */
const maxNameLength = 80;
const maxValueLength = 300;

interface Shown {
  readonly bytes: number;
  readonly fields: number;
}

/** Neighbouring fields differ in the line below them, and in its colour. */
const lines = ['solid', 'dotted', 'double'] as const;
const colours = [accent.blue, accent.orange, accent.green, accent.purple, accent.red];

/**
 * Shows bytes in hexadecimal and as text, sixteen a row; with fields, also their meaning.
 *
 * @param source bytes, text, an address (its `struct sockaddr`), or a captured packet; the last two
 * know their fields
 * @param fields the meaning of the bytes, from the first on
 * @throws RangeError if the fields are longer than the bytes
 * @example
 * hexdump(Addrinfo.tcp('127.0.2.1', 4481)).fields[1]?.value; // '4481'
 * hexdump(Buffer.from('\x00\x05hello'), [{ name: 'length', length: 2 }, { name: 'text' }]);
 */
export function hexdump(
  source: Uint8Array | string | Addrinfo | Packet,
  fields?: readonly ByteField[],
): HexDump {
  if (typeof source === 'string') return new HexDump(Buffer.from(source), fields ?? []);
  if (source instanceof Addrinfo) {
    return new HexDump(source.toSockaddr(), fields ?? sockaddrFields(source));
  }
  if (source instanceof Uint8Array) return new HexDump(Buffer.from(source), fields ?? []);
  return new HexDump(source.bytes, fields ?? packetFields(source));
}

/** Bytes with their meaning. */
export class HexDump extends Picture {
  readonly bytes: Buffer;
  readonly fields: readonly DumpedField[];

  constructor(bytes: Buffer, fields: readonly ByteField[]) {
    super();
    this.bytes = bytes;
    this.fields = locate(bytes, fields);
  }

  protected represent(): Representation {
    return {
      text: firstThatFits(shownSizes, (shown) => this.#text(shown), maxText),
      html: firstThatFits(shownSizes, (shown) => this.#html(shown).markup),
    };
  }

  #text(shown: Shown): string {
    const rows = this.#rows(shown).map(hexLine);
    const listed = this.#listed(shown);
    const width = Math.max(...listed.map(({ name }) => name.length), 0);
    const fields = listed.map(
      ({ name, offset, bytes, value }) =>
        `${String(offset).padStart(4)} ${String(bytes.length).padStart(3)}  ${name.padEnd(width)}  ${value}`,
    );
    return [
      `${this.bytes.length} byte${this.bytes.length === 1 ? '' : 's'}`,
      ...rows,
      ...more(this.bytes.length - shown.bytes, 'bytes'),
      ...(fields.length > 0 ? ['offset, length, field, value', ...fields] : []),
      ...more(this.fields.length - shown.fields, 'fields'),
    ].join('\n');
  }

  #rows({ bytes }: Shown): readonly HexRow<Buffer>[] {
    return hexRows(this.bytes.subarray(0, bytes));
  }

  #listed(shown: Shown): readonly DumpedField[] {
    return this.fields.slice(0, shown.fields).map((field) => ({
      ...field,
      name: shorten(field.name, maxNameLength),
      value: shorten(field.value, maxValueLength),
    }));
  }

  #html(shown: Shown): Html {
    const rows = this.#rows(shown).map(
      ({ offset, bytes }) =>
        html`<span style="opacity:.85">${hexOffset(offset)}</span>  ${this.#marked(offset, bytes)}  ${printable(bytes)}\n`,
    );
    const line = `border-bottom:1px solid ${tint(20)}`;
    const cell = `text-align:left;${narrowPadding}`;
    const number = `text-align:right;${narrowPadding}`;
    const fields = this.fields
      .slice(0, shown.fields)
      .map(
        ({ name, offset, bytes, value }, index) =>
          html`<tr style="${line}"><td style="${number}">${offset}</td><td style="${cell};white-space:nowrap"><span style="${underline(index)}">${name}</span></td><td style="${cell};font-family:monospace;white-space:nowrap">${hexBytes(bytes.subarray(0, 8))}${bytes.length > 8 ? ' ...' : ''}</td><td style="${cell};min-width:6em;overflow-wrap:anywhere">${value}</td></tr>`,
      );
    const head = ['Offset', 'Field', 'Bytes', 'Value'].map(
      (title, at) => html`<th scope="col" style="${at === 0 ? number : cell}">${title}</th>`,
    );
    return html`<div role="group" aria-label="Bytes in hexadecimal" tabindex="0" style="${narrowBox}"><pre style="background:none;color:inherit;line-height:1.7;margin:.3em 0;white-space:pre;overflow:visible;font-size:clamp(10px,2.3cqw,1em)">${rows}${more(this.bytes.length - shown.bytes, 'bytes')}</pre>${
      fields.length > 0
        ? html`<table style="border-collapse:collapse;font-variant-numeric:tabular-nums"><caption style="text-align:left;caption-side:top;color:inherit;font-weight:600;padding:.25em 0;white-space:nowrap">Fields of these ${this.bytes.length} bytes</caption><thead style="${narrowLetters}"><tr style="${line}">${head}</tr></thead><tbody style="${narrowLetters}">${fields}</tbody></table>`
        : undefined
    }${more(this.fields.length - shown.fields, 'fields').map((text) => html`<div style="font-size:.9em">${text}</div>`)}</div>`;
  }

  /** A row with its bytes underlined field by field. */
  #marked(offset: number, bytes: Buffer): Html[] {
    const marked: Html[] = [];
    for (let at = 0; at < bytesPerRow; ) {
      const index = this.fields.findIndex((field) => covers(field, offset + at));
      const field = this.fields[index];
      const end = field
        ? Math.min(bytesPerRow, field.offset + field.bytes.length - offset)
        : at + 1;
      const text = hexBytes(bytes.subarray(at, end));
      const gap = ' '.repeat(hexWidth(at, end) - text.length);
      marked.push(
        field && text
          ? html`<span title="${shorten(`${field.name}: ${field.value}`, maxNameLength)}" style="${underline(index)}">${text}</span>${gap}`
          : html`${text}${gap}`,
      );
      if (end < bytesPerRow) marked.push(html` `);
      at = end;
    }
    return marked;
  }
}

function locate(bytes: Buffer, fields: readonly ByteField[]): readonly DumpedField[] {
  let offset = 0;
  return fields.flatMap(({ name, length = bytes.length - offset, show = asNumber }) => {
    if (length < 0 || offset + length > bytes.length) {
      throw new RangeError(
        `The field ${name} ends at byte ${offset + length}, and there are only ${bytes.length}`,
      );
    }
    const found = bytes.subarray(offset, offset + length);
    offset += length;
    // An absent payload is not a field.
    return length === 0
      ? []
      : [{ name, offset: offset - length, bytes: found, value: show(found) }];
  });
}

function asNumber(bytes: Buffer): string {
  if (bytes.length <= 6) return String(bytes.readUIntBE(0, bytes.length));
  return JSON.stringify(bytes.toString('latin1')).replaceAll('\\u00', '\\x');
}

function covers({ offset, bytes }: DumpedField, place: number): boolean {
  return offset <= place && place < offset + bytes.length;
}

function more(count: number, what: string): readonly string[] {
  return count > 0 ? [`... ${count} more ${what}`] : [];
}

function underline(index: number): string {
  const style = lines[index % lines.length];
  const colour = colours[index % colours.length];
  return `border-bottom:${style === 'double' ? 4 : 2}px ${style} ${colour}`;
}

/** The width of the bytes of a row from one place to another. */
function hexWidth(from: number, to: number): number {
  return (to - from) * 3 - 1;
}
