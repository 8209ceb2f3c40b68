/** One attempt of exercise 20, step by step: a wrong answer is one that takes a step wrongly. */

import { isIPv4 } from 'node:net';
import { Addrinfo, AF_INET, AF_INET6, SOCK_STREAM, Socket } from 'wirebook';

export class Prober {
  isOwn(address: string): boolean {
    return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
  }

  refuse(address: string): void {
    throw new RangeError(`${address} is not loopback`);
  }

  open(address: string): Socket {
    return new Socket(isIPv4(address) ? AF_INET : AF_INET6, SOCK_STREAM);
  }

  async connect(socket: Socket, to: Addrinfo, timeout: number): Promise<void> {
    await socket.connect(to, { timeout });
  }

  stateOf(code: string): string {
    if (code === 'ECONNREFUSED') return 'closed';
    return code === 'ETIMEDOUT' ? 'filtered' : `error ${code}`;
  }

  close(socket: Socket, _state: string): void {
    socket.close();
  }

  async probe(address: string, port: number, timeout: number): Promise<string> {
    if (!this.isOwn(address)) this.refuse(address);
    const socket = this.open(address);
    let state = 'open';
    try {
      await this.connect(socket, Addrinfo.tcp(address, port), timeout);
    } catch (error) {
      state = this.stateOf(Object(error).code);
    }
    this.close(socket, state);
    return state;
  }
}

type Probe = (address: string, port: number, timeout: number) => Promise<string>;

/** The function of the exercise that connects in this way. */
export function proberAnswer(Kind: new () => Prober): Probe {
  return (address, port, timeout) => new Kind().probe(address, port, timeout);
}
