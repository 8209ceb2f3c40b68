/** Starts the system's Chromium: for printing handouts, and for tests of what a person sees. */

import type { Browser } from 'playwright-core';
import { chromiumArguments, findChromium } from '../base/chromium.ts';

const executablePath = findChromium();

/** The reason why Chromium cannot start here, with the command that mends it. */
export const chromiumMissing: string | undefined =
  executablePath === undefined ? "Chromium is missing: run '.ci/apt.sh' as root" : undefined;

/** Starts Chromium without a window, and without the connections it makes on its own. */
export async function launchChromium(): Promise<Browser> {
  // Loaded late: most builds print nothing, and it is large.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // The command hears of Ctrl-C and closes Chromium in order; playwright would end the process.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...chromiumArguments],
  });
}
