/** The process of a kernel, and the connection file it is started with. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { courseRoot } from '../../lib/base/paths.ts';
import { kernelCommand } from '../../lib/kernel/kernelspec.ts';

/** The program of a kernel and its arguments, `{connection_file}` among them. */
export type KernelCommand = readonly string[];

/** The course's kernel as it was built: with its snapshot, where that was made. */
export const ownKernel: KernelCommand = [process.execPath, ...kernelCommand.slice(1)];

/** The start of a kernel. */
export interface StartOptions {
  readonly command?: KernelCommand;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ports of shell, control, stdin, iopub and heartbeat; free ones by default. */
  readonly ports?: readonly number[];
  /** The keys of CurveZMQ, where messages are to be encrypted. */
  readonly curve?: CurveKeys;
}

/** A pair of keys of CurveZMQ, each in 40 characters. */
export interface CurveKeys {
  readonly publicKey: string;
  readonly secretKey: string;
}

/**
 * The loopback address of this process alone: several of them, which start kernels at the same time,
 * cannot find the same port free.
 */
export const ownAddress: string = [
  127,
  64 + ((process.pid >> 16) & 63),
  (process.pid >> 8) & 255,
  process.pid & 255,
].join('.');

const channels = ['shell', 'control', 'stdin', 'iopub', 'hb'] as const;

/** Starts a kernel. */
export async function startKernelProcess(options: StartOptions = {}): Promise<KernelProcess> {
  return new KernelProcess(options.ports ?? (await freePorts(channels.length)), options);
}

export class KernelProcess {
  readonly child: ChildProcess;
  /** The kernel's own standard error. */
  stderr = '';
  /** The key that its messages are signed with. */
  readonly key: string = randomUUID();
  /** Rejects when the process ends. */
  readonly ended: Promise<never>;
  /** Its ports, one a channel. */
  readonly ports: readonly number[];
  readonly curve: CurveKeys | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'kernel-'));

  constructor(
    ports: readonly number[],
    { command = ownKernel, cwd = courseRoot, env = {}, curve }: StartOptions,
  ) {
    this.ports = ports;
    this.curve = curve;
    const file = join(this.#folder, 'connection.json');
    const listed = channels.map((channel, index) => [`${channel}_port`, ports[index]]);
    const connection = {
      transport: 'tcp',
      ip: ownAddress,
      ...Object.fromEntries(listed),
      key: this.key,
      signature_scheme: 'hmac-sha256',
      ...(curve && { curve_publickey: curve.publicKey, curve_secretkey: curve.secretKey }),
    };
    writeFileSync(file, JSON.stringify(connection));
    const [program = '', ...args] = command.map((part) => part.replace('{connection_file}', file));
    this.child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = once(this.child, 'exit').then(([code, signal]) => {
      throw new Error(`the kernel ended with ${signal ?? code}: ${this.stderr}`);
    });
    // A kernel that no test waits for may end.
    this.ended.catch(() => {});
  }

  /** Resolves once its standard error has this text, which may arrive after its messages. */
  async said(text: string): Promise<void> {
    while (!this.stderr.includes(text)) {
      await Promise.race([once(this.child.stderr as NodeJS.ReadableStream, 'data'), this.ended]);
    }
  }

  /** The address of a channel. */
  address(channel: (typeof channels)[number]): string {
    return `tcp://${ownAddress}:${this.ports[channels.indexOf(channel)]}`;
  }

  /** Ends it by force, if it still runs. */
  close(): void {
    this.child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Ports that were given away: kernels that start at the same time have bound none of theirs so far. */
const given = new Set<number>();

/**
 * Free ports of this process's address, from below those that Linux gives to connections: a client
 * that tries a port of that range until a server listens there gets, once in 28,000 tries, that very
 * port for its own end, is connected to itself, and keeps the port from the server.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(10_000, 32_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer().listen(port, ownAddress);
    try {
      await once(server, 'listening');
    } catch {
      continue; // Another process has it, whatever else the error says.
    }
    await server[Symbol.asyncDispose]();
    ports.push(port);
  }
  return ports;
}
