import { equal } from 'node:assert/strict';
import net from 'node:net';

const list = new net.BlockList();
list.addAddress('127.0.0.1');
equal(list.check('::ffff:127.0.0.1', 'ipv6'), true);
equal(['127.0.0.1'].includes('::ffff:127.0.0.1'), false);
