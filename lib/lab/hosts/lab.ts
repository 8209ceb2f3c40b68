/** Several machines in one notebook: hosts, links between them, routers. */

import { Socket } from '../../socket/index.ts';
import { Picture, type Representation } from '../base/picture.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { untraced } from '../base/untraced.ts';
import type { LinkEnd, RelayedLinks, Tappable } from '../capture/link-tap.ts';
import {
  addressIn,
  hardwareAddressAt,
  networkText,
  parseNetwork,
  usualNetwork,
} from './addressing.ts';
import { checkConditions, isIdeal, type LinkConditions } from './conditions.ts';
import { Holder } from './holder.ts';
import { Host } from './host.ts';
import { drawLab, labText } from './lab-picture.ts';
import { Link, type LinkedHost } from './link.ts';
import type { HostHolder } from './protocol.ts';
import { NamespacesRefused } from './refusal.ts';
import { Relay } from './relay.ts';
import { findRoutes } from './ways.ts';

/** Options of a link. */
export interface LinkOptions extends LinkConditions {
  /** Its network, such as `192.168.1.0/24`; `10.0.N.0/24` unless told, N the number of the link. */
  readonly network?: string;
}

/** The names that a host may have. */
const hostName = /^[a-z][a-z0-9-]{0,14}$/i;

/** The number of sockets from which on closed ones are forgotten. */
const maxKept = 1000;

let isTold = false;

/** Says once in each notebook that a relay stands in. */
function tellOfStandIn({ message }: NamespacesRefused): void {
  if (isTold) return;
  isTold = true;
  console.warn(
    `${message}. A relay on the loopback interface stands in: for datagrams, and for cuts of TCP`,
  );
}

/** Hosts and links. */
export class Lab extends Picture implements Tappable, AsyncDisposable {
  /** The seed of all that the links do at random. */
  readonly seed: number;
  readonly #holder: HostHolder;
  readonly #hosts = new Map<string, Host>();
  readonly #links: Link[] = [];
  /** Sockets on hosts: one that is open would keep its host. */
  readonly #sockets = new Set<Socket>();

  /**
   * Starts the process that holds the hosts.
   *
   * @param standIn lets a relay stand in where this machine forbids namespaces, and says so in one line
   * @throws Error with the command that mends it where this machine forbids namespaces
   */
  static async open(seed: number, { standIn = false } = {}): Promise<Lab> {
    try {
      return new Lab(await Holder.start(), seed);
    } catch (error) {
      if (!standIn || !(error instanceof NamespacesRefused)) throw error;
      tellOfStandIn(error);
      return new Lab(await Relay.open(error), seed);
    }
  }

  private constructor(holder: HostHolder, seed: number) {
    super();
    this.#holder = holder;
    this.seed = seed;
  }

  /** All links, in the order of their making. */
  get links(): readonly Link[] {
    return this.#links;
  }

  /** All hosts, in the order of their making. */
  get allHosts(): readonly Host[] {
    return [...this.#hosts.values()];
  }

  /**
   * Makes a host with the given name.
   *
   * @param name letters, digits and hyphens; programs on other hosts find it by this name
   */
  host(name: string): Promise<Host> {
    return this.#open(name, { isRouter: false });
  }

  /** Makes several hosts at once. */
  hosts<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [Place in keyof Names]: Host }> {
    const opened = names.map((name) => this.host(name));
    return Promise.all(opened) as Promise<{ [Place in keyof Names]: Host }>;
  }

  /** Makes a router: a host that passes packets on from each of its links to the others. */
  router(name: string): Promise<Host> {
    return this.#open(name, { isRouter: true });
  }

  /** Joins two hosts by a cable. Each gets one more interface, with an address on the link. */
  link(one: Host, other: Host, options: LinkOptions = {}): Promise<Link> {
    return this.switch([one, other], options);
  }

