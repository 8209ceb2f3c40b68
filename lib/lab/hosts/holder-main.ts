/**
 * The process that holds the hosts of a lab. It is root of a user namespace of its own, keeps one
 * network namespace for each host, and makes sockets there for the notebook. With the notebook's
 * process it ends, and with it all hosts.
 */

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Random } from '../../base/random.ts';
import {
  type AddressFamily,
  AF_INET,
  AF_NETLINK,
  AncillaryData,
  NETLINK_ROUTE,
  NETLINK_SOCK_DIAG,
  SO_TIMESTAMPNS,
  SOCK_DGRAM,
  SOCK_RAW,
  SOL_SOCKET,
  Socket,
} from '../../socket/index.ts';
import { inNetworkNamespace, openNetworkNamespace } from '../system/network-namespace.ts';
import { NetworkSetup, type RouteEntry } from '../system/rtnetlink.ts';
import { Cable } from './cable.ts';
import {
  type Answer,
  type HolderCalls,
  lineDescriptor,
  maxMessage,
  type ProgramRequest,
  type ProgramResult,
  type Request,
  type RouteRequest,
} from './protocol.ts';

/** A host, as this process has it. */
interface HeldHost {
  readonly namespace: number;
  readonly network: NetworkSetup;
  /** The names of its interfaces. */
  readonly devices: string[];
  forwards: boolean;
}

/** The result of a call, with sockets that go to the notebook. */
type Given<Value> = Value | { readonly value: Value; readonly sockets: readonly Socket[] };

type Calls = {
  readonly [Call in keyof HolderCalls]: (
    argument: Parameters<HolderCalls[Call]>[0],
  ) => Given<ReturnType<HolderCalls[Call]>> | Promise<Given<ReturnType<HolderCalls[Call]>>>;
};

/** The most characters of a program's output that are kept, of each kind. */
const maxOutput = 70_000;

const base = new NetworkSetup();
const hosts = new Map<string, HeldHost>();
const links = new Map<number, Cable>();
/**
 * The kernel begins to note the times of packets a moment after the first socket asks for them: this
 * one asks, so that the first capture has the time of each.
 */
const clock = new Socket(AF_INET, SOCK_DGRAM);
clock.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);

const calls: Calls = {
  openHost(name) {
    const namespace = openNetworkNamespace();
    const open = (service: number) => new Socket(AF_NETLINK, SOCK_RAW, service);
    const [own, ...given] = inNetworkNamespace(namespace, () => [
      ...[open(NETLINK_ROUTE), open(NETLINK_ROUTE), open(NETLINK_SOCK_DIAG)],
    ]);
    hosts.set(name, { namespace, network: new NetworkSetup(own), devices: [], forwards: false });
    return { value: undefined, sockets: given };
  },

  openLink({ number, ends, seed }) {
    const joined = ends.map((end) => ({ ...end, ...hostOf(end.host) }));
    links.set(number, new Cable(base, { number, ends: joined, random: new Random(seed) }));
    for (const { network, device, address, devices, forwards } of joined) {
      network.withoutIpv6(device);
      network.setUp(device);
      network.addAddress(device, address);
      if (forwards) network.setForwarding(device);
      devices.push(device);
    }
  },

  setLink: ({ number, conditions }) => linkOf(number).set(conditions),

  cutLink({ number, isCut }) {
    if (isCut) linkOf(number).cut();
    else linkOf(number).mend();
  },

  countLink: (number) => linkOf(number).counts(),

  tapLink: ({ number, place }) => ({ value: undefined, sockets: [linkOf(number).tap(place)] }),

  forward(name) {
    const host = hostOf(name);
    host.forwards = true;
    for (const device of host.devices) host.network.setForwarding(device);
  },

  addRoute: (route) => hostOf(route.host).network.addRoute(toEntry(route)),

  removeRoute: (route) => hostOf(route.host).network.removeRoute(toEntry(route)),

  socket({ host, domain, type, protocol }) {
    const make = () => new Socket(domain as AddressFamily, type, protocol);
    return { value: undefined, sockets: [inNetworkNamespace(hostOf(host).namespace, make)] };
  },

  run: runProgram,

  read: ({ host, path }) =>
    inNetworkNamespace(hostOf(host).namespace, () => readFileSync(path, 'utf8')),

  nameHosts(text) {
    // Only where the file is this lab's own: otherwise programs do without the names.
    if (process.env.WIREBOOK_OWN_HOSTS === '1') writeFileSync('/etc/hosts', text);
  },

  setResolver(text) {
    if (process.env.WIREBOOK_OWN_RESOLVER !== '1') {
      throw new Error(
        'This machine has no /etc/resolv.conf that a lab could put its own in place of',
      );
    }
    writeFileSync('/etc/resolv.conf', text);
  },
};

function hostOf(name: string): HeldHost {
  const host = hosts.get(name);
  if (host === undefined) throw new Error(`This lab has no host ${name}`);
  return host;
}

function linkOf(number: number): Cable {
  const link = links.get(number);
  if (link === undefined) throw new Error(`This lab has no link ${number}`);
  return link;
}

function toEntry({ destination, by }: RouteRequest): RouteEntry {
  if ('via' in by) return { destination, type: 'unicast', gateway: by.via };
  return { destination, type: by.refuse };
}

function runProgram({ host, command, input, timeout }: ProgramRequest): Promise<ProgramResult> {
  const [file = '', ...args] = command;
  const child = inNetworkNamespace(hostOf(host).namespace, () =>
    spawn(file, args, { timeout, killSignal: 'SIGKILL' }),
  );
  child.stdin.on('error', () => {}); // It may end without reading its input.
  child.stdin.end(input);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      if (said[name].length < maxOutput) said[name] += text.slice(0, maxOutput);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...said }));
  });
}

const line = Socket.fromFd(lineDescriptor);

for (;;) {
  const { data } = await line.recvMessage({ maxLength: maxMessage });
  // The notebook's process is gone.
  if (data.length === 0) process.exit();
  void answer(JSON.parse(data.toString()) as Request);
}

async function answer({ id, call, argument }: Request): Promise<void> {
  let sockets: readonly Socket[] = [];
  let reply: Answer;
  try {
    const given: unknown = await calls[call](argument as never);
    const { value, sockets: made } = Object(given);
    if (Array.isArray(made)) sockets = made;
    reply = { id, value: Array.isArray(made) ? value : given };
  } catch (error) {
    const { message = String(error), code } = Object(error);
    reply = { id, error: { message, code } };
  }
  const control = sockets.length === 0 ? {} : { control: [AncillaryData.rights(...sockets)] };
  await line.sendMessage(JSON.stringify(reply), control);
  for (const socket of sockets) socket.close();
}
