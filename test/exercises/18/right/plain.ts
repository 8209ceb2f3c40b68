/** A right answer to exercise 18: each task step by step, with a router of the course's sockets. */

import { Asker, askAnswer } from '../asker.ts';
import { Club, clubAnswer } from '../club.ts';
import { Router, routerAnswer } from '../router.ts';

export const ask = askAnswer(Asker);
export const openClub = clubAnswer(Club);
export const openRouter = routerAnswer(Router);
