/** A scan of exercise 20, step by step: a wrong answer is one that takes a step wrongly. */

import { Prober } from './prober.ts';

export interface Limits {
  readonly window: number;
  readonly timeout: number;
  readonly limit: number;
}

export class Scanner {
  readonly address: string;
  readonly limits: Limits;
  readonly until: number;
  readonly states = new Map<number, string>();

  constructor(address: string, limits: Limits) {
    this.address = address;
    this.limits = limits;
    this.until = performance.now() + limits.limit;
  }

  check(_ports: readonly number[]): void {
    const { window } = this.limits;
    if (!new Prober().isOwn(this.address)) throw new RangeError(`${this.address}: not loopback`);
    if (!Number.isInteger(window) || window < 1) throw new RangeError(`a window of ${window}`);
  }

  queue(ports: readonly number[]): readonly number[] {
    return [...new Set(ports)];
  }

  width(count: number): number {
    return Math.min(this.limits.window, count);
  }

  left(): number {
    return Math.floor(this.until - performance.now());
  }

  timeout(left: number): number {
    return Math.min(this.limits.timeout, left);
  }

  isKnown(state: string, left: number): boolean {
    return state !== 'filtered' || this.limits.timeout <= left;
  }

  async ask(port: number): Promise<boolean> {
    const left = this.left();
    if (left <= 0) return false;
    const state = await new Prober().probe(this.address, port, this.timeout(left));
    if (this.isKnown(state, left)) this.states.set(port, state);
    return true;
  }

  async work(list: Iterator<number>): Promise<void> {
    for (let turn = list.next(); !turn.done; turn = list.next()) {
      if (!(await this.ask(turn.value))) return;
    }
  }

  async run(queue: readonly number[]): Promise<void> {
    const list = queue.values();
    await Promise.all(Array.from({ length: this.width(queue.length) }, () => this.work(list)));
  }

  result(ports: readonly number[]): string[] {
    return ports.map((port) => this.states.get(port) ?? 'unknown');
  }

  async scan(ports: readonly number[]): Promise<string[]> {
    this.check(ports);
    await this.run(this.queue(ports));
    return this.result(ports);
  }
}

type Scan = (address: string, ports: readonly number[], limits: Limits) => Promise<string[]>;

/** The function of the exercise that scans in this way. */
export function scannerAnswer(Kind: typeof Scanner): Scan {
  return async (address, ports, limits) => await new Kind(address, limits).scan(ports);
}
