/** A host of a lab: sockets, routes, a firewall and programs of its own. */

import { isIPv4 } from 'node:net';
import {
  type AddressFamily,
  Addrinfo,
  AF_INET,
  SO_REUSEADDR,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
  Socket,
  TcpServer,
  TcpSocket,
  UdpSocket,
  type WaitOptions,
} from '../../socket/index.ts';
import { traceDescriptor, untraceDescriptor } from '../base/untraced.ts';
import type { Table } from '../draw/table.ts';
import { NetworkSetup } from '../system/rtnetlink.ts';
import { SockDiag } from '../system/sock-diag.ts';
import { type BlockOptions, Firewall, type Rule } from './firewall.ts';
import type { Link, LinkedHost } from './link.ts';
import { type PingOptions, type PingRow, pingFrom } from './ping.ts';
import type { HostHolder, ProgramResult, Refusal } from './protocol.ts';
import { Relay } from './relay.ts';
import { type HopRow, type TracerouteOptions, tracerouteFrom } from './traceroute.ts';

/** An interface of a host, at one end of a link. */
export interface HostInterface {
  /** `eth0` and so on, in the order of the links. */
  readonly device: string;
  readonly address: string;
  readonly hardwareAddress: string;
  readonly link: Link;
}

/** The lab, as its hosts see it. */
export interface HostLab {
  readonly holder: HostHolder;
  /** Takes a socket over, which is closed with the lab at the latest. */
  keep(socket: Socket): void;
  /** The address of a host, the nearest to `from` where it has several. */
  resolve(name: string, from: Host): string;
}

/** A peer of a connection: the name or the address of a host, and a port. */
export interface HostTarget {
  readonly host: string | Host;
  readonly port: number;
}

/** The place of a server on its host. */
export interface HostServerOptions {
  /** The address to listen at; all of the host's unless told. */
  readonly address?: string;
  /** The most connections that may queue. */
  readonly backlog?: number;
}

/** Input and time of a program. */
export interface RunOptions {
  readonly input?: string;
  /** The time after which it is ended, in milliseconds; 10,000 unless told. */
  readonly timeout?: number;
}

/** A machine with a network of its own. */
export class Host implements LinkedHost {
  readonly name: string;
  /** True for one that passes packets of others on. */
  readonly isRouter: boolean;
  readonly interfaces: HostInterface[] = [];
  /** Reads the interfaces and routes of this host, for the instruments. */
  readonly network: NetworkSetup;
  /** Reads the table of sockets of this host, for the instruments. */
  readonly sockets: SockDiag;
  readonly #lab: HostLab;
  readonly #firewall = new Firewall((rules) => this.#applyRules(rules));

