/** The list of ports of exercise 20, step by step: a wrong answer is one that takes a step wrongly. */

export class Reader {
  readonly most: number = 1024;

  parts(text: string): readonly string[] {
    return text.split(',');
  }

  form(): RegExp {
    return /^([1-9][0-9]{0,4})(?:-([1-9][0-9]{0,4}))?$/;
  }

  isFit(first: number, last: number): boolean {
    return first <= last && last <= 65_535;
  }

  range(part: string): readonly number[] {
    const found = this.form().exec(part);
    const first = Number(found?.[1]);
    const last = Number(found?.[2] ?? first);
    if (found === null || !this.isFit(first, last)) return this.refuse(part);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
  }

  refuse(part: string): readonly number[] {
    throw new RangeError(`no ports: ${part}`);
  }

  order(ports: readonly number[]): number[] {
    return [...new Set(ports)].sort((one, other) => one - other);
  }

  read(text: string): number[] {
    const ports = this.order(this.parts(text).flatMap((part) => this.range(part)));
    if (ports.length > this.most) throw new RangeError('too many ports');
    return ports;
  }
}

/** The function of the exercise that reads by such steps. */
export function readerAnswer(Kind: new () => Reader): (text: string) => number[] {
  return (text) => new Kind().read(text);
}
