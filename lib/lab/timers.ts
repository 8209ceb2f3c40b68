/** Finds the timers that a scope starts: the only resources Node publishes on no channel. */

import { createHook } from 'node:async_hooks';
import { timerResource } from './node-resources.ts';
import { Scope } from './scope.ts';

const finished = new Map<number, () => void>();
let watchers = 0;

const hook = createHook({
  init(id, type, _trigger, resource) {
    if (type !== 'Timeout') return;
    const scope = Scope.current();
    if (!scope) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    finished.set(id, resolve);
    // Node documents that a hook of type Timeout gets the object that setTimeout() returns.
    scope.add(timerResource(resource as NodeJS.Timeout, promise));
  },
  destroy(id) {
    finished.get(id)?.();
    finished.delete(id);
  },
  trackPromises: false,
});

/** Tracks timers until the function it returns is called. Costs nothing while nobody watches. */
export function watchTimers(): () => void {
  if (watchers++ === 0) hook.enable();
  let watching = true;
  return () => {
    if (!watching) return;
    watching = false;
    if (--watchers === 0) {
      hook.disable();
      for (const finish of finished.values()) finish();
      finished.clear();
    }
  };
}
