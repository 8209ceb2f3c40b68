import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { bind } from '../../lib/kernel/bind.ts';
import { KernelClient } from '../bench/kernel-client.ts';
import { freePorts, ownAddress, startKernelProcess } from '../bench/kernel-process.ts';

describe('a kernel whose port was taken', () => {
  it('waits until it is free again, then tells those who listen that it starts', async () => {
    const ports = await freePorts(5);
    const intruder = createServer((socket) => socket.destroy()).listen(ports[0], ownAddress);
    await once(intruder, 'listening');
    const kernel = await startKernelProcess({ ports });
    try {
      await kernel.said(
        `wirebook kernel: waiting for tcp://${ownAddress}:${ports[0]}, which is in use\n`,
      );
      const client = new KernelClient(kernel);
      await client.isSubscribed;
      intruder.close();
      await client.connect();
      const states = client.published.filter(
        ({ type, parent }) => type === 'status' && parent === undefined,
      );
      expect(states.map(({ content }) => content.execution_state)).to.deep.equal([
        'starting',
        'idle',
      ]);
      expect(await client.show("'there'")).to.deep.equal(["execute_result: 'there'"]);
      await client.shutdown();
    } finally {
      kernel.close();
      intruder.close();
    }
  });

  it('gives up in time, and says which', async () => {
    const inUse = Object.assign(new Error('Address already in use'), { code: 'EADDRINUSE' });
    const socket = { bind: () => Promise.reject(inUse) };
    const failure = await bind(socket, 'tcp://127.0.0.1:1', 0).catch((error) => error);
    expect(failure.message).to.equal(
      'Cannot bind tcp://127.0.0.1:1: Address already in use (EADDRINUSE) after 0 s; start the kernel again',
    );
    expect(failure.cause).to.equal(inUse);
  });

  it('ends at once, with a line, where no waiting helps', async () => {
    const kernel = await startKernelProcess({ ports: await freePorts(4) });
    const [code] = await once(kernel.child, 'close');
    kernel.close();
    expect(code).to.equal(1);
    expect(kernel.stderr).to.match(/^wirebook kernel: Cannot bind tcp:\/\/[\d.]+:undefined: .*\n$/);
  });
});
