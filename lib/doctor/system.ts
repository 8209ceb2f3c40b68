/** Limits and addresses of this machine. */

import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pythonTool } from '../base/paths.ts';
import { outcome, trialHost } from '../lab/tcp/trial.ts';
import { Addrinfo, AF_INET, AF_INET6, SOCK_STREAM, Socket } from '../socket/index.ts';
import { portsProbe } from './ports.ts';
import type { Probe } from './probe.ts';

export const systemProbes: readonly Probe[] = [
  {
    id: 'loopback.block',
    what: 'addresses of 127.0.0.0/8',
    expected: 'all can be bound',
    lessons: 'all',
    mend: "run 'ip link set lo up' as root, and use Linux rather than macOS",
    run: async () => {
      for (const host of ['127.0.0.1', '127.0.2.1', trialHost, '127.255.255.254']) {
        const code = await outcome(() => bindOnce(host, 0));
        if (code !== 'succeeds') return `${host}: ${code}`;
      }
      return 'all can be bound';
    },
  },
  {
    id: 'loopback.up',
    what: 'the loopback interface',
    expected: 'carries connections',
    lessons: 'all',
    mend: "run 'ip link set lo up' as root",
    tries: 5,
    run: async () => {
      await using server = new Socket(AF_INET, SOCK_STREAM);
      await using client = new Socket(AF_INET, SOCK_STREAM);
      server.bind(Addrinfo.tcp(trialHost, 0));
      server.listen(1);
      const code = await outcome(() => client.connect(server.localAddress, { timeout: 500 }));
      return code === 'succeeds' ? 'carries connections' : code;
    },
  },
  {
    id: 'loopback.ipv6',
    what: 'IPv6 loopback, ::1',
    expected: 'can be bound',
    lessons: [1, 6],
    needs: 'loopback.up',
    mend: "run 'sysctl net.ipv6.conf.lo.disable_ipv6=0' as root, or start the container with IPv6",
    isOptional: true,
    run: async () => {
      const code = await outcome(() => bindOnce('::1', 0));
      return code === 'succeeds' ? 'can be bound' : code;
    },
  },
  {
    id: 'loopback.foreign',
    what: 'bind an address that is not this machine’s',
    expected: 'EADDRNOTAVAIL',
    lessons: [2],
    needs: 'loopback.up',
    mend: "run 'sysctl net.ipv4.ip_nonlocal_bind=0' as root",
    run: () => outcome(() => bindOnce('192.0.2.1', 0)),
  },
  {
    id: 'loopback.localhost',
    what: 'the name localhost',
    expected: '127.0.0.1',
    lessons: [1],
    mend: "add the line '127.0.0.1 localhost' to /etc/hosts",
    run: async () => (await lookup('localhost', 4)).address,
  },
  portsProbe,
  {
    id: 'limits.ephemeral',
    what: 'the range of ephemeral ports',
    expected: 'begins above the ports that lessons name',
    lessons: [1, 3],
    mend: 'run \'sysctl net.ipv4.ip_local_port_range="32768 60999"\' as root',
    run: () => {
      const [from = 0, to = 0] = numbers('/proc/sys/net/ipv4/ip_local_port_range');
      return { found: `${from} to ${to}`, asExpected: from >= 4600 && to - from > 1000 };
    },
  },
  {
    id: 'limits.privileged',
    what: 'bind port 81',
    expected: 'EACCES',
    lessons: [1],
    mend: 'run the course as a plain user; the lesson notes where the system allows it',
    isOptional: true,
    run: () => outcome(() => bindOnce(trialHost, 81)),
  },
  {
    id: 'limits.somaxconn',
    what: 'net.core.somaxconn, the longest queue',
    expected: '128 or more',
    lessons: [2],
    mend: "run 'sysctl net.core.somaxconn=4096' as root",
    run: () => {
      const [limit = 0] = numbers('/proc/sys/net/core/somaxconn');
      return { found: String(limit), asExpected: limit >= 128 };
    },
  },
  {
    id: 'limits.files',
    what: 'the hard limit of open files',
    expected: '4096 or more',
    lessons: [2, 11, 12],
    mend: "start the container with '--ulimit nofile=65536', or raise it in /etc/security/limits.conf",
    run: () => {
      const line = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files .*$/m)?.[0];
      const hard = line?.trim().split(/\s+/).at(-2) ?? '0';
      return { found: hard, asExpected: hard === 'unlimited' || Number(hard) >= 4096 };
    },
  },
  {
    id: 'machine.clock',
    what: 'a timer of 20 ms',
    expected: 'at most 15 ms late',
    lessons: [8, 13, 15],
    mend: 'give this machine more processor time, or end what keeps it busy',
    tries: 5,
    run: async () => {
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3; round++) {
        const startedAt = performance.now();
        await delay(20);
        best = Math.min(best, performance.now() - startedAt - 20);
      }
      return { found: `${best.toFixed(1)} ms late`, asExpected: best > -2 && best <= 15 };
    },
  },
  {
    id: 'machine.locale',
    what: 'the encoding of files and terminals',
    expected: 'utf-8',
    lessons: 'all',
    mend: "set LANG to C.UTF-8, and 'unset LC_ALL PYTHONUTF8'",
    needs: 'toolchain.python',
    run: async () => {
      const program = 'import sys; print(sys.getfilesystemencoding())';
      const { stdout } = await promisify(execFile)(pythonTool('python'), ['-c', program]);
      return stdout.trim();
    },
  },
];

function bindOnce(host: string, port: number): void {
  using socket = new Socket(host.includes(':') ? AF_INET6 : AF_INET, SOCK_STREAM);
  socket.bind(Addrinfo.tcp(host, port));
}

function numbers(path: string): readonly number[] {
  return readFileSync(path, 'utf8').trim().split(/\s+/).map(Number);
}
