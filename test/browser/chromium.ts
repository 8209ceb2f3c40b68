/** The system's Chromium, for tests of what a person sees. */

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Why tests that need Chromium cannot run here, with the command that mends it. */
export const chromiumMissing: string | undefined = existsSync(executablePath)
  ? undefined
  : `${executablePath} is missing: run '.ci/apt.sh' as root`;

/** Starts Chromium without a window, and without the connections it makes on its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // Chromium refuses its own sandbox to root, which is what CI and containers run as.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
