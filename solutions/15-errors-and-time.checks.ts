/** The hidden checks of exercise 15. */

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { type CheckScene, defineExercise } from 'wirebook/exercise';

interface Failure {
  readonly code?: string;
  readonly syscall?: string;
}

interface Growth {
  readonly base: number;
  readonly most: number;
}

interface Limits extends Growth {
  readonly attempts: number;
  readonly timeout: number;
  readonly atMost: number;
}

interface Desk {
  readonly host: string;
  readonly port: number;
}

interface Contract {
  readonly mayRetry: (failure: Failure, isIdempotent: boolean) => boolean;
  readonly pauses: (lots: number[], growth: Growth) => number[];
  readonly placeOrder: (desk: Desk, item: string, limits: Limits) => Promise<string>;
}

/** Limits that end nothing while a check runs. */
const wide: Limits = { attempts: 8, base: 2, most: 4, timeout: 20_000, atMost: 60_000 };
/** A pause that no check waits for, in milliseconds. */
const endless = 60_000;
/** A wait for what has to happen at once, in milliseconds of the learner's own process. */
const soon = 1500;

export default defineExercise<Contract>({
  name: '15-errors-and-time',
  functions: { mayRetry: true, pauses: true, placeOrder: true },
  unguarded: [
    'A request has failed',
    '`failure` has the `code`',
    '`mayRetry(failure, isIdempotent)` returns',
    'A desk takes orders',
    'It listens at `desk.host` and `desk.port`, and keeps',
  ],
  checks({ describe, it, learner, HOST }) {
    describe('Task 1: mayRetry', () => {
      it('tells failures before a request from those after it', {
        guards: ['`true` if no program can have had', '`isIdempotent` if it may have been done'],
        points: 1,
        hints: [
          'For which of the failures does it matter whether the request is idempotent?',
          'ETIMEDOUT and EAGAIN of connect mean that nothing was sent. Of any other call, or where no call is named, the request may have been done.',
          "const isTimeout = code === 'ETIMEDOUT' || code === 'EAGAIN';\nif (isTimeout) return syscall === 'connect' || isIdempotent;",
        ],
      }, async () => {
        const before: Failure[] = [
          ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'].flatMap((code) => [
            { code, syscall: 'connect' },
            { code, syscall: 'send' },
          ]),
          { code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
          { code: 'EAI_AGAIN' },
          { code: 'ETIMEDOUT', syscall: 'connect' },
          { code: 'EAGAIN', syscall: 'connect' },
        ];
        const after: Failure[] = [
          { code: 'ECONNRESET', syscall: 'recv' },
          { code: 'ECONNRESET', syscall: 'send' },
          { code: 'EPIPE', syscall: 'send' },
          { code: 'ERR_STREAM_PREMATURE_CLOSE' },
          ...['ETIMEDOUT', 'EAGAIN'].flatMap((code) => [
            { code, syscall: 'recv' },
            { code, syscall: 'send' },
            { code },
          ]),
        ];
        for (const failure of [...before, ...after]) {
          const isBefore = before.includes(failure);
          await tells(failure, true, true);
          await tells(failure, false, isBefore);
        }
      });

      it('tries nothing else again', {
        guards: ['`false` for everything else'],
        points: 1,
        hints: [
          'What does your function return for a code that it does not know?',
          'Name the codes after which a request may be tried again. For whatever is left, return false, idempotent or not.',
          'default:\n  return false;',
        ],
      }, async () => {
        const others: Failure[] = [
          { code: 'EINVAL', syscall: 'connect' },
          { code: 'EBADF', syscall: 'recv' },
          { code: 'EACCES', syscall: 'connect' },
          { code: 'EADDRNOTAVAIL', syscall: 'connect' },
          { code: 'EAI_NONAME', syscall: 'getaddrinfo' },
          { code: 'EAI_FAIL', syscall: 'getaddrinfo' },
          { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
          { code: 'ABORT_ERR' },
          { code: 'EUNHEARDOF', syscall: 'connect' },
          { code: '' },
          {},
          { syscall: 'connect' },
        ];
        for (const failure of others) {
          await tells(failure, true, false);
          await tells(failure, false, false);
        }
      });

      async function tells(failure: Failure, isIdempotent: boolean, due: boolean): Promise<void> {
        expect(
          await learner.mayRetry(failure, isIdempotent),
          `mayRetry(${JSON.stringify(failure)}, ${isIdempotent})`,
        ).to.equal(due);
      }
    });

    describe('Task 2: pauses', () => {
      it('draws each pause between its bounds', {
        guards: [
          'returns the pauses between attempts',
          'Each pause lies between two bounds',
          'The upper bound of the first is `base`',
          'The lower bound of a pause',
          'The lot, a number from 0',
          'Nothing is rounded',
        ],
        points: 1,
        hints: [
          'What is the first pause for the lot 0, and for the lot 0.5?',
          'The upper bound of the pause at place n, counted from 0, is base times 2 to the power of n. Half of it is certain, and the lot gives a share of the other half.',
          'const upper = base * 2 ** place;\nreturn upper / 2 + (lot * upper) / 2;',
        ],
      }, async (scene) => {
        const most = 1_000_000;
        await draws([0], { base: 100, most }, [50]);
        await draws([0.5], { base: 100, most }, [75]);
        await draws([], { base: 100, most }, []);
        await draws([0, 0, 0, 0], { base: 8, most }, [4, 8, 16, 32]);
        await draws([0.25, 0.75, 0.5], { base: 100, most }, [62.5, 175, 300]);
        const base = scene.random.integer(1, 50);
        const lots = Array.from({ length: 6 }, () => scene.random.integer(0, 999) / 1000);
        await draws(
          lots,
          { base, most },
          lots.map((lot, place) => base * 2 ** place * (0.5 + lot / 2)),
        );
      });

      it('stops growing at the greatest one', {
        guards: ['No upper bound is greater', 'That holds for the first, too'],
        points: 1,
        hints: [
          'With a base of 100 and a most of 250: between which bounds does the third pause lie?',
          'Limit the upper bound before you draw, not the pause afterwards: the lower bound is half of the limited one.',
          'const upper = Math.min(most, base * 2 ** place);',
        ],
      }, async () => {
        await draws([0, 0, 0, 0], { base: 100, most: 250 }, [50, 100, 125, 125]);
        await draws([0.5, 0.5, 0.5], { base: 100, most: 300 }, [75, 150, 225]);
        await draws([0.5, 0], { base: 500, most: 80 }, [60, 40]);
        await draws([0.5, 0.5], { base: 80, most: 80 }, [60, 60]);
        const many = await learner.pauses(new Array(2000).fill(0.5), { base: 10, most: 1000 });
        expect(many, 'the number of pauses for 2000 lots').to.have.length(2000);
        for (const [place, pause] of many.slice(7).entries()) {
          const what = `pause ${place + 8} of 2000, with a base of 10 and a most of 1000`;
          expect(pause, what).to.be.closeTo(750, 1e-6);
        }
      });

      async function draws(lots: number[], growth: Growth, due: readonly number[]): Promise<void> {
        const what = `pauses(${JSON.stringify(lots)}, ${JSON.stringify(growth)})`;
        const drawn = await learner.pauses(lots, growth);
        expect(drawn, what).to.be.an('array').with.length(due.length);
        for (const [place, pause] of due.entries()) {
          expect(drawn[place], `${what}, the pause at place ${place}`).to.be.closeTo(pause, 1e-6);
        }
      }
    });

    describe('Task 3: placeOrder', () => {
      it('sends a line, and returns the receipt', {
        guards: [
          'places one order there, and returns its receipt',
          'The client sends one line',
          'A key has from 8 to 100 letters',
          'The desk answers by one line',
          'Behind `done` and a space stands the receipt',
          'Item and receipt are UTF-8',
          'An answer may come in pieces',
        ],
        points: 1,
        hints: [
          'Which bytes does your client send, and when does it take the answer for complete?',
          'Collect bytes until there is a newline among them, and make text of what stands in front of it only then: a character may come in two pieces.',
          "bytes = Buffer.concat([bytes, piece]);\nconst end = bytes.indexOf('\\n');\nif (end >= 0) return String(bytes.subarray(0, end));",
        ],
      }, async (scene) => {
        const desk = await open(scene);
        const keys: string[] = [];
        const cases = [
          [scene.random.word(), ' A 17'],
          ['one 🦊, small', 'fünf 🦊  für Ann '],
          ['the same', 'first'],
          ['the same', 'second'],
          [' two  spaces ', ''],
          ['done no', 'no done \r'],
        ] as const;
        for (const [item, receipt] of cases) {
          const order = learner.placeOrder(desk.place, item, wide);
          const visit = await desk.next(order);
          const { key, rest } = visit.parts();
          expect(rest, 'what the client sent behind the key').to.equal(` ${item}\n`);
          expect(key, 'the key of an order').to.match(/^[A-Za-z0-9-]{8,100}$/);
          keys.push(key);
          await visit.drip(`done ${receipt}\n`);
          expect(await order, 'the receipt').to.equal(receipt);
          await scene.settle();
          expect(visit.text, 'all that the client sent').to.equal(`${key} ${item}\n`);
        }
        const extra = learner.placeOrder(desk.place, 'extra', wide);
        const visit = await desk.next(extra);
        keys.push(visit.parts().key);
        visit.send('done first\ndone second\nthi');
        expect(await extra, 'the receipt, with more behind its newline').to.equal('first');
        expect(
          new Set(keys).size,
          `the number of different keys of ${keys.length} orders`,
        ).to.equal(keys.length);
        desk.visitsAre(keys.length, 'each order was answered at once');
      });

      it('tries again with the same key, so that each order is done once', {
        guards: [
          'Each attempt is a new connection',
          'Each order has a key of its own',
          'An attempt has failed if the desk cannot be reached',
          'It also fails after `timeout` milliseconds',
        ],
        points: 1,
        hints: [
          'The desk has done your order, and its answer was lost. What does it need to know when you ask again?',
          'Draw the key before the loop of the attempts. Each attempt makes a connection of its own, and an end of the stream before the newline is a failure like a reset.',
          'const key = randomUUID();\nfor (const pause of waits) {\n  // ask with this key, over a new connection\n}',
        ],
      }, async (scene) => {
        const desk = await open(scene);
        const items = [scene.random.word(), `${scene.random.word()} for two`];
        const orders = items.map((item) =>
          learner.placeOrder(desk.place, item, { ...wide, timeout: 600 }),
        );
        for (const order of orders) order.catch(() => {});
        const failures = [
          (visit: Visit) => visit.reset(),
          (visit: Visit) => visit.end(),
          (visit: Visit) => visit.end('done 4'),
          () => {}, // silence, until the client gives up
        ];
        const left = new Map(items.map((item) => [item, [...failures]]));
        for (let count = 0; count < items.length * (failures.length + 1); count++) {
          const visit = await desk.next(...orders);
          const item = visit.item();
          const fail = left.get(item)?.shift();
          if (fail === undefined) visit.send(`done ${item}!\n`);
          else fail(visit);
        }
        for (const [at, item] of items.entries()) {
          expect(await orders[at], `the receipt of ${JSON.stringify(item)}`).to.equal(`${item}!`);
        }
        desk.doneAre(items);
        await allClosed(scene, desk);
      });

      it('pauses between its attempts, longer each time and by lot', {
        guards: ['After a failed attempt comes a pause', 'The pauses are those of task 2'],
        points: 1,
        hints: [
          'How long are the pauses of ten orders that fail at the same moments?',
          'Draw a lot for each pause of each order by Math.random(), and wait for the pause after the failed attempt has ended. The first pause is the shortest.',
          'const lots = Array.from({ length: attempts - 1 }, () => Math.random());\nconst waits = pauses(lots, { base, most });',
        ],
      }, async (scene) => {
        await scene.retrySlower(async (scale) => {
          const desk = await open(scene);
          const [base, most] = [60 * scale, 90 * scale];
          const uppers = [base, most, most];
          const limits = { ...wide, attempts: uppers.length + 1, base, most };
          const orders = Array.from({ length: 10 }, (_, at) =>
            learner.placeOrder(desk.place, `order ${at}`, limits),
          );
          desk.fail = (visit) => visit.reset();
          await Promise.allSettled(orders);
          // The learner's own error says more where nothing has come.
          if (desk.visits.length === 0) await Promise.all(orders);
          const lines = orders.length * limits.attempts;
          expect(
            desk.lines,
            `the number of lines of ten orders that failed ${limits.attempts} times each`,
          ).to.equal(lines);
          const gaps = desk.gaps();
          for (const [place, upper] of uppers.entries()) {
            const own = gaps.map((each) => each[place] ?? 0);
            const what = `the pause behind attempt ${place + 1} of ten orders, in whole milliseconds, with bounds of ${upper / 2} and ${upper}`;
            const [least, greatest] = [Math.round(Math.min(...own)), Math.round(Math.max(...own))];
            expect(least, `${what}: the shortest`).to.be.within(upper / 2 - 2, upper * 0.85);
            expect(greatest, `${what}: the longest`).to.be.at.least(upper * 0.6);
          }
          // The last two pauses have the same bounds, and a lot each.
          const differences = gaps.map(([, two = 0, three = 0]) => Math.abs(two - three));
          expect(
            Math.round(Math.max(...differences)),
            'the greatest difference, in ten orders, of two pauses with the same bounds',
          ).to.be.at.least(most * 0.1);
        });
      });

      it('gives up after the last attempt, with its error', {
        guards: ['There are at most as many attempts', 'After the last, the call fails at once'],
        points: 1,
        hints: [
          'How many attempts does your client make if `attempts` is 3, and does it pause after the last?',
          'Between three attempts lie two pauses. After the last attempt throw the error that it ended with, not that of an earlier one, and not one of your own.',
          'if (pause === undefined) throw error;',
        ],
      }, async (scene) => {
        const desk = await open(scene);
        const three = learner.placeOrder(desk.place, 'three', { ...wide, attempts: 3 });
        three.catch(() => {});
        (await desk.next(three)).end();
        (await desk.next(three)).end('done 1');
        (await desk.next(three)).reset();
        await failsAtOnce(scene, three, 'the third of three attempts had been reset');
        const error = await scene.errorOf(three, 'placeOrder, whose last attempt was reset');
        expect(error.code, 'the code of the error, after a reset').to.equal('ECONNRESET');
        await scene.settle();
        desk.visitsAre(3, 'attempts was 3');
        const one = learner.placeOrder(desk.place, 'one', {
          ...wide,
          ...{ attempts: 1, base: endless, most: endless },
        });
        one.catch(() => {});
        (await desk.next(one)).reset();
        await failsAtOnce(scene, one, 'the only attempt had been reset');
        const only = await scene.errorOf(one, 'placeOrder, whose only attempt was reset');
        expect(only.code, 'the code of the error of an only attempt').to.equal('ECONNRESET');
        const port = await scene.freePort();
        const refused = learner.placeOrder({ host: HOST, port }, 'none', { ...wide, attempts: 4 });
        const reason = await scene.errorOf(refused, 'placeOrder where nobody listens');
        expect(reason.code, 'the code of the error where nobody listens').to.equal('ECONNREFUSED');
        await allClosed(scene, desk);
      });

      it('does not try again what is final', {
        guards: [
          'Behind `no` and a space',
          'Then nothing is tried again',
          'An error for which `mayRetry(error, true)`',
        ],
        points: 1,
        hints: [
          'The desk said no. Does your loop take that for a failed attempt?',
          'Two ends are final: the answer no, whose reason is the message of the error, and errors like EAI_NONAME, where another attempt cannot help.',
          'if (!mayRetry(Object(error), true)) throw error;',
        ],
      }, async (scene) => {
        const desk = await open(scene);
        const limits = { ...wide, base: endless, most: endless };
        for (const reason of [`no ${scene.random.word()} left`, 'zu spät 🦊']) {
          const order = learner.placeOrder(desk.place, 'late', limits);
          order.catch(() => {});
          await (await desk.next(order)).drip(`no ${reason}\n`);
          await failsAtOnce(scene, order, 'the desk had said no');
          const { message } = await scene.errorOf(order, 'placeOrder, to which the desk said no');
          expect(message, 'the message of the error').to.equal(reason);
        }
        desk.visitsAre(2, 'the desk had said no to each of two orders');
        const nowhere = learner.placeOrder({ host: 'nowhere..example', port: 1 }, 'x', limits);
        nowhere.catch(() => {});
        await failsAtOnce(scene, nowhere, 'the name of the host cannot be');
        const error = await scene.errorOf(nowhere, 'placeOrder with a name that cannot be');
        expect(error.code, 'the code of the error').to.equal('EAI_NONAME');
        await allClosed(scene, desk);
      });

      it('keeps its limits of time', {
        guards: [
          'All of it takes no longer',
          'An attempt that runs then has failed',
          'A pause that would reach beyond',
          'Each connection is closed',
        ],
        points: 1,
        hints: [
          'A desk sends a byte again and again, and never a newline. Which of your limits notices?',
          'Reckon one deadline for an attempt, and give it to connect, to send and to every receive: the earlier of its own end and the end of the whole. Before a pause, look whether it ends in time.',
          'const deadline = Math.min(end, performance.now() + timeout);',
        ],
      }, async (scene) => {
        const before = scene.openSockets();
        const timers = await scene.timers();
        const desk = await open(scene);
        // An attempt has a limit of its own, whatever drips.
        const dripped = learner.placeOrder(desk.place, 'drip', { ...wide, timeout: 300 });
        dripped.catch(() => {});
        const slow = await desk.next(dripped);
        slow.dripEndlessly();
        const second = await desk.next(dripped);
        expect(slow.isOver, 'whether the connection of the first attempt was closed').to.equal(
          true,
        );
        second.send('done at last\n');
        expect(await dripped, 'the receipt of the second attempt').to.equal('at last');

        // The whole has one, too: in an attempt that drips, and where nobody takes the connection.
        const whole = { ...wide, atMost: 400, attempts: 2, base: endless, most: endless };
        const often = { ...wide, atMost: 400, attempts: 40, timeout: 120 };
        const silent = { host: HOST, port: await scene.silentPort() };
        for (const [what, at, limits] of [
          ['whose desk drips', desk.place, whole],
          ['whose desk is silent', silent, whole],
          ['with forty attempts of 120 ms', desk.place, often],
        ] as const) {
          desk.fail = (visit) => visit.dripEndlessly();
          const order = learner.placeOrder(at, 'whole', limits);
          order.catch(() => {});
          await failsAtOnce(scene, order, 'it may take 400 ms in all', 400 + soon);
          const error = await scene.errorOf(order, `placeOrder, ${what}`);
          expect(error.code, `the code of the error of an order ${what}`).to.equal('ETIMEDOUT');
        }

        // A pause that would end too late is not begun, and one that ends in time is.
        desk.fail = (visit) => visit.reset();
        const hopeless = learner.placeOrder(desk.place, 'hopeless', {
          ...wide,
          ...{ base: endless, most: endless, atMost: 20_000 },
        });
        hopeless.catch(() => {});
        await failsAtOnce(scene, hopeless, 'no pause of 30 s ends within 20 s');
        const { code } = await scene.errorOf(hopeless, 'placeOrder without time for a pause');
        expect(code, 'the code of the error of its only attempt').to.equal('ECONNRESET');

        // Orders that are answered at once leave nothing behind.
        desk.fail = (visit) => visit.send('done at once\n');
        const quick = Array.from({ length: 8 }, () =>
          learner.placeOrder(desk.place, 'quick', wide),
        );
        await Promise.all(quick);
        await allClosed(scene, desk);
        await scene.noMoreSocketsThan(before, 'all orders were over');
        await scene.noMoreTimersThan(timers);
      });

      async function open(scene: CheckScene): Promise<OrderDesk> {
        const desk = new OrderDesk(scene);
        scene.cleanUp(() => desk.dismiss());
        await desk.listen(HOST);
        return desk;
      }
    });
  },
});

