/** The configuration of the course's JupyterLab, which shares nothing with a person's own Jupyter. */

import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { courseRoot } from '../base/paths.ts';

/** The learner's settings and open tabs of JupyterLab; they outlive updates of the course. */
export const stateFolder: string = join(courseRoot, '.jupyter');

/** Settings and styles of the course for JupyterLab. */
const labSettings = join(courseRoot, 'lib', 'start', 'lab-settings');

/** Puts the course's styles where JupyterLab looks for those of a person: no option names the place. */
export function provideStyles(): void {
  const folder = join(stateFolder, 'config', 'custom');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(labSettings, 'custom.css'), join(folder, 'custom.css'));
}

/** The arguments of `python -m jupyterlab`. */
export function jupyterArguments(port: number): readonly string[] {
  return [
    '--no-browser',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    `--ServerApp.root_dir=${courseRoot}`,
    '--ServerApp.allow_root=True',
    '--ServerApp.answer_yes=True',
    `--LabApp.app_settings_dir=${labSettings}`,
    '--LabApp.custom_css=True',
    `--LabApp.user_settings_dir=${join(stateFolder, 'settings')}`,
    `--LabApp.workspaces_dir=${join(stateFolder, 'workspaces')}`,
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--LabApp.news_url=None',
    '--LabApp.extension_manager=readonly',
    // Looking for language servers takes a second, and the kernel itself completes and explains.
    '--LanguageServerManager.autodetect=False',
    // The course's kernel is the only one on offer: a lesson opened with another one cannot run.
    "--KernelSpecManager.allowed_kernelspecs={'tslab'}",
    '--KernelSpecManager.ensure_native_kernel=False',
    '--MultiKernelManager.default_kernel_name=tslab',
    // The default also passes over kernel_info: after a restart JupyterLab would then not learn that
    // the kernel is idle before a cell runs.
    "--MappingKernelManager.untracked_message_types=['comm_info_request','history_request']",
    // Other users of the machine can reach the kernels' ports, and read nothing there.
    '--KernelManager.transport_encryption=auto',
    // A kernel that does not end when asked is killed after this many seconds.
    '--KernelManager.shutdown_wait_time=2',
  ];
}

/**
 * The environment of JupyterLab and of all it starts.
 *
 * @param token the secret in the URL; in the environment, since a command line is public
 */
export function jupyterEnvironment(token: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const tools = [join(courseRoot, '.venv', 'bin'), join(courseRoot, 'node_modules', '.bin')];
  return {
    ...Object.fromEntries(inherited),
    PATH: [...tools, process.env.PATH ?? ''].join(delimiter),
    JUPYTER_TOKEN: token,
    JUPYTER_CONFIG_DIR: join(stateFolder, 'config'),
    JUPYTER_DATA_DIR: join(stateFolder, 'data'),
    JUPYTER_RUNTIME_DIR: join(stateFolder, 'runtime'),
    JUPYTER_PREFER_ENV_PATH: '1',
  };
}

/** Variables that would bring another Jupyter's or another Python's settings in. */
const foreign = /^(?:JUPYTER|PYTHONPATH$|PYTHONHOME$|npm_|INIT_CWD$)/;

/** The page to open: the notebook asked for, in JupyterLab's URL scheme. */
export function labUrl(options: {
  readonly port: number;
  readonly token: string;
  readonly notebook: string | undefined;
}): string {
  const { port, token, notebook } = options;
  const path =
    notebook === undefined ? '' : `/tree/${notebook.split('/').map(encodeURIComponent).join('/')}`;
  return `http://127.0.0.1:${port}/lab${path}?token=${token}`;
}

/** The program and arguments that make the next command end when this process dies, if possible. */
export function endsWithParent(): readonly string[] {
  const setpriv = '/usr/bin/setpriv';
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'TERM', '--'] : [];
}
