/** Recordings of captures, for learners without the privilege to capture, and their comparison. */

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { currentHost } from '../base/host.ts';
import { lessonHost } from '../system/lesson-host.ts';
import { type Capture, openCapture } from './capture.ts';
import { type PacketLine, participants } from './tcp-stream.ts';

/** The folder beside a notebook in which its recordings lie. */
export const recordingsFolder = 'recordings';

/** The environment variable that names the folder into which captures are recorded. */
export const recordVariable = 'WIREBOOK_RECORD';

/** The recording of the lesson that is open, if there is one. */
export function findRecording(name: string): Capture | undefined {
  const path = join(currentHost()?.folder ?? process.cwd(), recordingsFolder, fileName(name));
  return existsSync(path) ? openCapture(path) : undefined;
}

/** Records a capture, where that was asked for. */
export function record(capture: Capture, name: string): void {
  const folder = process.env[recordVariable];
  if (!folder) return;
  const path = join(folder, fileName(name));
  mkdirSync(dirname(path), { recursive: true });
  capture.save(path);
}

/**
 * The gist of a capture, without all that differs between two runs of the same code: ports, times,
 * numbers, and how bytes were cut into packets and acknowledged.
 *
 * @returns a line for each direction, such as `client 1 to server 1: SYN, 5 bytes, FIN`
 */
export function gist({ lines }: Capture): readonly string[] {
  const names = new Map<string, string>();
  for (const role of ['client', 'server'] as const) {
    const all = participants(lines).filter((participant) => participant.role === role);
    for (const [place, { name }] of all.entries()) names.set(name, `${role} ${place + 1}`);
  }
  const directions = Map.groupBy(lines, ({ from, to }) => `${names.get(from)} to ${names.get(to)}`);
  return [...directions]
    .map(([direction, own]) => `${direction}: ${eventsOf(own).join(', ')}`)
    .toSorted();
}

/** The steps of one end: opened, sent so many bytes, finished, reset. */
function eventsOf(lines: readonly PacketLine[]): readonly string[] {
  const events: string[] = [];
  let bytes = 0;
  let highest = -1;
  const flush = () => {
    if (bytes > 0) events.push(`${bytes} bytes`);
    bytes = 0;
  };
  for (const { packet, sequence = 0, label } of lines) {
    if (!packet.tcp) {
      events.push(packet.icmp ? label : `${packet.payloadLength} bytes`);
      continue;
    }
    if (packet.tcp.flags.includes('SYN')) highest = -1;
    // Data that is sent again counts once.
    if (packet.payloadLength > 0 && sequence > highest) {
      bytes += packet.payloadLength;
      highest = sequence;
    }
    for (const flag of ['SYN', 'FIN', 'RST'] as const) {
      if (!packet.tcp.flags.includes(flag)) continue;
      flush();
      events.push(flag);
    }
  }
  flush();
  // A SYN or FIN that is sent again, for want of an answer, does not belong to the gist.
  return events.filter((event, place) => event !== events[place - 1] || event.endsWith('bytes'));
}

function fileName(name: string): string {
  // Recorded at the usual address, whatever address the lesson has here.
  const host = lessonHost()?.replace(/^127\.\d+\./, '127.0.');
  return `${host ?? 'no-lesson'}-${name}.pcap`;
}
