/** The first two tasks of exercise 13, step by step: a wrong answer is one that takes a step wrongly. */

import {
  type OptionName,
  SO_KEEPALIVE,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
  SOL_TCP,
  type Socket,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
} from 'wirebook';

export interface Settings {
  readonly noDelay: boolean;
  readonly receiveRoom: number;
  readonly sendRoom: number;
  readonly noticedAfter: number | undefined;
}

export interface Keepalive {
  readonly idle: number;
  readonly interval: number;
  readonly count: number;
}

export class Reading {
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  settings(): Settings {
    return {
      noDelay: this.noDelay(),
      receiveRoom: this.room(SO_RCVBUF),
      sendRoom: this.room(SO_SNDBUF),
      noticedAfter: this.isOn() ? this.seconds(this.keepalive()) : undefined,
    };
  }

  noDelay(): boolean {
    return this.socket.getsockopt(SOL_TCP, TCP_NODELAY);
  }

  room(name: OptionName<number>): number {
    return this.socket.getsockopt(SOL_SOCKET, name) / 2;
  }

  isOn(): boolean {
    return this.socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE);
  }

  keepalive(): Keepalive {
    return {
      idle: this.socket.getsockopt(SOL_TCP, TCP_KEEPIDLE),
      interval: this.socket.getsockopt(SOL_TCP, TCP_KEEPINTVL),
      count: this.socket.getsockopt(SOL_TCP, TCP_KEEPCNT),
    };
  }

  seconds({ idle, interval, count }: Keepalive): number {
    return idle + interval * count;
  }
}

export class Tuning {
  readonly socket: Socket;
  readonly seconds: number;

  constructor(socket: Socket, seconds: number) {
    this.socket = socket;
    this.seconds = seconds;
  }

  tune(): Keepalive {
    if (!this.isWhole() || this.isShort() || this.isLong()) this.refuse();
    const { idle, interval, count } = this.choose();
    this.socket.setsockopt(SOL_TCP, TCP_KEEPIDLE, idle);
    this.socket.setsockopt(SOL_TCP, TCP_KEEPINTVL, interval);
    this.socket.setsockopt(SOL_TCP, TCP_KEEPCNT, count);
    this.limitData();
    this.turnOn();
    return this.result({ idle, interval, count });
  }

  isWhole(): boolean {
    return Number.isInteger(this.seconds);
  }

  isShort(): boolean {
    return this.seconds < 6;
  }

  isLong(): boolean {
    return this.seconds > 60_000;
  }

  refuse(): void {
    throw new RangeError(`${this.seconds} is not a whole number from 6 to 60000`);
  }

  choose(): Keepalive {
    const interval = Math.floor(this.seconds / 6);
    return { idle: this.seconds - 3 * interval, interval, count: 3 };
  }

  limitData(): void {
    this.socket.setsockopt(SOL_TCP, TCP_USER_TIMEOUT, this.seconds * 1000);
  }

  turnOn(): void {
    this.socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
  }

  result(chosen: Keepalive): Keepalive {
    return chosen;
  }
}

/** The function of the exercise that reads options in this way. */
export function readingAnswer(Kind: typeof Reading): (socket: Socket) => Settings {
  return (socket) => new Kind(socket).settings();
}

/** The function of the exercise that tunes keepalive in this way. */
export function tuningAnswer(Kind: typeof Tuning): (socket: Socket, seconds: number) => Keepalive {
  return (socket, seconds) => new Kind(socket, seconds).tune();
}
