/** Bytes in the messages of checks. */

import { expect } from 'chai';

const mostCharacters = 40;
const mostHexadecimal = 24;

/** Asserts that the same bytes came as were due; a failure tells where they begin to differ. */
export function expectBytes(
  actual: Uint8Array | undefined,
  due: Uint8Array | string,
  what: string,
): void {
  expect(actual, what).to.be.instanceOf(Uint8Array);
  const [bytes, wanted] = [Buffer.from(actual ?? []), Buffer.from(due as string)];
  if (bytes.equals(wanted)) return;
  const most = Math.min(bytes.length, wanted.length);
  const differing = bytes.subarray(0, most).findIndex((byte, index) => byte !== wanted[index]);
  const at = differing < 0 ? most : differing;
  const [are, should] = [bytes, wanted].map((all) => showBytes(all.subarray(at)));
  expect.fail(
    `${what}: ${bytes.length} bytes, of ${wanted.length} due. From byte ${at} on they are ${are}, and should be ${should}`,
  );
}

/** Bytes as text, or in hexadecimal where they are no text, after their number; of many the first. */
export function showBytes(data: Uint8Array): string {
  const bytes = Buffer.from(data);
  if (bytes.length === 0) return 'nothing';
  const text = bytes.toString('latin1', 0, mostCharacters);
  const isText = /^[\n\r -~]*$/.test(text);
  const shown = isText
    ? JSON.stringify(text)
    : (bytes.toString('hex', 0, mostHexadecimal).match(/../g) ?? []).join(' ');
  const more = bytes.length > (isText ? mostCharacters : mostHexadecimal) ? ' ...' : '';
  return `${bytes.length} byte${bytes.length === 1 ? '' : 's'}, ${shown}${more}`;
}
