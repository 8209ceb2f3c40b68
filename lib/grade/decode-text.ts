/** Decodes text of an unknown encoding: as UTF-8 where it is valid, else as Windows-1252. */
export function decodeText(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // Every byte is valid in Windows-1252.
    return new TextDecoder('windows-1252').decode(content);
  }
}
