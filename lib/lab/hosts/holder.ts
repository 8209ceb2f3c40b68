/** The process that holds the hosts, as the notebook's process sees it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot, entryPoint } from '../../base/paths.ts';
import { withTimeout } from '../../base/with-timeout.ts';
import { AF_UNIX, cmsgSpace, SOCK_SEQPACKET, Socket } from '../../socket/index.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { traceDescriptor, untraceDescriptor } from '../base/untraced.ts';
import {
  type Answer,
  type Answered,
  type ArgumentOf,
  type HolderCalls,
  type HostHolder,
  maxMessage,
} from './protocol.ts';
import { NamespacesRefused } from './refusal.ts';

/**
 * Programs on the hosts read names from an /etc/hosts and an /etc/resolv.conf of their own. The files
 * lie on a file system in memory that nothing else can reach. Services of this machine that would ask
 * the real network for a name are out of their reach.
 */
const ownFiles = `
if mount -t tmpfs lab /mnt; then
  cp /etc/hosts /mnt/hosts && mount --bind /mnt/hosts /etc/hosts && export WIREBOOK_OWN_HOSTS=1
  : > /mnt/resolv.conf && mount --bind /mnt/resolv.conf /etc/resolv.conf && export WIREBOOK_OWN_RESOLVER=1
  for service in /run/systemd/resolve/io.systemd.Resolve /run/nscd/socket; do
    [ ! -e "$service" ] || mount --bind /dev/null "$service"
  done
  umount -l /mnt
fi
exec "$@"`;

/** Makes the namespaces; with the last one, no program outlives the process that holds the hosts. */
const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child'] as const;

/** Ways to be allowed to: as any user who is root in a namespace of users, or as root. */
const ways = [['--user', '--map-root-user'], []] as const;

/** The copy of unshare(1) that AppArmor lets make them, where `.devcontainer/allow-captures.sh` was run. */
const ownUnshare = join(courseRoot, 'node_modules', '.wirebook', 'unshare');

/** The timeout until all is over once the line is closed, in milliseconds. */
const endTimeout = 2000;

/** An open line to the process that holds the hosts. */
export class Holder implements HostHolder {
  readonly #child: ChildProcess;
  readonly #line: Socket;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answered<never>>>();
  #isReading = false;
  #count = 0;

  private constructor(child: ChildProcess, line: Socket) {
    this.#child = child;
    this.#line = line;
  }

  /**
   * Starts the process.
   *
   * @throws NamespacesRefused with the command that mends it where this machine allows no namespaces
   */
  static async start(): Promise<Holder> {
    let complaint = '';
    for (const way of ways) {
      const holder = Holder.#spawn(way);
      const ready = await holder.#answers();
      if (ready === undefined) return holder;
      complaint ||= ready;
      await holder.close();
      // Only root may do without a namespace of users.
      if (process.geteuid?.() !== 0) break;
    }
    throw new NamespacesRefused(complaint);
  }

  static #spawn(way: readonly string[]): Holder {
    return ResourceScope.outside(() => {
      const [line, theirs] = Socket.pair(AF_UNIX, SOCK_SEQPACKET);
      untraceDescriptor(line.fileno());
      const program = [process.execPath, entryPoint(import.meta.url, './holder-main')];
      const command = [...way, ...namespaces, 'sh', '-c', ownFiles, 'sh', ...program];
      const child = spawn(existsSync(ownUnshare) ? ownUnshare : 'unshare', command, {
        stdio: ['ignore', 'ignore', 'pipe', theirs.fileno()],
        // Out of reach of Ctrl-C, which is for the cell.
        detached: true,
      });
      theirs.close();
      child.unref();
      return new Holder(child, line);
    });
  }

  /** Calls the process that holds the hosts. */
  async ask<Call extends keyof HolderCalls>(
    call: Call,
    argument: ArgumentOf<Call>,
  ): Promise<Answered<Call>> {
    this.#count += 1;
    const id = this.#count;
    const answered = Promise.withResolvers<Answered<never>>();
    this.#waiting.set(id, answered);
    return ResourceScope.outside(async () => {
      try {
        await this.#line.sendMessage(JSON.stringify({ id, call, argument }));
      } catch {
        throw ended();
      }
      void this.#read();
      return answered.promise;
    });
  }

  /** Ends the process and all hosts. */
  async close(): Promise<void> {
    const fd = this.#line.fileno();
    this.#line.close();
    if (fd >= 0) traceDescriptor(fd);
    const child = this.#child;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    await withTimeout(once(child, 'exit'), {
      milliseconds: endTimeout,
      onTimeout: () => child.kill('SIGKILL'),
    });
  }

  /** Tells why the process does not answer, where it does not. */
  async #answers(): Promise<string | undefined> {
    let said = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const failed = new Promise<string>((resolve) => {
      this.#child.on('error', (error) => resolve(error.message));
      this.#child.on('close', () => resolve(said.trim()));
    });
    const answered = this.ask('nameHosts', '').then(
      () => undefined,
      () => failed,
    );
    // Its line and its messages may end before it does: until then nothing else keeps this process alive.
    this.#child.ref();
    const result = await Promise.race([answered, failed]);
    this.#child.unref();
    if (result === undefined) this.#child.stderr?.destroy();
    return result;
  }

  /** Receives answers as long as one is awaited: a line that waits would keep the process alive. */
  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#waiting.size > 0) {
        const { data, control } = await this.#line.recvMessage({
          ...{ maxLength: maxMessage, controlLength: cmsgSpace(4 * 4) },
        });
        if (data.length === 0) break;
        const answer = JSON.parse(data.toString()) as Answer;
        const waiting = this.#waiting.get(answer.id);
        this.#waiting.delete(answer.id);
        const descriptors = control.flatMap((each) => each.descriptors ?? []);
        if ('error' in answer) {
          const { message, code } = answer.error;
          waiting?.reject(Object.assign(new Error(message), code === undefined ? {} : { code }));
        } else waiting?.resolve({ value: answer.value as never, descriptors });
      }
    } catch {
      // A process that is killed resets the line.
    } finally {
      this.#isReading = false;
      for (const waiting of this.#waiting.values()) waiting.reject(ended());
      this.#waiting.clear();
    }
  }
}

function ended(): Error {
  return new Error(
    'The hosts of this lab are gone, since the process that held them has ended: open the lab again',
  );
}
