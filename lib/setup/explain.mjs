/** Turns what npm, pip and the file system say into one sentence with the command that mends it. */
import { Problem } from './problem.mjs';

/** @typedef {{ what: string, root: string, output: string, registry: string, setting: string }} Failure */

/**
 * The messages of npm and pip for one cause, and its remedy.
 *
 * @type {readonly { signs: RegExp, sentence: (failure: Failure, found: RegExpMatchArray) => string }[]}
 */
const causes = [
  {
    signs: /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/,
    sentence: ({ what, root }) =>
      `Cannot ${what}: no space left on the disk; free about 1 GB in ${root}, the home folder and ` +
      "the temporary folder ('df -h' shows which is full), then run the same command again",
  },
  {
    signs: /EROFS|Read-only file system/,
    sentence: ({ what, root }) => `Cannot ${what}: ${readOnlyAdvice(root)}`,
  },
  {
    signs: /THESE PACKAGES DO NOT MATCH THE HASHES|EINTEGRITY|integrity checksum failed/,
    sentence: ({ what, registry, setting }) =>
      `Cannot ${what}: what ${registry} answered is not what the course's lock file names; ` +
      `check the network's proxy and '${setting}', then run the same command again`,
  },
  {
    signs:
      /npm (?:error|ERR!) code E([45]\d\d)\b|\b(?!404)([45]\d\d) (?:Server|Client) Error|HTTP error ([45]\d\d)|too many ([45]\d\d) error responses/,
    sentence: ({ what, registry, setting }, found) =>
      `Cannot ${what}: the registry ${registry} answered with HTTP status ` +
      `${found.slice(1).find(Boolean)}; try again later, or check '${setting}'`,
  },
  {
    signs:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|Temporary failure in name resolution|Name or service not known|Failed to establish a new connection|Connection refused|timed out|CERT_|certificate verify failed|SELF_SIGNED|UNABLE_TO_/,
    sentence: ({ what, registry, setting }) =>
      `Cannot ${what}: ${registry} cannot be reached; connect this machine to the network ` +
      `(behind a proxy, set HTTPS_PROXY; for another registry, '${setting}'), then run the same ` +
      'command again',
  },
  {
    signs: /EACCES|EPERM|Permission denied/,
    sentence: ({ what, root, output }) =>
      `Cannot ${what}: no permission to write ${deniedPath(output) ?? root}; ` +
      `run 'sudo chown -R "$(id -un)" ${quoted(deniedPath(output) ?? root)}', then the same command again`,
  },
];

/**
 * The problem behind a failed program.
 *
 * @param {Failure} failure
 * @returns {Problem}
 */
export function explain(failure) {
  for (const { signs, sentence } of causes) {
    const found = failure.output.match(signs);
    if (!found) continue;
    const line = failure.output
      .split('\n')
      .find((text) => text.includes(found[0].split('\n')[0] ?? ''));
    return new Problem(sentence(failure, found), { output: line?.trim().slice(0, 200) });
  }
  return new Problem(
    `Cannot ${failure.what} for a reason not known here; its last lines are above`,
    { output: failure.output, isKnown: false },
  );
}

/** The problem behind a failed file operation, or the error itself. @param {unknown} error */
export function explainFileError(error, { what, root }) {
  const { code, path, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (!['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'].includes(code ?? '')) return error;
  return explain({ what, root: path ?? root, output: message, registry: '', setting: '' });
}

/** @param {string} root */
export function readOnlyAdvice(root) {
  return (
    `${root} cannot be written to; copy the course to a folder of your own ` +
    `('cp -r ${quoted(root)} ~/wirebook') and run the same command there`
  );
}

/** A path as a shell takes it. @param {string} path */
export function quoted(path) {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** @param {string} output */
function deniedPath(output) {
  return (
    output.match(/npm (?:error|ERR!) path (.+)/)?.[1] ??
    output.match(/Permission denied: '([^']+)'/)?.[1] ??
    output.match(/EACCES: permission denied, \w+ '([^']+)'/)?.[1]
  );
}
