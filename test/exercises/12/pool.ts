/** The pool of exercise 12, step by step: a wrong answer is one that takes a step wrongly. */

import { Worker } from 'node:worker_threads';

export interface Pool {
  readonly run: (job: string) => Promise<string>;
  readonly depth: () => number;
  readonly close: () => Promise<void>;
}

export interface Job extends PromiseWithResolvers<string> {
  readonly text: string;
}

export class ThreadPool {
  readonly program: string;
  readonly most: number;
  readonly workers = new Set<Worker>();
  readonly idle: Worker[] = [];
  readonly waiting: Job[] = [];
  readonly running = new Map<Worker, Job>();
  isOpen = true;

  constructor(program: string, threads: number, most: number) {
    this.program = program;
    this.most = most;
    this.begin(threads);
  }

  begin(threads: number): void {
    for (let thread = 0; thread < threads; thread++) this.startThread();
  }

  startThread(): void {
    const worker = new Worker(this.program);
    this.workers.add(worker);
    this.idle.push(worker);
    this.listen(worker);
    this.next();
  }

  listen(worker: Worker): void {
    worker.on('message', (answer: string) => this.answered(worker, answer));
    worker.on('error', () => {
      // 'exit' follows.
    });
    worker.on('exit', () => this.ended(worker));
  }

  answered(worker: Worker, answer: string): void {
    this.running.get(worker)?.resolve(answer);
    this.running.delete(worker);
    this.idle.push(worker);
    this.next();
  }

  ended(worker: Worker): void {
    this.workers.delete(worker);
    if (this.idle.includes(worker)) this.idle.splice(this.idle.indexOf(worker), 1);
    const job = this.running.get(worker);
    this.running.delete(worker);
    job?.reject(new Error('The thread has ended'));
    if (job !== undefined && this.isOpen) this.replace();
  }

  replace(): void {
    this.startThread();
  }

  next(): void {
    while (this.isOpen && this.idle.length > 0 && this.waiting.length > 0) {
      const [worker, job] = [this.idle.shift(), this.nextJob()];
      if (worker && job) this.give(worker, job);
    }
  }

  nextJob(): Job | undefined {
    return this.waiting.shift();
  }

  give(worker: Worker, job: Job): void {
    this.running.set(worker, job);
    worker.postMessage(job.text);
  }

  async run(text: string): Promise<string> {
    if (!this.isOpen) return this.late();
    if (this.isFull()) return this.refuse(text);
    const job = { text, ...Promise.withResolvers<string>() };
    this.waiting.push(job);
    this.next();
    return job.promise;
  }

  late(): Promise<string> {
    throw new Error('The pool is closed');
  }

  isFull(): boolean {
    return this.idle.length === 0 && this.waiting.length >= this.most;
  }

  async refuse(_text: string): Promise<string> {
    throw Object.assign(new Error('Too many jobs wait'), { code: 'EBUSY' });
  }

  depth(): number {
    return this.waiting.length;
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.failWaiting();
    await this.endThreads();
  }

  failWaiting(): void {
    for (const job of this.waiting.splice(0)) job.reject(new Error('The pool is closed'));
  }

  async endThreads(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.terminate()));
  }
}

/** The function of the exercise that opens such a pool. */
export function poolAnswer(
  Kind: typeof ThreadPool,
): (program: string, threads: number, most: number) => Promise<Pool> {
  return async (program, threads, most) => {
    const pool = new Kind(program, threads, most);
    return {
      run: (job) => pool.run(job),
      depth: () => pool.depth(),
      close: () => pool.close(),
    };
  };
}
