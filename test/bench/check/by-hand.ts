/**
 * The alternative to the course's checker: the same checks as an ordinary test file, run by mocha in
 * the same process as the answer. Mocha's command line loads this file.
 *
 * WIREBOOK_CHECKS is the file of the checks, WIREBOOK_ANSWER that of the functions.
 */

import { pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { describe, it } from 'mocha';
import type { CheckScene, Exercise } from '../../../lib/check/scene/define.ts';
import type { Fixtures } from '../../../lib/check/scene/fixtures.ts';
import type { Remote } from '../../../lib/check/scene/remote.ts';

const { WIREBOOK_CHECKS = '', WIREBOOK_ANSWER = '' } = process.env;

// As built, like the course that it is compared with: the checks load these modules too.
const built = (name: string) =>
  import(new URL(name, import.meta.resolve('wirebook/exercise')).href);
const { RpcEndpoint }: typeof import('../../../lib/check/rpc.ts') = await built('../rpc.js');
const { hostOf }: typeof import('../../../lib/check/scene/define.ts') = await built('./define.js');
const { fixturesFor }: typeof import('../../../lib/check/scene/fixtures.ts') =
  await built('./fixtures.js');
const { ProcessTimeouts }: typeof import('../../../lib/check/scene/process-timeouts.ts') =
  await built('./process-timeouts.js');
const { setStage }: typeof import('../../../lib/check/scene/scene.ts') = await built('./scene.js');

type Endpoint = InstanceType<typeof RpcEndpoint>;

/** The checks speak to functions through a channel; here both its ends are in this process. */
function channelTo(functions: object) {
  const wait = { milliseconds: 3000, timeouts: new ProcessTimeouts() };
  // As the channel between two processes copies, buffers and all.
  const copy = <Message>(message: Message): Message => deserialize(serialize(message));
  const ours: Endpoint = new RpcEndpoint((message) => theirs.receive(copy(message)), wait);
  const theirs: Endpoint = new RpcEndpoint((message) => ours.receive(copy(message)));
  theirs.offer({ functions, fixtures: fixturesFor() });
  return ours;
}

const load = async (file: string) => await import(pathToFileURL(file).href);
const { default: exercise } = (await load(WIREBOOK_CHECKS)) as {
  readonly default: Exercise<unknown>;
};
const offered = Object(await channelTo({ ...(await load(WIREBOOK_ANSWER)) }).offered());
const host = hostOf(exercise.name);

const uncounted = {
  noMoreSocketsThan: async () => {},
  noMoreSocketsWhen: async () => {},
  timers: async () => 0,
  noMoreTimersThan: async () => {},
} as const satisfies Partial<CheckScene>;

exercise.checks({
  HOST: host,
  HOST6: '::1',
  learner: offered.functions as Remote<unknown>,
  describe: (task, body) => void describe(task, body),
  it(title, _, body: (scene: CheckScene) => Promise<void>) {
    it(title, async () => {
      const stage = setStage({
        ...{ host, seed: 1, learnerPid: () => process.pid },
        fixtures: async () => offered.fixtures as Remote<Fixtures>,
      });
      try {
        // In one process the answer's sockets and timers look like those of the checks.
        await body({ ...stage.scene, ...uncounted });
      } finally {
        await stage.tearDown();
      }
    });
  },
});
