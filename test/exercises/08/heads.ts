/** The reader of heads of exercise 08, step by step: a wrong answer is one that takes a step wrongly. */

export interface ReadHead {
  readonly method: string;
  readonly target: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly body: number | 'chunked';
  readonly staysOpen: boolean;
}

export class HeadReader {
  readonly values = new Map<string, string[]>();
  method = '';
  target = '';
  isOld = false;

  read(head: string): ReadHead {
    const [requestLine = '', ...lines] = this.lines(head);
    this.request(requestLine);
    for (const line of lines) this.field(line);
    this.checkHost();
    this.checkBody(this.all('content-length'), this.all('transfer-encoding'));
    return {
      method: this.method,
      target: this.target,
      fields: this.fields(),
      body: this.body(),
      staysOpen: this.staysOpen(),
    };
  }

  lines(head: string): readonly string[] {
    return head.slice(0, -4).split('\r\n');
  }

  request(line: string): void {
    const found = this.requestPattern().exec(line);
    if (found === null) throw new Error('No request line');
    const [, method = '', target = '', minor] = found;
    this.method = method;
    this.target = target;
    this.isOld = minor === '0';
  }

  requestPattern(): RegExp {
    return /^([A-Z]+) (\/[^ \r\n]*) HTTP\/1\.([01])$/;
  }

  field(line: string): void {
    const [, name, value = ''] = this.fieldPattern().exec(line) ?? [];
    if (name === undefined) throw new Error('No field');
    this.add(this.key(name), value);
  }

  fieldPattern(): RegExp {
    return /^([a-z0-9_-]+):[ \t]*([^\r\n]*?)[ \t]*$/i;
  }

  key(name: string): string {
    return name.toLowerCase();
  }

  add(name: string, value: string): void {
    this.values.set(name, [...this.all(name), value]);
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  checkHost(): void {
    if (!this.isOld && this.all('host').length !== 1) throw new Error('Not exactly one Host');
  }

  checkBody(lengths: readonly string[], codings: readonly string[]): void {
    this.checkCounts(lengths, codings);
    for (const length of lengths) this.checkLength(length);
    for (const coding of codings) this.checkCoding(coding);
  }

  checkCounts(lengths: readonly string[], codings: readonly string[]): void {
    if (lengths.length + codings.length > 1) throw new Error('Two fields about the body');
  }

  checkLength(length: string): void {
    if (!/^\d{1,10}$/.test(length)) throw new Error('No length');
  }

  checkCoding(coding: string): void {
    if (this.isOld || coding.toLowerCase() !== 'chunked') throw new Error('No coding');
  }

  fields(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.values].map(([name, each]) => [name, each.join(', ')]));
  }

  body(): number | 'chunked' {
    if (this.all('transfer-encoding').length > 0) return 'chunked';
    return Number(this.all('content-length')[0] ?? 0);
  }

  staysOpen(): boolean {
    const words = this.all('connection')
      .join(',')
      .toLowerCase()
      .split(/[ \t]*,[ \t]*/);
    return !this.isOld && !words.includes('close');
  }
}

/** The answer that a kind of reader is. */
export function headAnswer(kind: new () => HeadReader = HeadReader) {
  return (head: string): ReadHead => new kind().read(head);
}
