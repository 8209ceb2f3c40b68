/** A right answer to exercise 12, with the sockets of the course. */

import { poolAnswer, ThreadPool } from '../pool.ts';
import { LineServer, serverAnswer } from '../server.ts';

export const openPool = poolAnswer(ThreadPool);
export const openServer = serverAnswer(LineServer);
