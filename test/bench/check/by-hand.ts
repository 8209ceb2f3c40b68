/**
 * What a learner would do without the course's checker: the same checks as an ordinary test file,
 * run by mocha in the same process as the answer. Mocha's command line loads this file.
 *
 * WIREBOOK_CHECKS is the file of the checks, WIREBOOK_ANSWER that of the functions.
 */

import { pathToFileURL } from 'node:url';
import { deserialize, serialize } from 'node:v8';
import { describe, it } from 'mocha';
import { type CheckScene, type Exercise, hostOf } from '../../exercise/define.ts';
import { type Fixtures, fixtures } from '../../exercise/fixtures.ts';
import { Patience } from '../../exercise/patience.ts';
import { Peer } from '../../exercise/peer.ts';
import type { Remote } from '../../exercise/remote.ts';
import { setStage } from '../../exercise/scene.ts';

const { WIREBOOK_CHECKS = '', WIREBOOK_ANSWER = '' } = process.env;

/** The checks speak to functions through a channel; here both its ends are in this process. */
function channelTo(functions: object): Peer {
  const wait = { milliseconds: 3000, patience: new Patience() };
  // As the channel between two processes copies, buffers and all.
  const copy = <Message>(message: Message): Message => deserialize(serialize(message));
  const ours: Peer = new Peer((message) => theirs.receive(copy(message)), wait);
  const theirs: Peer = new Peer((message) => ours.receive(copy(message)));
  theirs.offer({ functions, fixtures });
  return ours;
}

const load = async (file: string) => await import(pathToFileURL(file).href);
const { default: exercise } = (await load(WIREBOOK_CHECKS)) as {
  readonly default: Exercise<unknown>;
};
const offered = Object(await channelTo({ ...(await load(WIREBOOK_ANSWER)) }).offered());
const host = hostOf(exercise.name);

exercise.checks({
  HOST: host,
  learner: offered.functions as Remote<unknown>,
  describe: (task, body) => void describe(task, body),
  it(title, _, body: (scene: CheckScene) => Promise<void>) {
    it(title, async () => {
      const stage = setStage({
        ...{ host, seed: 1, learnerPid: () => process.pid },
        fixtures: async () => offered.fixtures as Remote<Fixtures>,
      });
      try {
        // In one process nobody can tell the answer's sockets from those of the checks.
        await body({ ...stage.scene, openSockets: () => 0, noMoreSocketsThan: async () => {} });
      } finally {
        await stage.strike();
      }
    });
  },
});
