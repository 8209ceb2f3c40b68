import type { Attack, Target } from './attack.ts';

/** Attacks that read, write or reach what is not theirs. */
export function trespass(target: Target): readonly Attack[] {
  const { courseRoot, submissions, out, port, abstractName } = target;
  const read = (name: string, path: string): Attack => ({
    name: `reads ${name}`,
    code: `const { readFileSync, readdirSync, statSync } = await import('node:fs');
try { evidence = statSync('${path}').isDirectory() ? readdirSync('${path}').join() : readFileSync('${path}', 'utf8').length; } catch (error) { evidence = Object(error).code; }`,
    says: /ran: (ENOENT|EACCES|EPERM)/,
  });
  const write = (
    name: string,
    path: string,
    says = /ran: (ENOENT|EROFS|EACCES|EPERM)/,
  ): Attack => ({
    name: `writes ${name}`,
    code: `const { mkdirSync, writeFileSync } = await import('node:fs');
try { mkdirSync('${path}'.replace(/\\/[^/]*$/, ''), { recursive: true }); writeFileSync('${path}', '10'); evidence = 'written'; } catch (error) { evidence = Object(error).code; }`,
    says,
  });
  return [
    read('the hidden checks', `${courseRoot}/solutions/02-server-lifecycle.checks.ts`),
    read('the worked solution', `${courseRoot}/solutions/02-server-lifecycle.ipynb`),
    read('the right answers of the tests', `${courseRoot}/test/exercises/02/right/plain.ts`),
    read(
      'the released notebook with its seal',
      `${courseRoot}/exercises/02-server-lifecycle.ipynb`,
    ),
    read("the other students' submissions", submissions),
    read('the results', out),
    read("the instructor's home", '/root'),
    read('the names of users', '/etc/passwd'),
    read('the memory of the machine', '/proc/kcore'),
    {
      name: 'reads the environment of the first process',
      code: `const { readFileSync } = await import('node:fs');
try { evidence = readFileSync('/proc/1/environ', 'utf8').includes('SECRET'); } catch (error) { evidence = Object(error).code; }`,
      says: /ran: (false|EACCES|EPERM)/,
    },
    write('a result of its own', `${out}/students/evil/02-server-lifecycle/record.json`, /ran: /), // In its own /tmp.
    write('into the course', `${courseRoot}/lib/dist/check/harness.js`),
    write('into the packages', `${courseRoot}/node_modules/mocha/index.js`),
    write('into the system', '/usr/lib/evil'),
    {
      // Writes what is there already: should a sandbox ever fail, this must not harm the machine.
      name: 'writes into the tables of the kernel',
      code: `const { openSync, readFileSync, writeFileSync } = await import('node:fs');
const path = '/proc/sys/kernel/core_pattern';
try { writeFileSync(path, readFileSync(path)); evidence = 'written'; } catch (error) { evidence = Object(error).code; }
try { openSync('/proc/sysrq-trigger', 'w'); evidence = 'opened'; } catch (error) { evidence = [evidence, Object(error).code].join(); }`,
      says: /ran: (ENOENT|EROFS|EACCES|EPERM),(ENOENT|EROFS|EACCES|EPERM)/,
    },
    {
      name: "reads the grader's environment",
      code: `evidence = Object.keys(process.env).filter((name) => name.startsWith('WIREBOOK_SECRET')).length;`,
      says: /ran: 0/,
    },
    {
      name: "looks into its parent's processes",
      code: `const { readdirSync, readFileSync } = await import('node:fs');
evidence = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => { try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8'); } catch { return ''; } }).some((line) => line.includes('harness'));`,
      says: /ran: false/,
    },
    {
      // Keys, memory that no process has, other processes, and parts of the kernel with many holes.
      name: 'makes system calls that no exercise is about',
      code: `const { default: koffi } = await import('koffi');
const syscall = koffi.load(null).func('long syscall(long number, long, long, long, long, long)');
const numbers = process.arch === 'arm64' ? [219, 217, 279, 194, 117, 282, 280, 241, 425] : [250, 248, 319, 29, 101, 323, 321, 298, 425];
evidence = numbers.map((number) => (Number(syscall(number, 0, 0, 0, 0, 0)) < 0 ? koffi.errno() : 'done')).join();`,
      // EPERM for each: none of them is tried.
      says: /ran: 1,1,1,1,1,1,1,1,1$/m,
    },
    {
      name: 'makes a system call that is newer than its filter',
      code: `const { default: koffi } = await import('koffi');
const syscall = koffi.load(null).func('long syscall(long number)');
syscall(900);
evidence = koffi.errno();`,
      says: /ran: 38$/m,
    },
    {
      name: "connects to the machine's own loopback",
      code: `const stranger = new Socket(AF_INET, SOCK_STREAM);
try { await stranger.connect(Addrinfo.tcp('127.0.0.1', ${port})); evidence = 'connected'; } catch (error) { evidence = Object(error).code; }
stranger.close();`,
      says: /ran: ECONNREFUSED/,
    },
    {
      name: "connects to the machine's abstract sockets",
      code: `const net = await import('node:net');
evidence = await new Promise((done) => net.connect({ path: '\\0${abstractName}' }).on('connect', () => done('connected')).on('error', (error) => done(Object(error).code)));`,
      says: /ran: (ECONNREFUSED|ENOENT)/,
    },
    {
      name: 'looks for a network',
      code: `const { networkInterfaces } = await import('node:os'); evidence = Object.keys(networkInterfaces()).join();`,
      says: /ran: lo"?$|ran: lo\b/,
    },
    {
      name: 'opens a namespace of its own',
      code: `const { spawnSync } = await import('node:child_process');
const { status } = spawnSync('/usr/bin/unshare', ['-Ur', '/bin/true']); evidence = status === 0;`,
      says: /ran: false/,
    },
    {
      name: 'enters the namespaces of what is around it, or makes one',
      code: `const { spawnSync } = await import('node:child_process');
const ways = [['nsenter', '-t', '1', '-U'], ['nsenter', '-t', '1', '-n'], ['nsenter', '-t', '1', '-m'], ['nsenter', '-t', '1', '-p'], ['unshare', '-n']];
evidence = ways.some(([program, ...args]) => spawnSync('/usr/bin/' + program, [...args, '/bin/true']).status === 0);`,
      says: /ran: false/,
    },
    {
      name: 'has a right of root, be it by way of the first process of its sandbox',
      code: `const { readFileSync } = await import('node:fs');
evidence = ['self', '1'].some((pid) => /^Cap\\w+:\\s*0*[1-9a-f]/m.test(readFileSync('/proc/' + pid + '/status', 'utf8')));`,
      says: /ran: false/,
    },
    {
      name: 'mounts something',
      code: `const { spawnSync } = await import('node:child_process');
const { status } = spawnSync('/usr/bin/mount', ['-t', 'tmpfs', 'none', '/usr']); evidence = status === 0;`,
      says: /ran: false/,
    },
    {
      name: 'opens the sealed checks with the key of the course',
      code: `const { findChecks } = (await import('${courseRoot}/lib/dist/exercise/sealed-checks.js' as string)) as { findChecks: (name: string, folder: string) => Promise<unknown> };
try { evidence = await findChecks('02-server-lifecycle', '${courseRoot}/exercises'); } catch (error) { evidence = Object(error).name; }`,
      says: /ran: WirebookError/,
    },
    {
      name: "takes every port that the harness's clients may want",
      code: `const taken: Socket[] = [];
for (let number = 10000; number < 10900; number += 1) { try { const socket = new Socket(AF_INET, SOCK_STREAM); socket.bind(Addrinfo.tcp(HOST, number)); socket.listen(); taken.push(socket); } catch { break; } }
evidence = taken.length > 0;`,
      says: /./,
    },
  ];
}
