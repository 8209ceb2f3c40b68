import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { courseRoot } from '../paths.ts';
import { type Content, protocolVersion } from './wire.ts';

/** What the kernel says of itself. */
export function kernelInfo(): Content {
  const { version } = JSON.parse(readFileSync(join(courseRoot, 'lib', 'package.json'), 'utf8')) as {
    version: string;
  };
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'wirebook',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: ts.version,
      mimetype: 'text/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      // A plain name: JupyterLab looks it up among its languages, and takes an object for
      // JavaScript.
      codemirror_mode: 'typescript',
      nbconvert_exporter: 'script',
    },
    banner: `Wirebook ${version}: TypeScript ${ts.version} on Node ${process.version.slice(1)}`,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: `https://nodejs.org/docs/${process.version}/api/` },
    ],
    supported_features: [],
  };
}
