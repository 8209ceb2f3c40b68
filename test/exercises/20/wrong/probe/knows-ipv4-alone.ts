/** Refuses ::1 and has one family. */

import { AF_INET, SOCK_STREAM, Socket } from 'wirebook';
import { Prober, proberAnswer } from '../../prober.ts';

class Wrong extends Prober {
  override open(): Socket {
    return new Socket(AF_INET, SOCK_STREAM);
  }
}

export const probe = proberAnswer(Wrong);
