/** The system's Chromium, or one of its kin. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Any of Chromium's kin, in the order of preference. */
const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'chromium-browser'];

/** The path of the program; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}

/** Arguments with which Chromium starts anywhere, and makes no connection on its own. */
export const chromiumArguments: readonly string[] = [
  // Chromium's own sandbox starts neither for root nor in a container, which is where CI runs;
  // the pages are our own.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
