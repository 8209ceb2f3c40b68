/** The system's Chromium, for tests of what a person sees. */

export { chromiumMissing, launchChromium } from '../../lib/handout/chromium.ts';
