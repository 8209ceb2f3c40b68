import { equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { getaddrinfo } from '../../../../lib/socket/index.ts';

const { code } = await getaddrinfo('a..b', 80).catch((error) => error);
equal(code, 'EAI_NONAME');
// In a network without any interface that is up, the answer is the same, so nobody was asked.
const look = "require('dns').lookup(process.argv[1], (error) => console.log(error.code))";
const ask = (name: string) =>
  spawnSync('unshare', ['-Urn', process.execPath, '-e', look, name], { encoding: 'utf8' });
const { stdout, status } = ask('a..b');
if (status !== 0) console.log('skipped: this machine allows no network namespaces');
else equal(stdout, 'ENOTFOUND\n');
