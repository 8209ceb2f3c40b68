/**
 * Starts the course's JupyterLab, apart from a person's own Jupyter.
 *
 * Layout: `jupyter-lab.ts` starts and stops it, `jupyter-options.ts` and `lab-settings/` configure
 * it, `session.ts` finds and ends its processes, `port.ts` chooses its port, `open-browser.ts` opens
 * it.
 */

export { type JupyterLab, startJupyterLab } from './jupyter-lab.ts';
export { hasDisplay, openBrowser } from './open-browser.ts';
export { choosePort } from './port.ts';