  /** Made by {@link Lab.host}. */
  constructor(
    name: string,
    options: {
      readonly lab: HostLab;
      readonly isRouter: boolean;
      readonly network: Socket;
      readonly sockets: Socket;
    },
  ) {
    this.name = name;
    this.isRouter = options.isRouter;
    this.network = new NetworkSetup(options.network);
    this.#lab = options.lab;
    this.sockets = new SockDiag({
      ...{ host: name, socket: options.sockets, isStandIn: this.#relay !== undefined },
    });
  }

  /**
   * Its address: that of its first interface.
   *
   * @throws Error where no link ends here
   */
  get address(): string {
    const [first] = this.interfaces;
    if (first === undefined) throw new Error(`${this.name} has no address: no link ends there`);
    return first.address;
  }

  /** The addresses of all its interfaces. */
  get addresses(): readonly string[] {
    return this.interfaces.map(({ address }) => address);
  }

  /**
   * Makes a socket on this host. It stays there, whoever uses it, and every call works on it.
   *
   * @example
   * const listener = await bob.socket(AF_INET, SOCK_STREAM);
   * listener.bind(Addrinfo.tcp(bob.address, 80));
   */
  async socket(
    domain: AddressFamily = AF_INET,
    type: number = SOCK_STREAM,
    protocol = 0,
  ): Promise<Socket> {
    return this.#keep(await this.#descriptor(domain, type, protocol), (own) => Socket.fromFd(own));
  }

  /**
   * A server of TCP at all addresses of this host, or at one.
   *
   * Fails as {@link TcpServer} does.
   */
  async tcpServer(
    port: number,
    { address = '0.0.0.0', backlog = SOMAXCONN }: HostServerOptions = {},
  ): Promise<TcpServer> {
    const socket = await this.#tcpSocket();
    try {
      socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
      this.#bind(socket, address, port);
      socket.listen(backlog);
      return new TcpServer(socket);
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /**
   * Connects from this host over TCP.
   *
   * Fails as {@link TcpSocket.connect} does.
   */
  async connect(target: HostTarget, options: WaitOptions = {}): Promise<TcpSocket> {
    const to = Addrinfo.tcp(this.resolve(target.host), target.port);
    const socket = await this.#tcpSocket();
    try {
      if (this.#relay) this.#bind(socket, this.#addressTowards(to.ipAddress), 0);
      await socket.connect(to, options);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /** A socket of UDP at all addresses of this host; port 0 is any free one. */
  async udp(port = 0): Promise<UdpSocket> {
    if (this.#relay) return this.#relayed(this.#relay, port);
    const socket = this.#keep(await this.#descriptor(AF_INET, SOCK_DGRAM), (own) =>
      UdpSocket.fromFd(own),
    );
    try {
      socket.bind(Addrinfo.udp('0.0.0.0', port));
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  /**
   * The address of a host of this lab by its name: the one on a link that both share, if there is
   * one.
   *
   * @throws Error for a name that is neither a host nor an address
   */
  resolve(name: string | Host): string {
    if (name instanceof Host) return this.#lab.resolve(name.name, this);
    return isIPv4(name) ? name : this.#lab.resolve(name, this);
  }

  /** Asks a host for an echo, as `ping` does: who answers, and after what time. */
  ping(target: string | Host, options: PingOptions = {}): Promise<Table<PingRow>> {
    return pingFrom(this, this.resolve(target), options);
  }

  /** Finds the routers on the way to a host, as `traceroute` does. */
  traceroute(target: string | Host, options: TracerouteOptions = {}): Promise<Table<HopRow>> {
    return tracerouteFrom(this, this.resolve(target), options);
  }

  /**
   * Adds a route: packets to `destination` go to a router.
   *
   * @param destination a network such as `10.0.2.0/24`, or `default`
   * @example
   * await alice.route('default', router);
   */
  async route(destination: string, via: string | Host): Promise<void> {
    await this.#lab.holder.ask('addRoute', {
      ...{ host: this.name, destination, by: { via: this.resolve(via) } },
    });
  }

  /** Adds a route that refuses: without a word, or with an ICMP error. */
  async refuse(destination: string, refuse: Refusal = 'unreachable'): Promise<void> {
    await this.#lab.holder.ask('addRoute', { host: this.name, destination, by: { refuse } });
  }

  /** Removes a route that {@link Host.route} added, or {@link Host.refuse}. */
  async removeRoute(destination: string, by: string | Host | { refuse: Refusal }): Promise<void> {
    const way = typeof by === 'string' || by instanceof Host ? { via: this.resolve(by) } : by;
    await this.#lab.holder.ask('removeRoute', { host: this.name, destination, by: way });
  }

  /**
   * Adds a rule to this host's firewall: for packets that it receives, and those that it passes on.
   *
   * @throws Error where nft(8) is not installed
   * @example
   * const rule = await router.block({ protocol: 'tcp', port: 80, how: 'drop' });
   * await rule.remove();
   */
  block(options: BlockOptions): Promise<Rule> {
    return this.#firewall.block(options);
  }

  /**
   * Lets packets that leave by a link carry this router's address there, as a router at home does,
   * so that the hosts behind it need no address that the others know.
   *
   * @throws Error where nft(8) is not installed
   */
  nat(link: Link): Promise<Rule> {
    return this.#firewall.masquerade(this.#interfaceAt(link).device);
  }

  /** Sends what arrives for a port of this router by a link on to a host behind it. */
  forwardPort(link: Link, port: number, to: HostTarget): Promise<Rule> {
    const target = `${this.resolve(to.host)}:${to.port}`;
    return this.#firewall.forwardPort(this.#interfaceAt(link).device, port, target);
  }

  /** The connections that this router's NAT and firewall know, a line each as the kernel has it. */
  async connections(): Promise<readonly string[]> {
    const path = '/proc/thread-self/net/nf_conntrack';
    const { value } = await this.#lab.holder.ask('read', { host: this.name, path });
    return value.split('\n').filter(Boolean);
  }

  /**
   * Runs a program on this host, such as `curl`. It knows the hosts of the lab by their names, and
   * ends with the lab at the latest.
   */
  async run(command: readonly string[], options: RunOptions = {}): Promise<ProgramResult> {
    const { input = '', timeout = 10_000 } = options;
    const { value } = await this.#lab.holder.ask('run', {
      ...{ host: this.name, command, input, timeout },
    });
    return value;
  }

  toString(): string {
    return this.name;
  }

  /** The relay that stands in for this host, where one does. */
  get #relay(): Relay | undefined {
    const { holder } = this.#lab;
    return holder instanceof Relay ? holder : undefined;
  }

  async #tcpSocket(): Promise<TcpSocket> {
    if (this.#relay === undefined) {
      const descriptor = await this.#descriptor(AF_INET, SOCK_STREAM);
      return this.#keep(descriptor, (own) => TcpSocket.fromFd(own));
    }
    const socket = new TcpSocket(AF_INET, SOCK_STREAM);
    this.#lab.keep(socket);
    return socket;
  }

  /** Binds a socket; with a relay to an address of a link, where a cut finds it. */
  #bind(socket: TcpSocket, address: string, port: number): void {
    const relay = this.#relay;
    const own = relay && address === '0.0.0.0' ? this.address : address;
    socket.bind(Addrinfo.tcp(own, port));
    relay?.applyCuts();
  }

  /** Its address on the link that it shares with the host of another address. */
  #addressTowards(address: string): string {
    const shares = ({ link }: HostInterface) =>
      link.hosts.some(({ addresses }) => addresses.includes(address));
    return this.interfaces.find(shares)?.address ?? this.address;
  }

