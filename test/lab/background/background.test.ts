import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { background, stopAll } from '../../../lib/lab/background/background.ts';
import { holdAddresses } from '../../hold-address.ts';
import { host } from '../test-host.ts';

const HOST = '127.0.6.101';

describe('background', () => {
  holdAddresses(101);
  afterEach(() => stopAll());

  function echo(port: number) {
    return background('echo', ({ log }) => {
      const server = net.createServer((socket) => socket.pipe(socket)).listen(port, HOST);
      server.on('connection', () => log('a client'));
    });
  }

  it('returns at once and is ready when its server listens', async () => {
    const cell = echo(0);
    expect(cell.state).to.equal('starting');
    await cell.ready;
    expect(cell.state).to.equal('listening');
    expect(cell.address).to.match(/^127\.0\.6\.101:\d+$/);
  });

  it('keeps its cell running until it listens', async () => {
    const cell = await host.execute(() => void echo(4601));
    await Promise.all(cell.held);
    const client = net.connect(4601, HOST);
    await once(client, 'connect');
    client.destroy();
  });

  it('starts again on the same port, after the earlier one has closed', async () => {
    const first = echo(4602);
    await first.ready;
    const client = net.connect(4602, HOST);
    await once(client, 'connect');
    const second = echo(4602);
    await Promise.all([second.ready, once(client, 'close')]);
    expect([first.state, second.state]).to.deep.equal(['stopped', 'listening']);
  });

  it('shows address, connections, bytes and log lines under its own cell', async () => {
    const cell = await host.execute(() => void echo(4603));
    const other = await host.execute(async () => {
      await cell.shows(/listening on 127\.0\.6\.101:4603/);
      const client = net.connect(4603, HOST);
      client.write('hello');
      await once(client, 'data');
      await cell.shows(/connections: 1 open, 1 in all, 5 bytes received, 5 bytes sent/);
      client.end();
      await cell.shows(/connections: 0 open, 1 in all/);
    });
    expect(cell.outputs).to.have.length(1);
    expect(cell.text).to.match(/^● echo: .*a client$/s);
    expect(other.outputs).to.have.length(0);
  });

  it('closes sockets, servers, processes, workers and timers when it stops', async () => {
    const opened = Promise.withResolvers<readonly unknown[]>();
    const cell = background('all', async () => {
      const server = net.createServer().listen(0, HOST);
      const udp = dgram.createSocket('udp4').bind(0, HOST);
      const child = spawn('sleep', ['60']);
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
      await Promise.all([once(server, 'listening'), once(child, 'spawn'), once(worker, 'online')]);
      let ticks = 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setInterval(() => ++ticks > 1 && resolve(), 1);
      await promise;
      opened.resolve([server, udp, child, worker, timer]);
    });
    const [server, udp, child, worker, timer] = await opened.promise;
    const exited = Promise.all([once(child as never, 'exit'), once(worker as never, 'exit')]);
    await cell.stop();
    await exited;
    expect((server as net.Server).listening).to.equal(false);
    expect(() => (udp as dgram.Socket).address()).to.throw();
    expect((child as ReturnType<typeof spawn>).signalCode).to.equal('SIGTERM');
    expect((timer as { _destroyed?: boolean })._destroyed).to.equal(true);
    expect(cell.toString()).to.match(/stopped/);
  });

  it('closes sockets that are opened after the stop', async () => {
    const late = Promise.withResolvers<unknown>();
    const cell = background('late', ({ signal }) => {
      signal.addEventListener('abort', () => {
        setImmediate(() => late.resolve(once(net.createServer().listen(4604, HOST), 'close')));
      });
    });
    await cell.ready;
    await cell.stop();
    await late.promise;
  });

  it('tells its function by the signal', async () => {
    const cell = background('loop', async ({ signal, ready }) => {
      ready();
      await once(signal, 'abort');
    });
    await cell.ready;
    expect(cell.state).to.equal('running');
    await cell.stop();
    expect(cell.state).to.equal('stopped');
  });

  it('is finished once its function is done and nothing is open', async () => {
    const cell = background('short', () => 1);
    await cell.ready;
    expect(cell.state).to.equal('finished');
  });

  it('shows a crash with its stack, and fails the cell that still runs', async () => {
    const cell = await host.execute(() => {
      background('broken', () => {
        throw new TypeError('no such host');
      });
    });
    await cell.shows(/✕ broken: failed.*TypeError: no such host\n.*background\.test/s);
    expect(cell.errors).to.have.length(1);
  });

  it('shows an error that a callback did not catch, and closes all', async () => {
    const release = host.catchErrors();
    try {
      const cell = await host.execute(() => {
        background('callback', () => {
          net
            .createServer(() => {
              throw new RangeError('bad request');
            })
            .listen(4605, HOST);
        });
      });
      await cell.shows(/listening/);
      const client = net.connect(4605, HOST);
      await Promise.all([
        once(client, 'close'),
        cell.shows(/✕ callback.*RangeError: bad request/s),
      ]);
    } finally {
      release();
    }
  });

  it('rejects ready when it fails before it listens', async () => {
    const cell = background('taken', () => {
      throw new Error('taken');
    });
    const failure = await cell.ready.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error).with.property('message', 'taken');
  });

  it('redraws at most ten times a second, however much is logged', async () => {
    const begin = performance.now();
    const cell = await host.execute(async () => {
      const spam = background('spam', async ({ log, ready }) => {
        ready();
        for (let line = 1; line <= 2000; line++) {
          log('line', line);
          if (line % 10 === 0) await new Promise(setImmediate);
        }
      });
      await spam.stop();
    });
    const seconds = (performance.now() - begin) / 1000;
    // Beside those by the clock: the first one, and one for each change of state.
    expect(cell.drawings.length).to.be.within(2, seconds * 10 + 4);
  });

  it('has a screen reader say each change of state once, and no log line', async () => {
    const cell = await host.execute(async (own) => {
      const talker = background('talker', ({ log, ready }) => {
        ready();
        setInterval(() => log('tick'), 1);
      });
      await talker.ready;
      await own.shows(/tick/);
      await talker.stop();
    });
    const spoken = cell.drawings.flatMap(
      (html) => html.match(/<div role="status">.*?<\/div>/) ?? [],
    );
    const words = spoken.map((said) => said.replace(/<span[^>]*>.*?<\/span>|<[^>]*>/g, ''));
    expect(words).to.deep.equal(['talker running', 'talker stopped']);
    expect(cell.drawings.length).to.be.above(2);
    expect(cell.drawings.join()).not.to.match(/role="(?:log|alert)"|aria-live/);
  });

  it('stops when the kernel ends', async () => {
    let server: ReturnType<typeof echo> | undefined;
    await host.execute(async () => {
      server = echo(0);
      await server.ready;
    });
    await host.shutdown();
    expect(server?.state).to.equal('stopped');
  });

  it('stops at the end of its block', async () => {
    let outside: ReturnType<typeof echo>;
    {
      await using cell = echo(0);
      await cell.ready;
      outside = cell;
    }
    expect(outside.state).to.equal('stopped');
  });

  it('escapes its content, and has no alert that would interrupt a screen reader', async () => {
    const cell = await host.execute(() => {
      background('<b>', ({ log }) => log('<script>\u0007'));
    });
    await cell.shows(/finished/);
    expect(cell.html)
      .to.include('&#60;script&#62;␇')
      .and.not.match(/<script|<b>|aria-live|role="alert"/);
  });
});
