/** The learner's browser. */

import open from 'open';

/** True where there is a display, or a helper such as VS Code's that has one elsewhere. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME', 'BROWSER'].some((name) => env[name]);
}

/** Opens `url`, and says so where that fails: the URL was printed before. */
export async function openBrowser(url: string): Promise<void> {
  const report = (error: Error) => console.error(`No browser could be opened: ${error.message}`);
  try {
    const child = await open(url);
    child.on('error', report);
  } catch (error) {
    report(error as Error); // `open` rejects with errors only
  }
}
