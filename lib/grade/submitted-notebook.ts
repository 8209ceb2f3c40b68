/** Notebooks of students, read once: content, exercise and digest belong together. */

import { createHash } from 'node:crypto';
import { WirebookError } from '../base/error.ts';
import { readSubmitted, type SubmittedNotebook } from '../exercise/submitted.ts';
import { type ArchiveRoom, readArchive, roomOfStudent } from './archive.ts';
import { type HandedIn, isArchive, isHidden, type Submission } from './group.ts';

/** A notebook that was handed in, read. */
export interface ReadNotebook {
  readonly path: string;
  readonly modified: Date;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
  readonly content: SubmittedNotebook | { readonly unreadable: string };
  /** Its bytes once more. */
  readonly load: () => Promise<Buffer>;
}

/** All that one student has handed in, read. */
export interface ReadSubmission extends Omit<Submission, 'files'> {
  readonly notebooks: readonly ReadNotebook[];
}

/** Archives in archives, so deep: no platform needs more. */
const maxDepth = 3;

/** Reads all notebooks of a submission, those in archives too, each file once. */
export async function readSubmission(submission: Submission): Promise<ReadSubmission> {
  const { files, refused, ...named } = submission;
  const reading: Reading = { notebooks: [], refused: refused.slice(), room: roomOfStudent() };
  for (const file of files) await read(file, { ...reading, depth: 0 });
  return { ...named, notebooks: reading.notebooks, refused: reading.refused };
}

interface Reading {
  readonly notebooks: ReadNotebook[];
  readonly refused: string[];
  readonly room: ArchiveRoom;
}

async function read(
  { path, modified, load }: HandedIn,
  { depth, ...reading }: Reading & { readonly depth: number },
): Promise<void> {
  const { notebooks, refused, room } = reading;
  if (isArchive(path) && depth > maxDepth) {
    refused.push(`${path}: archives in archives, more than ${maxDepth} deep`);
    return;
  }
  const bytes = await load().catch((error: unknown) => {
    if (error instanceof WirebookError) throw error;
    // It is damaged or encrypted; the student's other files may be well.
    refused.push(`${path}: ${messageOf(error)}`);
  });
  if (bytes === undefined) return;
  if (!isArchive(path)) {
    const digest = digestOf(bytes);
    notebooks.push({ path, modified, digest, content: readOrExplain(bytes), load });
    return;
  }
  const content = await readArchive(bytes, { room });
  if (content.broken !== undefined) refused.push(`${path}: ${content.broken}`);
  for (const { path: name, reason } of content.refused) refused.push(`${path}/${name}: ${reason}`);
  for (const file of content.files) {
    if (isHidden(file.path)) continue;
    await read({ ...file, path: `${path}/${file.path}` }, { ...reading, depth: depth + 1 });
  }
}

/** SHA-256 in hexadecimal. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readOrExplain(bytes: Buffer): ReadNotebook['content'] {
  try {
    return readSubmitted(bytes);
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
