/** Cells that show every picture that the instruments make. */

/** The cells, by their ids, for the lesson whose address they may use. */
export function gallery(lesson: number): Readonly<Record<string, string>> {
  return {
    open: `import net from 'node:net';
      import { setTimeout as delay } from 'node:timers/promises';
      import { background, capture, Conversation, fdTable, hexdump, interfaces, measure, netcat,
        observe, openLesson, plot, routes, syscalls, systemCallTable, tcpStates, tcpTable, timeline, udpTable,
        Addrinfo, AF_INET, SOCK_DGRAM, SOCK_STREAM, Socket } from 'wirebook';
      const lesson = openLesson(${lesson});
      const { HOST } = lesson;`,
    server: `const server = background('greeter', async ({ log, signal }) => {
        const listener = new Socket(AF_INET, SOCK_STREAM);
        listener.bind(Addrinfo.tcp(HOST, 4481));
        listener.listen();
        for (let guest = 1; !signal.aborted; guest++) {
          const [socket] = await listener.accept();
          log(\`guest \${guest}\`);
          await socket.sendAll(\`You are guest \${guest}\\n\`);
          socket.close();
        }
      });`,
    ticker: `const ticker = background('ticker', ({ log, ready }) => {
        ready();
        log('a long line:', 'x'.repeat(300));
        setInterval(() => log('tick'), 200);
      });`,
    finished: `const finished = background('finisher', ({ log }) => log('that is all'));`,
    crash: `const crash = background('crash', async ({ log, ready }) => {
        ready();
        log('about to fail');
        await delay(10);
        throw new RangeError('no such request');
      });`,
    talk: `await netcat(HOST, 4481, { send: 'hello\\n' })`,
    talks: `const names = ['ann', 'bob', 'clara'];
      Conversation.merge(...await Promise.all(names.map((name) => netcat(HOST, 4481, { name }))))`,
    packets: `const packets = await capture(() => netcat(HOST, 4481, { send: 'hello' }));
      packets`,
    crowd: `await capture(() => Promise.all(names.map((name) => netcat(HOST, 4481, { name }))))`,
    many: `await capture(async () => {
        for (let guest = 0; guest < 30; guest++) await netcat(HOST, 4481);
      })`,
    datagrams: `await capture(async () => {
        using receiver = new Socket(AF_INET, SOCK_DGRAM);
        receiver.bind(Addrinfo.udp(HOST, 4482));
        using sender = new Socket(AF_INET, SOCK_DGRAM);
        await sender.sendTo('ping', receiver.localAddress);
        await receiver.recvFrom();
        await sender.sendTo('ping', Addrinfo.udp(HOST, 4483));
        await netcat(HOST, 4484).catch(() => undefined);
      })`,
    observed: `await observe(() => netcat(HOST, 4481, { send: 'hello' }))`,
    observedMany: `await observe(async () => {
        for (let guest = 0; guest < 20; guest++) await netcat(HOST, 4481);
      })`,
    lanes: `const lanes = await timeline(() => netcat(HOST, 4481));
      lanes`,
    lanesOfCrowd: `await timeline(() =>
        Promise.all(Array.from({ length: 10 }, () => netcat(HOST, 4481))))`,
    machine: `tcpStates()`,
    states: `tcpStates(lanes)`,
    calls: `await syscalls(() => netcat(HOST, 4481))`,
    failingCalls: `await syscalls(async () => {
        const sockets = Array.from({ length: 8 }, () => new Socket(AF_INET, SOCK_STREAM));
        for (const socket of sockets) {
          await socket.connect(Addrinfo.tcp(HOST, 4485)).catch(() => undefined);
          socket.close();
        }
      })`,
    table: `tcpTable()`,
    datagramTable: `udpTable()`,
    descriptors: `fdTable()`,
    network: `interfaces()`,
    routes: `routes()`,
    methods: `systemCallTable('new Socket', 'bind', 'listen', 'accept', 'connect', 'recv', 'close')`,
    dump: `hexdump(Addrinfo.tcp(HOST, 4481))`,
    packetDump: `hexdump(packets.packets[3])`,
    plainDump: `hexdump('Bytes without fields, more of them than fit in a single row')`,
    measured: `const times = await measure(() => netcat(HOST, 4481), 20);
      times`,
    percentiles: `const slow = times.samples.map((time) => 2 * time);
      plot.percentiles({ greeter: times, slow }, { title: 'Latency', y: 'latency (ms)' })`,
    strips: `plot.strips({ greeter: times, slow }, { title: 'Latency', x: 'latency (ms)', y: 'server' })`,
    histogram: `plot.histogram({ greeter: times, slow }, { title: 'Latency', x: 'latency (ms)' })`,
    series: `const line = (of: (x: number) => number) => Array.from({ length: 60 }, (_, x) => ({ x, y: of(x) }));
      plot.series({ up: line((x) => x * x), down: line((x) => 3600 - 60 * x) },
        { title: 'Queues', x: 'time (ms)', y: 'bytes' })`,
    bars: `plot.bars({ 'one at a time': 812, epoll: 9121 },
        { title: 'Throughput', x: 'requests a second', y: 'server' })`,
    done: `const forgotten = new Socket(AF_INET, SOCK_STREAM);
      await crash.stop();
      await lesson.done()`,
  };
}

/** The cells of {@link gallery} that show a picture. */
export const pictures: readonly string[] = Object.keys(gallery(0)).filter((id) => id !== 'open');
