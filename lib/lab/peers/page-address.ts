/** The address of a page of a lesson's server, as the learner's own browser reaches it. */

import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../../base/paths.ts';

/** The place that a lesson runs in; found out unless told. */
export interface PageAddressOptions {
  /** The environment variables. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The folders of Python's packages. */
  readonly packages?: readonly string[];
}

/** The address to listen at, and the link to open. */
export interface PageAddress {
  /** The address that the server has to listen at. */
  readonly host: string;
  /** The link for a browser; at a Hub a path of the Hub. */
  readonly url: string;
  /** The reason why the learner's browser does not get there. */
  readonly notice?: string;
}

/**
 * Tells where the server of a page has to listen, and which link opens the page: on a machine of the
 * learner's own, in Codespaces, which forwards ports of 127.0.0.1, or on a Hub, where
 * jupyter-server-proxy does so.
 *
 * @param host the address of the lesson, such as `HOST`
 * @param port the port of the server
 * @example
 * const page = pageAddress(HOST, 4721);
 * server.listen(4721, page.host);
 * console.log('open', page.url);
 */
export function pageAddress(
  host: string,
  port: number,
  { environment = process.env, packages = pythonPackages() }: PageAddressOptions = {},
): PageAddress {
  const {
    CODESPACE_NAME: codespace,
    GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: domain,
    JUPYTERHUB_SERVICE_PREFIX: prefix,
  } = environment;
  if (codespace && domain) {
    return { host: '127.0.0.1', url: `https://${codespace}-${port}.${domain}/` };
  }
  const own = { host, url: `http://${host}:${port}/` };
  if (!prefix) return own;
  if (packages.some((folder) => existsSync(join(folder, 'jupyter_server_proxy')))) {
    return { host: '127.0.0.1', url: `${prefix}proxy/${port}/` };
  }
  const notice = 'Your browser cannot reach it: this Hub lacks jupyter-server-proxy';
  return { ...own, notice };
}

/** The folders of Python's packages: those of the course, and those of a Hub's image. */
function pythonPackages(): readonly string[] {
  const places = [
    join(courseRoot, '.venv/lib/python3*/site-packages'),
    '/opt/*/lib/python3*/site-packages',
    '/usr/local/lib/python3*/*-packages',
    '/usr/lib/python3/dist-packages',
  ];
  return globSync(places);
}
