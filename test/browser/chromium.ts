/** The system's Chromium, for tests of what a person sees. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Any of Chromium's kin, in the order of preference. */
const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'chromium-browser'];

const executablePath = names
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((file) => existsSync(file));

/** Why tests that need Chromium cannot run here, with the command that mends it. */
export const chromiumMissing: string | undefined =
  executablePath === undefined ? "Chromium is missing: run '.ci/apt.sh' as root" : undefined;

/** Starts Chromium without a window, and without the connections it makes on its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
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
    ],
  });
}
