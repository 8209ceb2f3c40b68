/** The choice of a route of exercise 19, step by step: a wrong answer is one that takes a step wrongly. */

export interface Route {
  readonly to: string;
  readonly via: string;
  readonly metric: number;
}

export class Chooser {
  numberOf(address: string): number {
    return address.split('.').reduce((sum, byte) => ((sum << 8) | Number(byte)) >>> 0, 0);
  }

  maskOf(length: number): number {
    return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
  }

  lengthOf({ to }: Route): number {
    return to === 'default' ? 0 : Number(to.split('/')[1]);
  }

  fits(route: Route, destination: string): boolean {
    const mask = this.maskOf(this.lengthOf(route));
    const network = route.to === 'default' ? 0 : this.numberOf(route.to.split('/')[0] ?? '');
    return (network & mask) === (this.numberOf(destination) & mask);
  }

  isBetter(one: Route, other: Route): boolean {
    const more = this.lengthOf(one) - this.lengthOf(other);
    return more > 0 || (more === 0 && one.metric < other.metric);
  }

  choose(routes: readonly Route[], destination: string): string | undefined {
    let best: Route | undefined;
    for (const route of routes) {
      if (!this.fits(route, destination)) continue;
      if (best === undefined || this.isBetter(route, best)) best = route;
    }
    return best?.via;
  }
}

/** The function of the exercise that chooses by such steps. */
export function routeAnswer(
  Kind: new () => Chooser,
): (routes: readonly Route[], destination: string) => string | undefined {
  return (routes, destination) => new Kind().choose(routes, destination);
}
