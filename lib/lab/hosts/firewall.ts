/** The rules of a host's firewall and NAT, as nft(8) takes them. */

/** Packets to block, and the way to do it. */
export interface BlockOptions {
  /** All of them unless told. */
  readonly protocol?: 'tcp' | 'udp' | 'icmp';
  /** The port they are for; with a protocol alone. */
  readonly port?: number;
  /** The last port of a range that begins with `port`; `port` alone unless told. */
  readonly lastPort?: number;
  /** The address or network they come from. */
  readonly from?: string;
  /** The address or network they go to. */
  readonly to?: string;
  /**
   * `drop` says nothing, `reject` answers with an ICMP error, `reset` with a RST of TCP; `drop`
   * unless told.
   */
  readonly how?: 'drop' | 'reject' | 'reset';
}

/** A rule that holds. */
export interface Rule extends AsyncDisposable {
  readonly text: string;
  remove(): Promise<void>;
}

/** The places in a packet's way at which rules stand. */
const chains = {
  input: 'type filter hook input priority filter;',
  forward: 'type filter hook forward priority filter;',
  prerouting: 'type nat hook prerouting priority dstnat;',
  postrouting: 'type nat hook postrouting priority srcnat;',
} as const;

type Chain = keyof typeof chains;

/** The firewall of one host. */
export class Firewall {
  readonly #apply: (rules: string) => Promise<void>;
  readonly #rules = new Set<{ readonly text: string; readonly chains: readonly Chain[] }>();
  #busy: Promise<unknown> = Promise.resolve();

  /** @param apply hands a whole set of rules to nft(8), which takes all or none */
  constructor(apply: (rules: string) => Promise<void>) {
    this.#apply = apply;
  }

  block({ protocol, port, lastPort = port, from, to, how = 'drop' }: BlockOptions): Promise<Rule> {
    if (port !== undefined && protocol !== 'tcp' && protocol !== 'udp') {
      throw new TypeError(`A rule for port ${port} needs the protocol tcp or udp`);
    }
    if (how === 'reset' && protocol !== 'tcp') {
      throw new TypeError('Only a rule for the protocol tcp can reset');
    }
    if (lastPort !== undefined && (port === undefined || lastPort < port)) {
      throw new RangeError(
        `A rule for ports up to ${lastPort} needs a port to begin with, none above`,
      );
    }
    const range = lastPort === port ? `${Number(port)}` : `${Number(port)}-${Number(lastPort)}`;
    const parts = [
      from === undefined ? '' : `ip saddr ${checked(from)}`,
      to === undefined ? '' : `ip daddr ${checked(to)}`,
      protocol === undefined ? '' : `meta l4proto ${protocol}`,
      port === undefined ? '' : `${protocol} dport ${range}`,
      how === 'reset' ? 'reject with tcp reset' : how,
    ];
    return this.#add(parts.filter(Boolean).join(' '), ['input', 'forward']);
  }

  masquerade(device: string): Promise<Rule> {
    return this.#add(`oifname "${device}" masquerade`, ['postrouting']);
  }

  forwardPort(device: string, port: number, target: string): Promise<Rule> {
    const text = `iifname "${device}" tcp dport ${Number(port)} dnat ip to ${target}`;
    return this.#add(text, ['prerouting']);
  }

  async #add(text: string, places: readonly Chain[]): Promise<Rule> {
    const rule = { text, chains: places };
    this.#rules.add(rule);
    const remove = async () => {
      if (this.#rules.delete(rule)) await this.#renew();
    };
    try {
      await this.#renew();
    } catch (error) {
      this.#rules.delete(rule);
      throw error;
    }
    return { text, remove, [Symbol.asyncDispose]: remove };
  }

  /** Puts the whole table in place of the one before; one after another, as they were asked for. */
  #renew(): Promise<void> {
    const next = this.#busy.then(() => this.#apply(this.#table()));
    this.#busy = next.catch(() => {});
    return next;
  }

  #table(): string {
    const names = Object.keys(chains) as Chain[];
    const used = names.flatMap((chain) => {
      const rules = [...this.#rules].filter((rule) => rule.chains.includes(chain));
      const lines = [chains[chain], ...rules.map(({ text }) => text)].join('\n');
      return rules.length === 0 ? [] : [`chain ${chain} {\n${lines}\n}`];
    });
    // Declared first, so that there is one to delete.
    return `table inet lab\ndelete table inet lab\ntable inet lab {\n${used.join('\n')}\n}\n`;
  }
}

/** An address or network: nothing else may get into the rules. */
function checked(text: string): string {
  if (/^[\d.]+(\/\d+)?$/.test(text)) return text;
  throw new TypeError(`Cannot use ${text} in a rule: expected an IPv4 address or network`);
}
