import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { exerciseNames } from '../../lib/exercise/release.ts';

describe('every exercise', () => {
  it('has a test of its own', () => {
    const untested = exerciseNames().filter(
      (name) => !existsSync(join(import.meta.dirname, name.slice(0, 2), 'exercise.test.ts')),
    );
    expect(untested).to.deep.equal([]);
  });
});
