/** A right answer to exercise 11, with the sockets of the course. */

import { Hub, hubAnswer } from '../hub.ts';
import { Ports, portsAnswer } from '../ports.ts';

export const portStates = portsAnswer(Ports);
export const openHub = hubAnswer(Hub);
