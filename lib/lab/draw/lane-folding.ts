/** The lanes of connections' ends: where there are too many for a page, the last ones share one. */

import { textWidth } from './svg.ts';

/** A page has room for so many lanes, fewer where their names are long, in pixels. */
const maxLanes = 5;
const drawingWidth = 780;

/** An end that took part. */
export interface Participant {
  /** The address and port in one word. */
  readonly name: string;
  readonly role: 'client' | 'server';
}

/** A lane of the drawing, with the ends that it stands for. */
interface Lane {
  readonly name: string;
  readonly ends: readonly string[];
}

/** A lane for each end, clients first; where there are too many, the last ones of a role share one. */
export class LaneFolding {
  readonly #lanes: readonly Lane[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(all: readonly Participant[]) {
    this.#lanes = foldLanes(all);
    this.#places = new Map(
      this.#lanes.flatMap(({ ends }, lane) => ends.map((end) => [end, lane] as const)),
    );
  }

  /** The names of the lanes, with their roles in a second line. */
  get names(): readonly string[] {
    return this.#lanes.map(({ name }) => name);
  }

  placeOf(end: string): number {
    return this.#places.get(end) ?? 0;
  }

  /** A label that says the ports of those of its ends that share a lane. */
  label(text: string, ends: readonly string[]): string {
    const isShared = (end: string) => (this.#lanes[this.placeOf(end)]?.ends.length ?? 0) > 1;
    const ports = ends.filter(isShared).map((end) => end.slice(end.lastIndexOf(':')));
    return [...ports, text].join(' ');
  }
}

function foldLanes(all: readonly Participant[]): readonly Lane[] {
  const clients = all.filter(({ role }) => role === 'client');
  const servers = all.filter(({ role }) => role === 'server');
  const widest = Math.max(...all.map(({ name }) => textWidth(name, { isMono: true })));
  const most = Math.max(3, Math.min(maxLanes, Math.floor(drawingWidth / (widest + 26))));
  const forServers = Math.min(servers.length, Math.max(most - 2, most - clients.length));
  return [...lanesOf(clients, most - forServers), ...lanesOf(servers, forServers)];
}

function lanesOf(ends: readonly Participant[], most: number): readonly Lane[] {
  const alone = ends.length <= most ? ends : ends.slice(0, most - 1);
  const others = ends.slice(alone.length);
  return [
    ...alone.map(({ name, role }) => ({ name: `${name}\n${role}`, ends: [name] })),
    ...(others.length > 0
      ? [
          {
            name: `${others.length} more\n${others[0]?.role}s`,
            ends: others.map(({ name }) => name),
          },
        ]
      : []),
  ];
}
