/** The hidden checks of exercise 00. */

import { expect } from 'chai';
import type { Socket } from 'wirebook';
import { type CheckScene, defineExercise } from 'wirebook/exercise';

interface Contract {
  readonly greeting: (name: string) => string;
  readonly greet: (connection: Socket, name: string) => Promise<void>;
}

export default defineExercise<Contract>({
  name: '00-start-here',
  functions: { greeting: true, greet: true },
  checks({ describe, it, learner }) {
    describe('Task 1: greeting', () => {
      it('greets by name', {
        points: 2,
        hints: [
          'Compare the two texts letter by letter: the comma, the space, the exclamation mark.',
          'The text is made of three parts, with the name in the middle: join them with +, or write a template string.',
          "return 'Hello, ' + name + '!\\n';",
        ],
      }, async ({ random }) => {
        for (const name of ['Ada', anyName(random)]) {
          const text = await learner.greeting(name);
          expect(String(text).trimEnd(), `greeting("${name}")`).to.equal(`Hello, ${name}!`);
        }
      });

      it('ends the line', {
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
        points: 3,
        hints: [
          'What did the client receive, and what should it have received?',
          'connection.sendAll(text) sends a text. Wait for it with await before you close.',
          'await connection.sendAll(greeting(name));',
        ],
      }, async (scene) => {
        const name = anyName(scene.random);
        const { client, connection } = await visit(scene);
        const greeted = learner.greet(connection, name);
        expect(await client.receiveLine(), 'the line that the client received').to.equal(
          `Hello, ${name}!\n`,
        );
        await greeted;
      });

      it('closes the connection, and has said nothing else', {
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
        const { ending, text } = await client.receiveAll();
        expect(ending, 'how the connection ended').to.equal('end');
        expect(text, 'all that the client received').to.equal(`Hello, ${name}!\n`);
        await scene.noMoreSocketsThan(before - 1);
      });
    });
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

function anyName(random: CheckScene['random']): string {
  return random.pick(['Grace', 'Radia', 'Vint', 'Barbara', 'Edsger', 'Karen']);
}