/** Fails unless a call has failed within a moment. */
async function failsAtOnce(
  scene: CheckScene,
  order: Promise<string>,
  when: string,
  within = soon,
): Promise<void> {
  const isOver = order.then(
    () => {},
    () => {},
  );
  if (!(await scene.endsWithin(isOver, within))) {
    expect.fail(`placeOrder had not ended after ${within} ms, although ${when}`);
  }
}

/** Fails if connections to the desk are open although all orders are over. */
async function allClosed(scene: CheckScene, desk: OrderDesk): Promise<void> {
  await scene.eventually(
    () => desk.open === 0,
    () =>
      `${desk.open} of ${desk.visits.length} connections to the desk are open, although all orders are over`,
  );
}

/** One connection to the desk. */
class Visit {
  readonly #socket: Socket;
  readonly #scene: CheckScene;
  /** All that the client has sent. */
  text = '';
  /** The times when the client's line was complete, and when the connection had ended. */
  readonly began = performance.now();
  ended = 0;

  constructor(socket: Socket, scene: CheckScene) {
    this.#socket = socket;
    this.#scene = scene;
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
    });
    socket.on('error', () => {
      // 'close' follows.
    });
  }

  get isComplete(): boolean {
    return this.text.includes('\n');
  }

  get isOver(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  /** The key, and all that stands behind it. */
  parts(): { readonly key: string; readonly rest: string } {
    const [key = ''] = this.text.split(' ');
    return { key, rest: this.text.slice(key.length) };
  }

  item(): string {
    return this.parts().rest.slice(1, -1);
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Sends a text in pieces of three bytes, which cut characters. */
  async drip(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 3) {
      this.#socket.write(bytes.subarray(at, at + 3));
      await this.#scene.settle();
    }
  }

  /** Sends a byte again and again, until the client has gone. */
  dripEndlessly(): void {
    const timer = setInterval(() => this.#socket.write('d'), 50);
    this.#socket.on('close', () => clearInterval(timer));
    this.#socket.on('end', () => clearInterval(timer));
  }

  end(text = ''): void {
    this.#note();
    this.#socket.end(text);
  }

  reset(): void {
    this.#note();
    this.#socket.resetAndDestroy();
  }

  #note(): void {
    this.ended = performance.now();
  }
}

