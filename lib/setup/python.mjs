/** The Python that the machine offers: found by trying, since names on a PATH promise nothing. */
import { asRoot, Problem } from './problem.mjs';
import { run } from './run.mjs';

/** The default one first: the administrator of this machine looks after that one. */
const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.14'];

const question = `
import sys
try:
    import ensurepip, venv
    able = 1
except ImportError:
    able = 0
print("%d %d %d" % (sys.version_info[0], sys.version_info[1], able))
`;

/**
 * The first Python of at least 3.10 that can make virtual environments.
 *
 * @param {string} root
 * @returns {Promise<string>} its name on the PATH
 */
export async function findPython(root) {
  /** @type {string | undefined} */
  let withoutVenv;
  /** @type {string | undefined} */
  let tooOld;
  for (const name of names) {
    const found = await ask(name, root);
    if (!found) continue;
    const version = `${found.major}.${found.minor}`;
    if (found.major !== 3 || found.minor < 10) tooOld ??= version;
    else if (!found.able) withoutVenv ??= version;
    else return name;
  }
  if (withoutVenv) {
    throw new Problem(
      `Python ${withoutVenv} is here but its venv module is not: run ` +
        `'${asRoot(`apt install python${withoutVenv}-venv`)}', then the same command again`,
    );
  }
  throw new Problem(
    `Wirebook needs Python 3.10 or newer, and ${tooOld ? `this is Python ${tooOld}` : 'there is none on this PATH'}: ` +
      `run '${asRoot('apt install python3 python3-venv')}' (or install it from https://python.org), ` +
      'then the same command again',
  );
}

/** @param {string} name @param {string} root */
async function ask(name, root) {
  const { code, output } = await run(name, ['-I', '-c', question], { cwd: root }).catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'EACCES') return { code: 127, output: '' };
    throw error;
  });
  const answer = output.match(/^(\d+) (\d+) ([01])$/m);
  if (code !== 0 || !answer) return undefined;
  const [major = 0, minor = 0, able = 0] = answer.slice(1).map(Number);
  return { major, minor, able: able === 1 };
}
