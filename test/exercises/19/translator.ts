/** The translating router of exercise 19, step by step: a wrong answer is one that takes a step wrongly. */

export interface Packet {
  readonly at: number;
  readonly way: 'out' | 'in';
  readonly from: string;
  readonly to: string;
}

export interface Translation {
  readonly address: string;
  readonly firstPort: number;
  readonly lastPort: number;
  readonly idle: number;
}

export interface Row {
  readonly inside: string;
  readonly port: number;
  last: number;
  readonly peers: Set<string>;
}

export class Translator {
  readonly settings: Translation;
  readonly rows = new Map<number, Row>();

  constructor(settings: Translation) {
    this.settings = settings;
  }

  isOver(row: Row, at: number): boolean {
    return at - row.last > this.settings.idle;
  }

  expire(at: number): void {
    for (const row of this.rows.values()) if (this.isOver(row, at)) this.rows.delete(row.port);
  }

  inRange(port: number): boolean {
    return port >= this.settings.firstPort && port <= this.settings.lastPort;
  }

  isFree(port: number): boolean {
    return !this.rows.has(port);
  }

  choosePort(own: number): number | undefined {
    if (this.inRange(own) && this.isFree(own)) return own;
    return this.leastFree();
  }

  leastFree(): number | undefined {
    for (let port = this.settings.firstPort; this.inRange(port); port += 1) {
      if (this.isFree(port)) return port;
    }
    return undefined;
  }

  rowOf({ from }: Packet): Row | undefined {
    return this.rows.values().find(({ inside }) => inside === from);
  }

  openRow({ from, at }: Packet): Row | undefined {
    const port = this.choosePort(Number(from.split(':')[1]));
    if (port === undefined) return undefined;
    const row = { inside: from, port, last: at, peers: new Set<string>() };
    this.rows.set(port, row);
    return row;
  }

  rowAt({ to }: Packet): Row | undefined {
    const [address, port] = to.split(':');
    return address === this.settings.address ? this.rows.get(Number(port)) : undefined;
  }

  notePeer(row: Row, { to }: Packet): void {
    row.peers.add(to);
  }

  mayEnter(row: Row, { from }: Packet): boolean {
    return row.peers.has(from);
  }

  touch(row: Row, { at }: Packet): void {
    row.last = at;
  }

  outward(packet: Packet): Packet | undefined {
    const row = this.rowOf(packet) ?? this.openRow(packet);
    if (row === undefined) return undefined;
    this.touch(row, packet);
    this.notePeer(row, packet);
    return { ...packet, from: `${this.settings.address}:${row.port}` };
  }

  inward(packet: Packet): Packet | undefined {
    const row = this.rowAt(packet);
    if (row === undefined || !this.mayEnter(row, packet)) return undefined;
    this.touch(row, packet);
    return { ...packet, to: row.inside };
  }

  pass(packet: Packet): Packet | undefined {
    this.expire(packet.at);
    return packet.way === 'out' ? this.outward(packet) : this.inward(packet);
  }
}

/** The function of the exercise that translates by such steps. */
export function translatorAnswer(
  Kind: new (settings: Translation) => Translator,
): (settings: Translation, packets: readonly Packet[]) => (Packet | undefined)[] {
  return (settings, packets) => {
    const router = new Kind(settings);
    return packets.map((packet) => router.pass(packet));
  };
}
