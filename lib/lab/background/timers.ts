/** Finds the timers that a scope starts: the only resources Node publishes on no channel. */

import { createHook } from 'node:async_hooks';
import { beforeForceSymbol } from '../base/host.ts';
import { ResourceScope } from '../base/resource-scope.ts';
import { timerResource } from './node-resources.ts';

const finished = new Map<number, () => void>();
let watchers = 0;

const hook = createHook({
  init(id, type, _trigger, resource) {
    if (type !== 'Timeout') return;
    const scope = ResourceScope.current();
    if (!scope) return;
    const gone = Promise.withResolvers<void>();
    finished.set(id, gone.resolve);
    // Node documents that a hook of type Timeout gets the object that setTimeout() returns.
    scope.add(timerResource(resource as NodeJS.Timeout, gone));
  },
  destroy(id) {
    finished.get(id)?.();
    finished.delete(id);
  },
  trackPromises: false,
});

/**
 * Stops watching until the next turn of the event loop. While a hook is enabled Node ends the whole
 * process where a callback was ended by force and left its asynchronous context open.
 */
function lookAway(): void {
  if (watchers === 0) return;
  hook.disable();
  setImmediate(() => {
    if (watchers > 0) hook.enable();
  });
}

Object.assign(globalThis, { [Symbol.for(beforeForceSymbol)]: lookAway });

/** Tracks timers until the returned function is called. Costs nothing while none are tracked. */
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
