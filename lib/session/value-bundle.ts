/** Turns the value of a cell's last expression into text and pictures. */

import { ChildProcess } from 'node:child_process';
import { Socket as DatagramSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';
import { inspect, types } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { MimeBundle } from '../lab/base/host.ts';
import { html } from '../lab/base/html.ts';
import { hexLine, hexRows } from '../lab/draw/hex-rows.ts';
import { shortenText } from './output-limits.ts';

/** A value that says itself how it is shown in a notebook, as Deno's kernel has it. */
const display = Symbol.for('Jupyter.display');

/**
 * The representations of a value.
 *
 * @returns `undefined` for a value that is not worth showing
 */
export async function toBundle(value: unknown): Promise<MimeBundle | undefined> {
  if (value === undefined) return undefined;
  const own = await ownBundle(value);
  if (own !== undefined) return own;
  const line = oneLine(value);
  if (line !== undefined) return { 'text/plain': line };
  if (value instanceof Uint8Array) return { 'text/plain': hexDump(value) };
  const text = inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000 });
  const html = htmlTable(value);
  return { 'text/plain': shortenText(text), ...(html === undefined ? {} : { 'text/html': html }) };
}

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return undefined;
  const describe = read(value, display);
  if (typeof describe !== 'function') return undefined;
  const bundle: unknown = await describe.call(value);
  return typeof bundle === 'object' && bundle !== null ? (bundle as MimeBundle) : undefined;
}

/** A property of any value; that of one whose getters throw is missing. */
export function read(value: object, key: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** A line for what would otherwise be a page of internals. */
function oneLine(value: unknown): string | undefined {
  if (value instanceof Server) return describeServer(value);
  if (value instanceof Socket) return describeSocket(value);
  if (value instanceof DatagramSocket) return describeDatagramSocket(value);
  if (value instanceof ChildProcess) return describeChild(value);
  if (value instanceof Worker) return `Worker ${value.threadId}`;
  if (value instanceof URL) return `URL ${value.href}`;
  if (types.isDate(value))
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof setTimeoutClass) return 'Timeout';
  return undefined;
}

const probe = setTimeout(() => {}, 0);
clearTimeout(probe);
const setTimeoutClass = probe.constructor as new () => NodeJS.Timeout;

function describeServer(server: Server): string {
  const name = server.constructor.name;
  const address = server.address();
  if (address === null) return `${name} (not listening)`;
  return `${name} listening on ${typeof address === 'string' ? address : endpoint(address)}`;
}

function describeSocket(socket: Socket): string {
  const name = socket.constructor.name;
  if (socket.connecting) return `${name} (connecting)`;
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined)
    return `${name} (${socket.readyState})`;
  const local = endpoint({ address: localAddress ?? '?', port: localPort ?? 0 });
  return `${name} ${local} -> ${endpoint({ address: remoteAddress, port: remotePort })}`;
}

function describeDatagramSocket(socket: DatagramSocket): string {
  try {
    return `Datagram socket ${endpoint(socket.address())}`;
  } catch {
    // An unbound or closed socket has no address, and says so by throwing.
    return 'Datagram socket (not bound)';
  }
}

function describeChild({ pid, exitCode, signalCode, spawnfile }: ChildProcess): string {
  const state = exitCode !== null ? `exited with ${exitCode}` : (signalCode ?? 'running');
  return `ChildProcess ${pid ?? '?'} ${spawnfile} (${state})`;
}

function endpoint({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The bytes in hexadecimal and as text, sixteen a line. */
function hexDump(bytes: Uint8Array): string {
  const shown = 512;
  const plural = bytes.length === 1 ? '' : 's';
  const lines = hexRows(bytes.subarray(0, shown)).map(hexLine);
  const more = bytes.length > shown ? [`... ${bytes.length - shown} more`] : [];
  return [`${bytes.constructor.name}, ${bytes.length} byte${plural}`, ...lines, ...more].join('\n');
}

const maxRows = 100;
const maxColumns = 12;

/** A table of an array of plain objects, or of a Map; `undefined` for anything else. */
function htmlTable(value: unknown): string | undefined {
  if (value instanceof Map) {
    if (value.size === 0 || value.size > maxRows) return undefined;
    return table(['key', 'value'], [...value]);
  }
  if (!Array.isArray(value) || value.length === 0 || value.length > maxRows) return undefined;
  const rows: readonly unknown[] = value;
  if (!rows.every(isPlain)) return undefined;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0 || columns.length > maxColumns) return undefined;
  return table(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map((row) => html`<tr>${row.map((cell) => html`<td>${show(cell)}</td>`)}</tr>`);
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`.markup;
}

function show(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Infinity });
}
