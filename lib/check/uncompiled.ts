/** Functions that stand in for those of a cell that does not compile or never ends: it costs its own task alone. */

const errorName = 'UncompiledError';

/** The key of the stand-ins' maker, by which cells find it. */
const key = Symbol.for('wirebook.uncompiled');

const reasons: string[] = [];

/** A function that fails with the reason of the given number. */
function standIn(index: number): () => never {
  return () => {
    const error = new Error(reasons[index]);
    error.name = errorName;
    throw error;
  };
}

Object.assign(globalThis, { [key]: standIn });

/** Tells whether the check called a function of a cell that does not compile. */
export function isUncompiled(error: { readonly name: string }): boolean {
  return error.name === errorName;
}

/** The names that a cell declares at its top, by whether they are values. */
export function declaredNames(source: string): ReadonlyMap<string, 'value' | 'type'> {
  const declaration =
    /^(?:async )?(function|const|let|var|class|interface|type|enum)\b[ *]*([A-Za-z_$][\w$]*)/gm;
  return new Map(
    [...source.matchAll(declaration)].map(([, keyword, name = '']) => [
      name,
      keyword === 'interface' || keyword === 'type' ? 'type' : 'value',
    ]),
  );
}

/** A cell that declares `names` all the same: functions fail with the reason that `tell` gives. */
export function standInsFor(
  names: ReadonlyMap<string, 'value' | 'type'>,
  tell: (name: string) => string,
): string {
  const lines = [...names].map(([name, kind]) => {
    if (kind === 'type') return `type ${name} = any;`;
    const index = reasons.push(tell(name)) - 1;
    return `const ${name}: any = (globalThis as any)[Symbol.for('${key.description}')](${index});`;
  });
  return lines.join('\n');
}
