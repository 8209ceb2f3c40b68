/** Text that nobody has said the encoding of: UTF-8 where it can be, else as programs on Windows write it. */
export function decodeText(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // No byte of it is wrong there.
    return new TextDecoder('windows-1252').decode(content);
  }
}
