export { type JupyterLab, startJupyterLab } from './jupyter-lab.ts';
export { hasDisplay, openBrowser } from './open-browser.ts';
export { choosePort } from './port.ts';