  /** Joins hosts by a switch. */
  async switch(hosts: readonly Host[], options: LinkOptions = {}): Promise<Link> {
    const { network: text, ...conditions } = options;
    checkConditions(conditions);
    const number = this.#links.length + 1;
    const network = parseNetwork(this.#standIn?.network(number) ?? text ?? usualNetwork(number));
    const link = new Link(this.#holder, { number, hosts, network });
    this.#links.push(link);
    const ends = hosts.map((host, place) => {
      const address = addressIn(network, place + 1);
      const device = `eth${host.interfaces.length}`;
      const hardwareAddress = hardwareAddressAt(number, place);
      host.interfaces.push({ device, address, hardwareAddress, link });
      const cidr = `${address}/${network.prefix}`;
      return { host: host.name, device, address: cidr, hardwareAddress };
    });
    await this.#holder.ask('openLink', { number, ends, seed: this.seed + number });
    if (!isIdeal(conditions)) await link.set(conditions);
    await this.#nameHosts();
    return link;
  }

  /** Gives each host routes to all networks of the lab, each over the fewest routers. */
  async routeAll(): Promise<void> {
    for (const { host, destination, via } of findRoutes(this.allHosts)) {
      await host.route(networkText(destination), via);
    }
  }

  /**
   * Lets programs on all hosts ask a host of this lab for names that are not those of hosts: a server
   * of DNS at its port 53. They ask once, and wait a second for the answer.
   *
   * @throws Error where programs would ask elsewhere
   */
  async setNameServer(host: Host): Promise<void> {
    const lines = [`nameserver ${host.address}`, 'options timeout:1 attempts:1', ''];
    await this.#holder.ask('setResolver', lines.join('\n'));
  }

  /** The address of a host as `/etc/hosts` would have it; the nearest to `from`. */
  resolve(name: string, from?: Host): string {
    const host = this.#hosts.get(name);
    if (host === undefined) {
      const known = [...this.#hosts.keys()].join(', ') || 'none so far';
      throw new Error(`This lab has no host ${name}; its hosts are: ${known}`);
    }
    const shared = host.interfaces.find(
      ({ link }) => from !== host && from !== undefined && link.hosts.includes(from),
    );
    return shared?.address ?? host.address;
  }

  /** The hosts in the order in which they are reached from the first. */
  get hostNames(): readonly string[] {
    const names = new Set<string>();
    const reach = ({ name, interfaces }: LinkedHost): void => {
      if (names.has(name)) return;
      names.add(name);
      for (const { link } of interfaces) for (const next of link.hosts) reach(next);
    };
    for (const host of this.allHosts) reach(host);
    return [...names];
  }

  get travelTime(): number {
    return this.#links.reduce((sum, { travelTime }) => sum + travelTime, 0);
  }

  get relay(): RelayedLinks | undefined {
    return this.#standIn?.packetsOn();
  }

  async openTaps(): Promise<readonly LinkEnd[]> {
    return (await Promise.all(this.#links.map((link) => link.openTaps()))).flat();
  }

  /** Ends all hosts, with their sockets and programs. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
    for (const { network, sockets } of this.#hosts.values()) {
      network[Symbol.dispose]();
      sockets[Symbol.dispose]();
    }
    await this.#holder.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  protected represent(): Representation {
    const text = labText(this);
    return { text, html: drawLab(this) };
  }

  /** The relay that stands in for the hosts, where one does. */
  get #standIn(): Relay | undefined {
    return this.#holder instanceof Relay ? this.#holder : undefined;
  }

  async #open(name: string, { isRouter }: { readonly isRouter: boolean }): Promise<Host> {
    if (!hostName.test(name)) {
      throw new TypeError(
        `Cannot use ${name} as the name of a host: expected up to 15 letters, digits and hyphens`,
      );
    }
    if (this.#hosts.has(name)) throw new Error(`This lab has a host ${name} already`);
    const { descriptors } = await this.#holder.ask('openHost', name);
    const [network, sockets] =
      this.#standIn?.openLines() ??
      ResourceScope.outside(() =>
        untraced(() => descriptors.map((descriptor) => Socket.fromFd(descriptor))),
      );
    if (network === undefined || sockets === undefined) throw new Error(`${name} has no sockets`);
    const lab = {
      holder: this.#holder,
      keep: (socket: Socket) => this.#keep(socket),
      resolve: (other: string, from: Host) => this.resolve(other, from),
    };
    const host = new Host(name, { lab, isRouter, network, sockets });
    this.#hosts.set(name, host);
    if (isRouter) await this.#holder.ask('forward', name);
    return host;
  }

  #keep(socket: Socket): void {
    // A lesson may make thousands, one after another.
    if (this.#sockets.size >= maxKept) {
      for (const kept of this.#sockets) if (kept.isClosed) this.#sockets.delete(kept);
    }
    this.#sockets.add(socket);
  }

  async #nameHosts(): Promise<void> {
    const lines = this.allHosts.flatMap((host) =>
      host.addresses.map((address) => `${address}\t${host.name}`),
    );
    await this.#holder.ask('nameHosts', ['127.0.0.1\tlocalhost', ...lines, ''].join('\n'));
  }
}
