/** What checks may ask for in the learner's process besides the learner's own functions. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as pass } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../socket/index.ts';
import { takePort } from './silent-port.ts';

/** Things that only exist in the process that uses them. */
export interface Fixtures {
  /** A listening socket at a port of `host` that the system chooses. */
  listen(host: string): Socket;
  /** A port of `host` that refuses at first. */
  refuse(host: string): FadingPort;
  /** Ends with the next turn of the event loop. */
  turn(): Promise<void>;
  /** Counts the sockets of the library that are opened from now on. */
  countSockets(): { stop(): number };
}

/** A port that falls silent by the learner's own clock, on which a busy machine has no influence. */
export interface FadingPort {
  readonly port: number;
  /** Refuses for `after` milliseconds, then answers nothing; returns when `until` have passed. */
  fallSilent(times: { readonly after: number; readonly until: number }): Promise<void>;
  close(): void;
}

/** Waits for a moment. A timer alone may come early: it counts from when the event loop last turned. */
async function reach(moment: number): Promise<void> {
  while (performance.now() < moment) await pass(moment - performance.now());
}

export const fixtures: Fixtures = {
  listen(host) {
    const listener = new Socket(AF_INET, SOCK_STREAM);
    listener.bind(Addrinfo.tcp(host, 0));
    listener.listen();
    return listener;
  },
  refuse(host) {
    const { port, keepSilent, dispose } = takePort(host);
    return {
      port,
      async fallSilent({ after, until }) {
        const begin = performance.now();
        await Promise.all([reach(begin + after).then(keepSilent), reach(begin + until)]);
      },
      close: dispose,
    };
  },
  async turn() {
    await pass(0);
  },
  countSockets() {
    let count = 0;
    const note = () => {
      count += 1;
    };
    subscribe('wirebook.socket.open', note);
    return {
      stop() {
        unsubscribe('wirebook.socket.open', note);
        return count;
      },
    };
  },
};
