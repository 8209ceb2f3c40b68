import { ok } from 'node:assert/strict';
import { SOL_IP, SOL_SOCKET, SOL_TCP, socketOptions } from '../../../../lib/socket/index.ts';

const levels: readonly number[] = [SOL_SOCKET, SOL_IP, SOL_TCP];
const count = socketOptions().filter(({ level }) => levels.includes(level)).length;
ok(count > 100, String(count));
