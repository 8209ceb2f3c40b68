/** A right answer to exercise 16, with the sockets of the course. */

import { childAnswer, KeptChild } from '../child.ts';
import { HeirServer, heirAnswer } from '../heir.ts';
import { LineServer, serverAnswer } from '../server.ts';

export const startChild = childAnswer(KeptChild);
export const openServer = serverAnswer(LineServer);
export const takeOver = heirAnswer(HeirServer);
