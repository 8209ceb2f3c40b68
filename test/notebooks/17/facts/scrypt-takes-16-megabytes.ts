import { equal, throws } from 'node:assert/strict';
import { scryptSync } from 'node:crypto';

const megabyte = 2 ** 20;
throws(() => scryptSync('sesame', 'salt', 32, { maxmem: 16 * megabyte }));
equal(scryptSync('sesame', 'salt', 32, { maxmem: 17 * megabyte }).length, 32);
