import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { childrenOf, innermost } from '../../lib/base/processes.ts';

describe('the innermost process', () => {
  it('is one that only calls itself bubblewrap, and none of its children', async () => {
    const program = `process.title = 'bwrap';
      require('node:child_process').spawn('sleep', ['600']).on('spawn', () => console.log('ready'));`;
    const forger = spawn(process.execPath, ['-e', program]);
    try {
      await once(forger.stdout, 'data');
      expect(innermost(forger.pid ?? 0)).to.equal(forger.pid);
    } finally {
      for (const child of childrenOf(forger.pid ?? 0)) process.kill(child, 'SIGKILL');
      forger.kill('SIGKILL');
    }
  });

  it('is what bubblewrap has started', async function () {
    const walls = [
      '--ro-bind',
      '/',
      '/',
      '--dev',
      '/dev',
      '--proc',
      '/proc',
      '--unshare-pid',
      '--die-with-parent',
    ];
    if (spawnSync('bwrap', [...walls, 'true']).status !== 0) this.skip();
    const sandbox = spawn('bwrap', [...walls, 'sh', '-c', 'echo ready; exec sleep 600']);
    try {
      await once(sandbox.stdout, 'data');
      const pid = innermost(sandbox.pid ?? 0);
      expect(pid).not.to.equal(sandbox.pid);
      expect(childrenOf(pid)).to.deep.equal([]);
    } finally {
      sandbox.kill('SIGKILL');
    }
  });
});
