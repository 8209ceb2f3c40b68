/**
 * Calls functions of the C library. Only this file and those that build on it directly
 * (`libc.ts`, `libc-lookup.ts`, `pointer-structs.ts`, `loop-watch.ts`, `wake-thread.ts`) know the
 * foreign function interface.
 *
 * Calls with numbers, text and bytes alone may be made while a worker is being ended. All else that
 * koffi does (to declare a function or a type, to build or read an object) has to be `uninterrupted`.
 *
 * A call returns what the C function returns, or `-errno` when that is -1: the number is fetched
 * straight after the call, before anything else can overwrite it. While the diagnostics channel
 * `wirebook.syscall` has subscribers, each call is published there.
 */

import { channel } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import koffi from './koffi.ts';
import type { SystemCall } from './libc-types.ts';
import { uninterrupted } from './uninterrupted.ts';

type Library = ReturnType<typeof koffi.load>;
export type KoffiFunction = ReturnType<Library['func']>;

const calls = channel('wirebook.syscall');

/** The C library of this process. */
export const library = once(() => {
  if (process.platform === 'linux') return koffi.load(null);
  throw new Error(
    `Sockets of wirebook need Linux, and this is ${process.platform}: open the course in its devcontainer (in VS Code: "Dev Containers: Reopen in Container")`,
  );
});

/** Binds the C function that `signature` declares. */
export function call<A extends readonly unknown[]>(signature: string): (...args: A) => number {
  const name = signature.replace(/\(.*/, '').replace(/.* /, '');
  return bound(name, () => library().func(signature));
}

/** Binds a C function. It is looked up at its first call, so that importing stays cheap. */
export function bound<A extends readonly unknown[]>(
  name: string,
  find: () => KoffiFunction,
): (...args: A) => number {
  let native: ((...args: A) => number) | undefined;
  return (...args) => {
    // The signature in C stands beside the one in TypeScript; koffi checks each argument against it.
    native ??= uninterrupted(find) as unknown as (...args: A) => number;
    if (calls.hasSubscribers) return published(name, native, args);
    const result = native(...args);
    return result < 0 ? -koffi.errno() : result;
  };
}

function published<A extends readonly unknown[]>(
  name: string,
  native: (...args: A) => number,
  args: A,
): number {
  const startedAt = performance.now();
  const result = native(...args);
  const errno = result < 0 ? koffi.errno() : 0;
  const duration = performance.now() - startedAt;
  calls.publish({ name, args, result, errno, startedAt, duration } satisfies SystemCall);
  return result < 0 ? -errno : result;
}

/** Calls a function in a thread of Node's pool. */
export function inThread(native: KoffiFunction, ...args: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...args, (error: unknown, result: number) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** Makes a value of koffi's when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: uninterrupted(make) };
    return made.value;
  };
}