/** A desk in the process of the checks, which answers as a check says. */
class OrderDesk {
  readonly #scene: CheckScene;
  readonly #server = createServer((socket) => this.#welcome(socket));
  readonly #sockets = new Set<Socket>();
  readonly #complete: Visit[] = [];
  readonly visits: Visit[] = [];
  #taken = 0;
  #port = 0;
  #host = '';
  /** Called with each visit whose line is complete, in place of `next`. */
  fail: ((visit: Visit) => void) | undefined;

  constructor(scene: CheckScene) {
    this.#scene = scene;
  }

  get place(): Desk {
    return { host: this.#host, port: this.#port };
  }

  /** The number of connections that are open. */
  get open(): number {
    return this.#sockets.size;
  }

  /** The number of lines that have come. */
  get lines(): number {
    return this.#complete.length;
  }

  async listen(host: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject).listen(0, host, resolve);
    await promise;
    this.#host = host;
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** The next visit, as soon as its line is complete; fails if the orders end before. */
  async next(...orders: readonly Promise<string>[]): Promise<Visit> {
    let over = 0;
    let reason = '';
    for (const order of orders) {
      order.then(
        (receipt) => {
          over += 1;
          reason = `: it returned ${JSON.stringify(receipt)}`;
        },
        (error: unknown) => {
          over += 1;
          reason = `: ${error instanceof Error ? error.message : error}`;
        },
      );
    }
    const number = this.#taken + 1;
    const isHere = () => this.#complete.length >= number;
    await this.#scene.eventually(
      () => isHere() || over === orders.length,
      () => this.#missing(number),
    );
    // An order that has failed may have sent a line before.
    await this.#scene.settle();
    const visit = this.#complete[this.#taken];
    if (visit === undefined) {
      // The learner's own error says more where nothing has come.
      if (number === 1) await Promise.all(orders);
      expect.fail(`${this.#missing(number)}, and placeOrder has ended${reason}`);
    }
    this.#taken = number;
    return visit;
  }

