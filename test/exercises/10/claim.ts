/** `listenAt` of exercise 10, step by step: a wrong answer is one that takes a step wrongly. */

import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { UnixServer, UnixSocket } from 'wirebook';

export type ListenAt = (path: string) => Promise<UnixServer>;

export class Claim {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async listen(): Promise<UnixServer> {
    if (await this.isLeftOver()) this.remove();
    const server = this.bind();
    this.protect();
    return server;
  }

  async isLeftOver(): Promise<boolean> {
    try {
      const probe = await UnixSocket.connect({ path: this.path });
      this.endProbe(probe);
      return false;
    } catch (error) {
      return this.meansLeftOver(Object(error).code);
    }
  }

  endProbe(probe: UnixSocket): void {
    probe.close();
  }

  meansLeftOver(code: string): boolean {
    return code === 'ECONNREFUSED' && this.isSocket();
  }

  isSocket(): boolean {
    return lstatSync(this.path).isSocket();
  }

  remove(): void {
    rmSync(this.path);
  }

  bind(): UnixServer {
    return new UnixServer({ path: this.path });
  }

  protect(): void {
    chmodSync(this.path, 0o600);
  }
}

/** The function of the exercise that listens in such a way. */
export function claimAnswer(Kind: typeof Claim): ListenAt {
  return (path) => new Kind(path).listen();
}
