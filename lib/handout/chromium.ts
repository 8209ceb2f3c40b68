/** The system's Chromium: for printing handouts, and for tests of what a person sees. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** Any of Chromium's kin, in the order of preference. */
const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', 'chromium-browser'];

const executablePath = names
  .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((file) => existsSync(file));

/** Why nothing that needs Chromium can be done here, with the command that mends it. */
export const chromiumMissing: string | undefined =
  executablePath === undefined ? "Chromium is missing: run '.ci/apt.sh' as root" : undefined;

/** Starts Chromium without a window, and without the connections it makes on its own. */
export async function launchChromium(): Promise<Browser> {
  // Loaded late: most builds print nothing, and it is large.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // Whoever launches it hears of Ctrl-C, and closes it in order; by itself it would end the process.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
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
