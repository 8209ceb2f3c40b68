/**
 * The built-in functions that the kernel stands on. Cells run in its realm, and one that replaces
 * `JSON.stringify` or `Array.prototype.push` would silence it.
 *
 * This file calls nothing that a cell could have replaced: only functions that were taken at the start.
 */

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { is } = Object;

/** A property of a built-in object as it was at the start. */
interface Original {
  readonly owner: object;
  readonly key: PropertyKey;
  /** Missing where the property is inherited. */
  readonly descriptor: PropertyDescriptor | undefined;
  readonly name: string;
}

/** Their own properties, and those of their prototypes, are looked after. */
const owners =
  'AbortController AggregateError Array ArrayBuffer Atomics BigInt Boolean Buffer Date Error ' +
  'Function Int32Array Intl JSON Map Math Number Object Promise Proxy RangeError Reflect RegExp Set ' +
  'SharedArrayBuffer String Symbol SyntaxError TextDecoder TypeError URL Uint8Array WeakMap WeakRef ' +
  'WeakSet';
const functions =
  'clearImmediate clearTimeout globalThis process queueMicrotask setImmediate setTimeout structuredClone';

let originals: readonly Original[] = [];

/** Remembers all of it as it is now: after the session has put its own functions among them. */
export function rememberIntrinsics(): void {
  const names = owners.split(' ');
  originals = [
    ...[...names, ...functions.split(' ')].flatMap((key) => original(globalThis, key, key)),
    ...names.flatMap((name) => {
      const owner = Reflect.get(globalThis, name) as { readonly prototype?: object };
      const { prototype } = owner;
      return [
        ...propertiesOf(owner, name),
        ...(prototype === undefined ? [] : propertiesOf(prototype, `${name}.prototype`)),
      ];
    }),
    ...propertiesOf(Object.getPrototypeOf(Uint8Array.prototype), 'TypedArray.prototype'),
    ...propertiesOf(Object.getPrototypeOf([][Symbol.iterator]()), 'the iterator of arrays'),
    ...['emit', 'nextTick', 'on', 'once', 'send'].map((key) => ({
      ...{ owner: process, key, name: `process.${key}` },
      descriptor: getOwnPropertyDescriptor(process, key),
    })),
  ];
}

function propertiesOf(owner: object, name: string): readonly Original[] {
  return ownKeys(owner).flatMap((key) => original(owner, key, `${name}.${String(key)}`));
}

function original(owner: object, key: PropertyKey, name: string): readonly Original[] {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  // Data of Node, such as the state of a pool, is no function that the kernel calls.
  const isFunction = typeof (descriptor?.value ?? descriptor?.get) === 'function';
  const isObject = typeof descriptor?.value === 'object' && owner === globalThis;
  return descriptor !== undefined && (isFunction || isObject)
    ? [{ owner, key, descriptor, name }]
    : [];
}

/**
 * Puts back what a cell has replaced or deleted.
 *
 * @returns the name of the first of it, such as `JSON.stringify`
 */
export function restoreIntrinsics(): string | undefined {
  let first: string | undefined;
  for (let index = 0; index < originals.length; index += 1) {
    const entry = originals[index];
    if (entry === undefined) continue;
    const { owner, key, descriptor, name } = entry;
    const now = getOwnPropertyDescriptor(owner, key);
    if (isSame(now, descriptor)) continue;
    const isBack =
      descriptor === undefined
        ? deleteProperty(owner, key)
        : defineProperty(owner, key, descriptor);
    if (isBack) first ??= name;
  }
  return first;
}

function isSame(
  one: PropertyDescriptor | undefined,
  other: PropertyDescriptor | undefined,
): boolean {
  if (one === undefined || other === undefined) return one === other;
  return is(one.value, other.value) && one.get === other.get && one.set === other.set;
}
