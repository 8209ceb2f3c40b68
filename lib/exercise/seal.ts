/**
 * Seals an exercise's checks so that they can travel in its notebook.
 *
 * AES-256-GCM. With the course's own key the seal only keeps a learner from reading the checks by
 * accident, since the key stands in this file. With a key of the instructor's the checks are secret.
 */

import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { WirebookError } from '../base/error.ts';

/** A key, and its name, by which sealed checks tell the key that they need. */
export interface SealKey {
  readonly bytes: Buffer;
  readonly id: string;
}

/** Sealed checks as they stand in a notebook's metadata. */
export interface Sealed {
  readonly cipher: 'aes-256-gcm';
  /** `course`, or the fingerprint of an instructor's key. */
  readonly key: string;
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

/** The course's own key, which every learner has. */
export const courseKey: SealKey = {
  bytes: createHash('sha256').update('wirebook: a courtesy, not a secret').digest(),
  id: 'course',
};

/** Reads an instructor's key: any file of at least 16 bytes, such as `openssl rand -hex 32` makes. */
export function readKeyFile(path: string): SealKey {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WirebookError(`Cannot read the key file ${path}: ${reason}`, { cause: error });
  }
  if (content.length < 16) {
    throw new WirebookError(
      `The key file ${path} is shorter than 16 bytes; make one with 'openssl rand -hex 32'`,
    );
  }
  const bytes = createHash('sha256').update(content).digest();
  return { bytes, id: createHash('sha256').update('id:').update(bytes).digest('hex').slice(0, 16) };
}

/** Seals `text` for the exercise `name`. The same input gives the same bytes. */
export function seal(
  text: string,
  { name, key }: { readonly name: string; readonly key: SealKey },
): Sealed {
  const plain = brotliCompressSync(text);
  // Derived from the content, so that a release can be repeated, and never used for two contents.
  const iv = createHmac('sha256', key.bytes).update(name).update(plain).digest().subarray(0, 12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return {
    cipher: 'aes-256-gcm',
    key: key.id,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/**
 * Opens sealed checks.
 *
 * @throws {WirebookError} when the seal is of another key, another exercise, or was altered
 */
export function unseal(
  sealed: Sealed,
  { name, key }: { readonly name: string; readonly key: SealKey },
): string {
  if (sealed.key !== key.id) {
    throw new WirebookError(
      `The checks of ${name} are sealed with the key ${sealed.key}: pass it with --key-file`,
    );
  }
  const iv = Buffer.from(sealed.iv, 'base64');
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv, options)
    .setAAD(Buffer.from(name))
    .setAuthTag(Buffer.from(sealed.tag, 'base64'));
  try {
    const plain = Buffer.concat([
      decipher.update(Buffer.from(sealed.data, 'base64')),
      decipher.final(),
    ]);
    return brotliDecompressSync(plain).toString('utf8');
  } catch (error) {
    throw new WirebookError(
      `The sealed checks of ${name} were altered: get the notebook anew with 'wirebook reset ${name}'`,
      {
        cause: error,
      },
    );
  }
}
