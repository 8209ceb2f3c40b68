/** A right answer to exercise 07: classes, and the library's reader. */

import { decoderAnswer } from '../netstrings.ts';
import { storeAnswer } from '../store.ts';

export function encode(message: string | Uint8Array): Uint8Array {
  const body = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${body.length}:`), body, Buffer.from(',')]);
}

export const openDecoder = decoderAnswer();
export const openStore = storeAnswer();
