/** A right answer to exercise 20, with the sockets of the course. */

import { Prober, proberAnswer } from '../prober.ts';
import { Reader, readerAnswer } from '../reader.ts';
import { Scanner, scannerAnswer } from '../scanner.ts';

export const parsePorts = readerAnswer(Reader);
export const probe = proberAnswer(Prober);
export const scan = scannerAnswer(Scanner);
