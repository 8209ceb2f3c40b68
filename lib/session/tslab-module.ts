/** The module that cells import as 'tslab', so that notebooks written for tslab run here. */

import { randomUUID } from 'node:crypto';
import { versionOf } from './package-version.ts';
import { currentCell, type SessionCell } from './session-cell.ts';

type Show = (content: string | Uint8Array) => void;

/** tslab's shorthands for MIME types. */
const types = {
  javascript: 'text/javascript',
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  text: 'text/plain',
} as const;

/** Displays under the cell that calls it; with an id, each call replaces what the first showed. */
function makeDisplay(displayId?: string): Record<string, Show> {
  let first: SessionCell | undefined;
  const raw = (type: string, content: string | Uint8Array) => {
    const data = typeof content === 'string' ? content : Buffer.from(content).toString('base64');
    const options = displayId === undefined ? {} : { displayId };
    first ??= currentCell();
    const cell = displayId === undefined ? currentCell() : first;
    cell?.display({ [type]: data }, options);
  };
  const shorthands = Object.entries(types).map(([name, type]): [string, Show] => [
    name,
    (content) => raw(type, content),
  ]);
  return { ...Object.fromEntries(shorthands), raw: raw as unknown as Show };
}

/** The exports of `tslab`, by the names and types that tslab declares. */
export const tslabModule = {
  display: makeDisplay(),
  newDisplay: () => makeDisplay(randomUUID()),
  get versions() {
    return {
      tslab: versionOf('node_modules/tslab'),
      typescript: versionOf('node_modules/typescript'),
      node: process.version,
    };
  },
};