  async #descriptor(domain: AddressFamily, type: number, protocol = 0): Promise<number> {
    const { descriptors } = await this.#lab.holder.ask('socket', {
      ...{ host: this.name, domain, type, protocol },
    });
    return descriptors[0] ?? -1;
  }

  async #relayed(relay: Relay, port: number): Promise<UdpSocket> {
    const socket = new UdpSocket({ host: relay.addressOf(this.name), port });
    try {
      await relay.serve(this.name, socket.localAddress.ipPort);
      this.#lab.keep(socket);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  #keep<Kept extends Socket>(descriptor: number, fromFd: (descriptor: number) => Kept): Kept {
    // The holder has made it: the questions of fromFd() are none of the lesson's calls.
    untraceDescriptor(descriptor);
    try {
      const socket = fromFd(descriptor);
      this.#lab.keep(socket);
      return socket;
    } finally {
      traceDescriptor(descriptor);
    }
  }

  #interfaceAt(link: Link): HostInterface {
    const found = this.interfaces.find((each) => each.link === link);
    if (found === undefined) throw new Error(`${this.name} is at no end of ${link.name}`);
    return found;
  }

  async #applyRules(rules: string): Promise<void> {
    let result: ProgramResult;
    try {
      result = await this.run(['nft', '-f', '-'], { input: rules });
    } catch (error) {
      if (Object(error).code !== 'ENOENT') throw error;
      throw new Error(
        'A firewall needs nft(8) of nftables, which is not installed: run .ci/apt.sh, or let a route refuse with refuse()',
      );
    }
    if (result.status !== 0) throw new Error(`nft refused the rules: ${result.stderr.trim()}`);
  }
}
