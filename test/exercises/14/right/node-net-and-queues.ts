/** A right answer to exercise 14 over node:net: events, callbacks, and lists of those that wait. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket as NetSocket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Socket } from 'wirebook';
import type { ChatOptions, OpenChat } from '../chat.ts';
import type { OpenLocks, Work } from '../locks.ts';
import type { OpenOutbox } from '../outbox.ts';

export function openLocks(): OpenLocks {
  const queues = new Map<string, (() => Promise<void>)[]>();
  async function runAll(name: string, queue: (() => Promise<void>)[]) {
    for (let job = queue[0]; job; job = queue[0]) {
      await job();
      queue.shift();
    }
    queues.delete(name);
  }
  return {
    exclusive(name: string, work: Work) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const queue = queues.get(name);
      const job = () => Promise.resolve().then(work).then(resolve, reject);
      if (queue) queue.push(job);
      else {
        const first = [job];
        queues.set(name, first);
        void runAll(name, first);
      }
      return promise;
    },
    busy: () => [...queues.keys()],
  };
}

/** Lines that wait for `write`, which calls back when it has sent one, or is told of an error. */
function outboxOver(
  write: (line: string, sent: (error?: unknown) => void) => void,
  limit: number,
): OpenOutbox {
  let lines: string[] = [];
  let lost = 0;
  let state: 'idle' | 'busy' | 'gone' = 'idle';
  const size = () => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  const send = () => {
    if (state !== 'idle') return;
    if (lost > 0) lines.unshift(`* ${lost} lost\n`);
    lost = 0;
    const line = lines.shift();
    if (line === undefined) return;
    state = 'busy';
    write(line, (error) => {
      state = error ? 'gone' : 'idle';
      send();
    });
  };
  return {
    put(text) {
      if (state === 'gone') return;
      lines.push(`${text}\n`);
      while (state === 'busy' && size() > limit) {
        lines = lines.slice(1);
        lost += 1;
      }
      send();
    },
  };
}

export function openOutbox(socket: Socket, limit: number): OpenOutbox {
  return outboxOver((line, sent) => {
    socket.sendAll(line).then(() => sent(), sent);
  }, limit);
}

export async function openChat(host: string, { history, limit }: ChatOptions): Promise<OpenChat> {
  interface Person {
    readonly put: (text: string) => void;
    room?: Room;
  }
  class Room {
    readonly people = new Map<string, Person>();
    readonly said: string[] = [];
    tell(from: string, text: string): void {
      for (const [name, person] of this.people) if (name !== from) person.put(text);
    }
  }
  const rooms = new Map<string, Room>();
  const names = new Set<string>();
  const sockets = new Set<NetSocket>();
  const isGood = (name: string) => /^[0-9A-Za-z]+$/.test(name) && name.length <= 12;

  function leave(name: string, person: Person): void {
    person.room?.people.delete(name);
    person.room?.tell(name, `* ${name} left`);
  }

  function enter(name: string, person: Person, roomName: string): void {
    const room = rooms.get(roomName) ?? new Room();
    rooms.set(roomName, room);
    for (const line of room.said) person.put(line);
    room.tell(name, `* ${name} joined`);
    room.people.set(name, person);
    person.room = room;
  }

  const server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.add(socket);
    let name: string | undefined;
    const person: Person = outboxOver((line, sent) => socket.write(line, sent), limit);
    const lines = createInterface({ input: socket });
    lines.on('line', (line) => {
      if (name === undefined) {
        if (!isGood(line) || names.has(line)) return person.put('* name refused');
        name = line;
        names.add(name);
        person.put(`* welcome ${name}`);
        enter(name, person, 'lobby');
      } else if (line.startsWith('/join ')) {
        const room = line.slice(6);
        if (!isGood(room)) return person.put('* room refused');
        leave(name, person);
        person.put(`* room ${room}`);
        enter(name, person, room);
      } else if (line !== '') {
        const text = `${name}: ${line}`;
        person.room?.said.push(text);
        person.room?.said.splice(0, person.room.said.length - history);
        person.room?.tell(name, text);
      }
    });
    socket.on('end', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    lines.on('error', () => {
      // The socket's own 'close' follows.
    });
    socket.on('close', () => {
      sockets.delete(socket);
      if (name === undefined) return;
      names.delete(name);
      leave(name, person);
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = [server, ...sockets].map((each) => once(each, 'close'));
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}
