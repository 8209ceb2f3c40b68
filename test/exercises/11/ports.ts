/** The first task of exercise 11, step by step: a wrong answer is one that takes a step wrongly. */

import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from 'wirebook';

export type PortState = 'open' | 'closed' | 'silent';

export class Ports {
  readonly host: string;
  readonly wait: number;

  constructor(host: string, wait: number) {
    this.host = host;
    this.wait = wait;
  }

  async states(ports: readonly number[]): Promise<readonly PortState[]> {
    return await Promise.all(ports.map((port) => this.state(port)));
  }

  async state(port: number): Promise<PortState> {
    const socket = new Socket(AF_INET, SOCK_STREAM);
    try {
      await this.connect(socket, port);
      this.close(socket, 'open');
      return 'open';
    } catch (error) {
      const state = this.failed(error);
      this.close(socket, state);
      return state;
    }
  }

  async connect(socket: Socket, port: number): Promise<void> {
    await socket.connect(Addrinfo.tcp(this.host, port), { timeout: this.wait });
  }

  failed(error: unknown): PortState {
    return Object(error).code === 'ETIMEDOUT' ? 'silent' : 'closed';
  }

  close(socket: Socket, _state: PortState): void {
    socket.close();
  }
}

type PortStates = (
  host: string,
  ports: readonly number[],
  wait: number,
) => Promise<readonly PortState[]>;

/** The function of the exercise that asks in this way. */
export function portsAnswer(Kind: typeof Ports): PortStates {
  return (host, ports, wait) => new Kind(host, wait).states(ports);
}
