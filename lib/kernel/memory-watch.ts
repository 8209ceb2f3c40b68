/**
 * Notices that a cell is about to fill the heap. V8 ends a process that has no room left, with all that
 * a learner has in it; a cell that is interrupted before is one failed cell.
 */

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Time between two looks at the size of the process, in milliseconds. */
const interval = 100;
/** The part of the limit from which on memory is full, and how much more is full anew. */
const full = { first: 0.9, more: 0.2 } as const;
/** Node's own limit, in bytes, on a machine that has plenty. */
const usualLimit = 4 * 2 ** 30;
const bytesPerPage = 4096;
const measureSymbol = 'wirebook.measureHeap';

/** What is told of a heap that fills. */
export interface FullHeap {
  /** Bytes of the values that are still within reach. */
  readonly used: number;
  /** The most bytes that they may have. */
  readonly limit: number;
}

/**
 * The most bytes that the values of a notebook may have: a part of what V8 has room for, since a cell
 * computes on for a while before it can be stopped.
 */
export function memoryLimit(): number {
  return Math.min(usualLimit, getHeapStatistics().heap_size_limit / 2);
}

/** Lets another thread ask the main thread how full its heap is, even while a cell computes. */
export function letHeapBeMeasured(): void {
  let collect: (() => void) | undefined;
  const measure = (threshold: number) => {
    if (getHeapStatistics().used_heap_size < threshold) return 0;
    // Part of it may be garbage that V8 has not needed to collect so far.
    collect ??= garbageCollector();
    collect();
    return getHeapStatistics().used_heap_size;
  };
  Object.defineProperty(globalThis, Symbol.for(measureSymbol), { value: measure });
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc');
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}

/**
 * Watches the main thread's heap from another thread, until that ends.
 *
 * @param limit the most bytes that its values may have
 * @param onFull called while there still is some room, and again only when more is used than after it
 */
export function watchMemory(limit: number, onFull: (heap: FullHeap) => Promise<void>): void {
  let threshold = full.first * limit;
  let isLooking = false;
  const look = async () => {
    // The process has the heap and more: reading its size costs next to nothing.
    if (isLooking || residentBytes() < threshold) return;
    isLooking = true;
    const inspector = new Session();
    inspector.connectToMainThread();
    try {
      const measure = async (least: number) => {
        const expression = `globalThis[Symbol.for('${measureSymbol}')]?.(${least})`;
        const { result } = await inspector.post('Runtime.evaluate', { expression });
        return Number(result.value);
      };
      const used = await measure(threshold);
      if (used < threshold) return;
      await onFull({ used, limit });
      threshold = Math.max(full.first * limit, (await measure(0)) + full.more * limit);
    } finally {
      inspector.disconnect();
      isLooking = false;
    }
  };
  setInterval(() => {
    // An inspector that goes away with the process is no news.
    look().catch(() => {});
  }, interval).unref();
}

function residentBytes(): number {
  return Number(readFileSync('/proc/self/statm', 'latin1').split(' ')[1]) * bytesPerPage;
}