  /** Fails unless so many connections have come. */
  visitsAre(count: number, when: string): void {
    expect(this.visits.length, `the number of connections to the desk, when ${when}`).to.equal(
      count,
    );
  }

  /** Fails unless each of these items was done once: by the keys of all lines. */
  doneAre(items: readonly string[]): void {
    const done = new Map(this.#complete.map((visit) => [visit.parts().key, visit.item()]));
    for (const item of items) {
      const times = [...done.values()].filter((each) => each === item).length;
      expect(times, `how often the desk has done the order ${JSON.stringify(item)}`).to.equal(1);
    }
  }

  /** For each item, the times from the end of each attempt to the beginning of the next. */
  gaps(): readonly (readonly number[])[] {
    const byItem = Map.groupBy(this.#complete, (visit) => visit.item());
    return [...byItem.values()].map((visits) =>
      visits.slice(1).map(({ began }, at) => began - (visits[at]?.ended ?? 0)),
    );
  }

  dismiss(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #missing(number: number): string {
    return `the desk has received ${this.#complete.length} of ${number} lines over ${this.visits.length} connection${this.visits.length === 1 ? '' : 's'}`;
  }

  #welcome(socket: Socket): void {
    const visit = new Visit(socket, this.#scene);
    this.visits.push(visit);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', () => {
      if (!visit.isComplete || this.#complete.includes(visit)) return;
      this.#complete.push(visit);
      this.fail?.(visit);
    });
  }
}
