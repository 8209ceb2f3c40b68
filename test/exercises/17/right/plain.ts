/** A right answer to exercise 17, with the sockets of the course. */

import { GuardedServer, serverAnswer } from '../guarded.ts';
import { limiterAnswer, SlidingLimiter } from '../limiter.ts';
import { LoginServer, loginAnswer } from '../login.ts';

export const openLimiter = limiterAnswer(SlidingLimiter);
export const openServer = serverAnswer(GuardedServer);
export const openLogin = loginAnswer(LoginServer);
