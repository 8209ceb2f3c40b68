/** The relay of exercise 19, step by step: a wrong answer is one that takes a step wrongly. */

import { Addrinfo, UdpSocket } from '../../../lib/socket/index.ts';

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface Relay {
  readonly port: number;
  readonly table: () => string[];
  readonly close: () => Promise<void>;
}

export interface Row {
  readonly client: Addrinfo;
  readonly outside: UdpSocket;
  timer: NodeJS.Timeout;
}

export class RelayServer {
  readonly host: string;
  readonly target: Target;
  readonly idle: number;
  readonly door: UdpSocket;
  readonly rows = new Map<string, Row>();

  constructor(host: string, target: Target, idle: number) {
    this.host = host;
    this.target = target;
    this.idle = idle;
    this.door = new UdpSocket({ host: this.doorHost(), port: 0 });
    this.serve().catch(() => {});
  }

  doorHost(): string {
    return this.host;
  }

  keyOf(client: Addrinfo): string {
    return `${client}`;
  }

  targetAddress(): Addrinfo {
    return Addrinfo.udp(this.target.host, this.target.port);
  }

  bindOutside(): UdpSocket {
    return new UdpSocket({ host: this.host, port: 0 });
  }

  async aim(outside: UdpSocket): Promise<void> {
    await outside.connect(this.targetAddress());
  }

  startTimer(client: Addrinfo): NodeJS.Timeout {
    return setTimeout(() => this.end(this.keyOf(client)), this.idle);
  }

  async openRow(client: Addrinfo): Promise<Row> {
    const row = { client, outside: this.bindOutside(), timer: this.startTimer(client) };
    this.rows.set(this.keyOf(client), row);
    await this.aim(row.outside);
    this.carryBack(row).catch(() => {});
    return row;
  }

  async rowOf(client: Addrinfo): Promise<Row> {
    return this.rows.get(this.keyOf(client)) ?? (await this.openRow(client));
  }

  end(key: string): void {
    const row = this.rows.get(key);
    if (row === undefined) return;
    this.rows.delete(key);
    this.stopTimer(row);
    this.closeRow(row);
  }

  stopTimer({ timer }: Row): void {
    clearTimeout(timer);
  }

  closeRow({ outside }: Row): void {
    outside.close();
  }

  touchOut(row: Row): void {
    row.timer.refresh();
  }

  touchBack(row: Row): void {
    row.timer.refresh();
  }

  async serve(): Promise<void> {
    while (!this.door.isClosed) {
      const [data, client] = await this.door.recvFrom(65_507);
      if (client !== undefined) await this.pass(data, client);
    }
  }

  async pass(data: Buffer, client: Addrinfo): Promise<void> {
    const row = await this.rowOf(client);
    this.touchOut(row);
    await this.sendOn(row, data);
  }

  async sendOn({ outside }: Row, data: Buffer): Promise<void> {
    for (const isLast of [false, true]) {
      try {
        await outside.send(data);
        return;
      } catch (error) {
        if (isLast || !this.isRefusal(error)) return;
      }
    }
  }

  isRefusal(error: unknown): boolean {
    return Object(error).code === 'ECONNREFUSED';
  }

  async receiveBack({ outside }: Row): Promise<Buffer | undefined> {
    return outside.recv(65_507);
  }

  async carryBack(row: Row): Promise<void> {
    while (!row.outside.isClosed) {
      try {
        const answer = await this.receiveBack(row);
        if (answer === undefined) continue;
        this.touchBack(row);
        await this.answer(row, answer);
      } catch (error) {
        if (!this.isRefusal(error)) return;
      }
    }
  }

  async answer({ client }: Row, data: Buffer): Promise<void> {
    await this.door.sendTo(data, client);
  }

  line({ client, outside }: Row): string {
    return `${client} as ${outside.localAddress}`;
  }

  table(): string[] {
    return [...this.rows.values()].map((row) => this.line(row));
  }

  async close(): Promise<void> {
    this.door.close();
    for (const key of [...this.rows.keys()]) this.end(key);
  }
}

/** The function of the exercise that opens such a relay. */
export function relayAnswer(
  Kind: new (host: string, target: Target, idle: number) => RelayServer,
): (host: string, target: Target, idle: number) => Promise<Relay> {
  return async (host, target, idle) => {
    const relay = new Kind(host, target, idle);
    return {
      port: relay.door.localAddress.ipPort,
      table: () => relay.table(),
      close: () => relay.close(),
    };
  };
}
