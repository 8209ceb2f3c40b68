import { languageInfo } from '../notebook/kernelspec.ts';
import { versionOf } from '../session/package-version.ts';
import { type Content, protocolVersion } from './messages.ts';

/** The answer to a kernel_info_request. */
export function kernelInfo(): Content {
  const version = versionOf('lib');
  const typescript = versionOf('node_modules/typescript');
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'wirebook',
    implementation_version: version,
    language_info: languageInfo,
    banner: `Wirebook ${version}: TypeScript ${typescript} on Node ${process.version.slice(1)}`,
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: `https://nodejs.org/docs/${process.version}/api/` },
    ],
    supported_features: [],
  };
}
