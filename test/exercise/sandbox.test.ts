import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WirebookError } from '../../lib/error.ts';
import { chooseSandbox, defaultLimits } from '../../lib/exercise/grade/sandbox.ts';

/** What bubblewrap says, and what the person at the terminal is to do about it. */
const refusals = [
  { says: undefined, todo: 'install bubblewrap,' },
  { says: 'bwrap: Unknown option --disable-userns', todo: 'install bubblewrap 0.8 or newer,' },
  { says: 'bwrap: execvp unshare: No such file or directory', todo: 'install util-linux,' },
  { says: 'bwrap: No permissions to create new namespace', todo: "run 'npx wirebook doctor'" },
  {
    says: 'unshare: unshare failed: No space left on device',
    todo: "run 'npx wirebook doctor'",
  },
];

describe('a machine that cannot keep submissions apart', () => {
  const path = process.env.PATH;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-programs-'));
    // Nothing else is found: not a bubblewrap that works either.
    process.env.PATH = folder;
  });
  afterEach(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  for (const { says, todo } of refusals) {
    it(`is told what to do: "${todo}" where ${says ?? 'there is no bubblewrap'}`, () => {
      if (says !== undefined) pretend(says);
      expect(() => chooseSandbox(defaultLimits, { trustContainer: false }))
        .to.throw(WirebookError, `Cannot keep submissions apart: ${says ?? 'bwrap:'}`)
        .with.property('message')
        .that.includes(`; ${todo}`)
        .and.includes(' or pass --trust-container');
    });
  }

  /** Puts a bubblewrap there that only says something. */
  function pretend(says: string): void {
    writeFileSync(join(folder, 'bwrap'), `#!/bin/sh\necho "${says}" >&2\nexit 1\n`);
    chmodSync(join(folder, 'bwrap'), 0o755);
  }
});
