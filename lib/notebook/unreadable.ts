/** Says why a notebook cannot be read, and what to do. */

import { dirname } from 'node:path';

/** The reason that the file itself cannot be read, with advice. */
export function whyNoFile(path: string, { code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the notebook in it';
  if (code === 'ENOTDIR') return `${dirname(path)} is a file, not a folder`;
  if (code === 'EACCES') return "no permission; 'ls -l' shows whose it is";
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return 'it is not in UTF-8; save it in that encoding';
  return code === '' ? message : code;
}

/** The reason that a text is not a notebook, with advice. */
export function whyNoNotebook(text: string, error: Error): string {
  if (text.trim() === '')
    return "it is empty; if it is an exercise, 'npx wirebook reset' restores it";
  // No line of JSON begins like this.
  if (/^<{7} /m.test(text))
    return "git has left two versions in it; 'npx wirebook update' mends it and keeps what you wrote";
  return error instanceof SyntaxError
    ? `it is not a notebook, or not whole (${oneLine(error.message)}); save it again`
    : error.message;
}

/** A message as one line: that of JSON.parse() quotes the text, line ends and all. */
function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, ' ');
}
