import { deepEqual } from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

const input = Readable.from(['HELLO\r\n', 'buy 30']);
deepEqual(await Array.fromAsync(createInterface({ input })), ['HELLO', 'buy 30']);
