/** A link between hosts of a lab. */

import { Socket } from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { untraced } from '../base/untraced.ts';
import type { LinkEnd, RelayedLinks, Tappable } from '../capture/link-tap.ts';
import type { Network } from './addressing.ts';
import {
  checkConditions,
  describeConditions,
  type LinkConditions,
  type LinkCounts,
} from './conditions.ts';
import type { HostHolder } from './protocol.ts';
import { Relay } from './relay.ts';

/** A host, as its links see it. */
export interface LinkedHost {
  readonly name: string;
  readonly isRouter: boolean;
  readonly addresses: readonly string[];
  readonly interfaces: readonly {
    readonly address: string;
    readonly hardwareAddress: string;
    readonly link: Link;
  }[];
}

/** A cable between two hosts, or a switch between more: frames go from each end to the others. */
export class Link implements Tappable {
  readonly hosts: readonly LinkedHost[];
  readonly network: Network;
  /** Numbers the links of a lab, from 1. */
  readonly number: number;
  readonly #holder: HostHolder;
  #conditions: LinkConditions = {};
  #isCut = false;

  /** Made by {@link Lab.link}. */
  constructor(
    holder: HostHolder,
    options: {
      readonly number: number;
      readonly hosts: readonly LinkedHost[];
      readonly network: Network;
    },
  ) {
    this.#holder = holder;
    this.number = options.number;
    this.hosts = options.hosts;
    this.network = options.network;
  }

  /** The names of the hosts that it joins: `alice–bob`. */
  get name(): string {
    return this.hosts.map(({ name }) => name).join('–');
  }

  /** The conditions on the link. */
  get conditions(): LinkConditions {
    return this.#conditions;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** Changes the conditions; those that are not named stay as they are. */
  async set(conditions: LinkConditions): Promise<void> {
    const all = { ...this.#conditions, ...conditions };
    checkConditions(all);
    await this.#holder.ask('setLink', { number: this.number, conditions: all });
    this.#conditions = all;
  }

  /** Breaks the cable: from now on nothing arrives, and no end is told. */
  async cut(): Promise<void> {
    await this.#cut(true);
  }

  /** Mends the cable. */
  async mend(): Promise<void> {
    await this.#cut(false);
  }

  /** The frames so far, counted while the link does more than carry. */
  async counts(): Promise<LinkCounts> {
    return (await this.#holder.ask('countLink', this.number)).value;
  }

  get hostNames(): readonly string[] {
    return this.hosts.map(({ name }) => name);
  }

  /** The most time that a frame is under way, in milliseconds: without the time in a full queue. */
  get travelTime(): number {
    const { delay = 0, jitter = 0 } = this.#conditions;
    return delay + jitter;
  }

  get relay(): RelayedLinks | undefined {
    return this.#holder instanceof Relay ? this.#holder.packetsOn(this.number) : undefined;
  }

  openTaps(): Promise<readonly LinkEnd[]> {
    return Promise.all(
      this.hosts.map(async ({ name, interfaces }, place) => {
        const { descriptors } = await this.#holder.ask('tapLink', { number: this.number, place });
        const own = interfaces.find(({ link }) => link === this);
        return {
          link: this.name,
          host: name,
          hardwareAddress: own?.hardwareAddress ?? '',
          socket: ResourceScope.outside(() => untraced(() => Socket.fromFd(descriptors[0] ?? -1))),
        };
      }),
    );
  }

  toString(): string {
    const conditions = [describeConditions(this.#conditions), this.#isCut ? 'cut' : ''];
    return [this.name, ...conditions.filter(Boolean)].join(', ');
  }

  async #cut(isCut: boolean): Promise<void> {
    await this.#holder.ask('cutLink', { number: this.number, isCut });
    this.#isCut = isCut;
  }
}
