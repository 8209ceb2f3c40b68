/** The room of exercise 02, step by step: a wrong answer is a room that takes one of them wrongly. */

import type { Addrinfo, Socket } from 'wirebook';

export class Room {
  readonly members = new Set<Socket>();
  readonly listener: Socket;
  readonly #loop: Promise<void>;
  #number = 0;

  constructor(listener: Socket) {
    this.listener = listener;
    // Closing the listener ends the loop with an error, which is how it is meant to end.
    this.#loop = this.#serve().catch(() => {});
  }

  async #serve(): Promise<void> {
    for (;;) {
      const [connection, peer] = await this.listener.accept();
      this.#number += 1;
      await this.admit(connection, { peer, number: this.#number });
    }
  }

  async admit(
    newcomer: Socket,
    { peer, number }: { readonly peer: Addrinfo; readonly number: number },
  ): Promise<void> {
    await this.tellAll(`Number ${number} came in from ${peer}\n`);
    this.members.add(newcomer);
    await this.say(newcomer, `You are number ${number}\n`);
  }

  async tellAll(line: string): Promise<void> {
    for (const member of [...this.members]) await this.say(member, line);
  }

  async say(member: Socket, line: string): Promise<void> {
    try {
      await member.sendAll(line);
    } catch {
      this.members.delete(member);
      member.close();
    }
  }

  /** Stops listening. */
  async rest(): Promise<void> {
    this.listener.close();
    await this.#loop;
  }

  async dismiss(): Promise<void> {
    await this.tellAll('Closing\n');
    for (const member of this.members) member.close();
    this.members.clear();
  }
}

/** The answer that a kind of room is, at a listener that `open` opens. */
export function roomAnswer(
  open: (host: string, port: number) => Socket,
  kind: new (listener: Socket) => Room = Room,
) {
  return async (host: string, port: number): Promise<{ close(): Promise<void> }> => {
    const room = new kind(open(host, port));
    return {
      async close() {
        await room.rest();
        await room.dismiss();
      },
    };
  };
}
