import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { languageInfo } from '../notebook/kernelspec.ts';
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
    language_info: languageInfo,
    banner: `Wirebook ${version}: TypeScript ${ts.version} on Node ${process.version.slice(1)}`,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: `https://nodejs.org/docs/${process.version}/api/` },
    ],
    supported_features: [],
  };
}
