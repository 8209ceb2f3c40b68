/**
 * Lesson 03, the table of outcomes: an unknown network is ENETUNREACH at once, a machine of the same
 * network that is off EHOSTUNREACH after about 3 s, and a firewall that rejects gives ECONNREFUSED
 * although a program listens. Runs in a network namespace of its own; the firewall needs nft.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket, TcpServer } from '../../../../lib/socket/index.ts';

const unshare = ['--net', '--map-root-user'];

if (process.argv[2] === 'inside') {
  await tryOutcomes();
} else if (spawnSync('unshare', [...unshare, 'true']).status === 0) {
  const command = [process.execPath, import.meta.filename, 'inside'];
  execFileSync('unshare', [...unshare, ...command], { stdio: 'inherit' });
} else {
  console.log('skipped: network namespaces are not allowed here');
}

async function tryOutcomes(): Promise<void> {
  run('ip link set lo up');
  const unknown = await outcome('192.0.2.200', 80);
  assert.equal(unknown.code, 'ENETUNREACH');

  run('ip link add near type veth peer name far');
  run('ip addr add 192.0.2.1/24 dev near');
  run('ip link set near up');
  run('ip link set far up');
  const off = await outcome('192.0.2.200', 80);
  assert.equal(off.code, 'EHOSTUNREACH');
  assert.ok(off.seconds > 2 && off.seconds > unknown.seconds);

  using server = new TcpServer({ host: '127.0.3.9', port: 4481 });
  if (spawnSync('nft', ['--version']).status !== 0) {
    console.log('skipped: the firewall, since nft is not installed');
    return;
  }
  run('nft add table ip wall');
  run('nft add chain ip wall input { type filter hook input priority 0 ; }');
  const withRule = async (verdict: string) => {
    run('nft flush chain ip wall input');
    run(`nft add rule ip wall input tcp dport 4481 ${verdict}`);
    return (await outcome(server.localAddress.ipAddress, 4481)).code;
  };
  assert.equal(await withRule('reject'), 'ECONNREFUSED');
  assert.equal(await withRule('reject with icmp type admin-prohibited'), 'EHOSTUNREACH');
  assert.equal(await withRule('drop'), 'ETIMEDOUT');
}

async function outcome(host: string, port: number): Promise<{ code: string; seconds: number }> {
  using client = new Socket(AF_INET, SOCK_STREAM);
  const begin = performance.now();
  const code = await client.connect(Addrinfo.tcp(host, port), { timeout: 5000 }).then(
    () => 'connected',
    (error: { code: string }) => error.code,
  );
  return { code, seconds: (performance.now() - begin) / 1000 };
}

function run(line: string): void {
  const [program = '', ...words] = line.split(' ');
  execFileSync(program, words, { stdio: 'inherit' });
}
