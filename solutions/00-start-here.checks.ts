/** The hidden checks of exercise 00. */

import { expect } from 'chai';
import type { Socket } from 'wirebook';
import { type CheckScene, defineExercise, type Remote } from 'wirebook/exercise';

interface Contract {
  readonly greeting: (name: string) => string;
  readonly greet: (connection: Socket, name: string) => Promise<void>;
}

export default defineExercise<Contract>({
  name: '00-start-here',
  unguarded: ['there are three hints', 'Open them one by one', 'Two lines'],
  functions: { greeting: true, greet: true },
  checks({ describe, it, learner }) {
    describe('Task 1: greeting', () => {
      it('greets by name', {
        guards: ['returns one line of text'],
        points: 2,
        hints: [
          'Compare the two texts letter by letter: the comma, the space, the exclamation mark.',
          'The text is made of three parts, with the name in the middle: join them with +, or write a template string.',
          "return 'Hello, ' + name + '!\\n';",
        ],
      }, async ({ random }) => {
        for (const name of ['Ada', anyName(random)]) {
          const text = await learner.greeting(name);
          if (String(text).includes('${')) {
            expect.fail(
              `greeting("${name}") returned the characters of ${JSON.stringify(String(text))} as they stand: only a text between backticks takes the value of \${name} in their place`,
            );
          }
          expect(String(text).trimEnd(), `greeting("${name}")`).to.equal(`Hello, ${name}!`);
        }
      });

      it('ends the line', {
        guards: ['and a newline'],
        points: 2,
        hints: [
          'What does a program read that reads line by line, if the line never ends?',
          'A newline is one character, written as \\n within the quotes or backticks.',
          "return 'Hello, ' + name + '!\\n';",
        ],
      }, async ({ random }) => {
        const name = anyName(random);
        const text = String(await learner.greeting(name));
        expect(text.slice(text.trimEnd().length), `the end of greeting("${name}")`).to.equal('\n');
      });
    });

    describe('Task 2: greet', () => {
      it('sends the greeting', {
        guards: ['sends the greeting to'],
        points: 3,
        hints: [
          'What did the client receive, and what should it have received?',
          'connection.sendAll(text) sends a text. Wait for it with await before you close.',
          'await connection.sendAll(greeting(name));',
        ],
      }, async (scene) => {
        const name = anyName(scene.random);
        const { client, connection } = await visit(scene);
        const line = await own(name);
        const greeted = learner.greet(connection, name);
        const received = await client.receiveUntil(line.slice(-1));
        expect(received.slice(0, line.length), 'what the client received').to.equal(line);
        await greeted;
        const [slow, reader] = await scene.pair();
        await fill(slow);
        const waiting = learner.greet(slow, name);
        await scene.settle();
        if (!(await readUntil(reader, line)).includes(line)) {
          expect.fail(
            `A client that reads slowly never received ${JSON.stringify(line)}: the connection was closed before sendAll() had sent it. Is an await missing?`,
          );
        }
        await waiting;
      });

      it('closes the connection, and has said nothing else', {
        guards: ['then closes the connection'],
        points: 3,
        hints: [
          'How does the client learn that nothing more will come? And has all of it been said once?',
          'The server closes the connection: one call, after everything has been sent.',
          'connection.close();',
        ],
      }, async (scene) => {
        const name = anyName(scene.random);
        const { client, connection } = await visit(scene);
        const before = scene.openSockets();
        await learner.greet(connection, name);
        await scene.noMoreSocketsWhen(before - 1, 'greet had returned');
        const { ending, text } = await client.receiveAll();
        expect(ending, 'how the connection ended').to.equal('end');
        expect(text, 'all that the client received').to.equal(await own(name));
      });
    });

    /** The line that is due: what the learner's own greeting() returns, since it has checks of its own. */
    async function own(name: string): Promise<string> {
      const line = await learner.greeting(name).catch(() => '');
      return typeof line === 'string' && line.includes(name) ? line : `Hello, ${name}!\n`;
    }
  },
});

/** A client, and the learner's end of its connection. */
async function visit(scene: CheckScene) {
  const listener = await scene.listener();
  const client = await scene.connect(listener.localAddress.ipPort);
  const [connection] = await listener.accept();
  scene.cleanUp(() => connection.close());
  return { client, connection };
}

/** Sends until there is no room left, so that the next send has to wait for the reader. */
async function fill(connection: Remote<Socket>): Promise<void> {
  const dots = Buffer.alloc(32_768, '.');
  for (let isFull = false; !isFull; ) {
    isFull = await connection.send(dots, { timeout: 0 }).then(
      () => false,
      () => true,
    );
  }
}

/** All that has come when `text` has, or nothing more comes. */
async function readUntil(reader: Remote<Socket>, text: string): Promise<string> {
  let received = '';
  while (!received.includes(text)) {
    const data = await reader.recv(100_000, { timeout: 1000 }).catch(() => Buffer.alloc(0));
    if (data.length === 0) break;
    received += Buffer.from(data).toString('latin1');
  }
  return received;
}

function anyName(random: CheckScene['random']): string {
  return random.pick(['Grace', 'Radia', 'Vint', 'Barbara', 'Edsger', 'Karen']);
}
