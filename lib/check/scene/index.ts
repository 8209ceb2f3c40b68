/**
 * The exports that `solutions/NN-name.checks.ts` imports as `wirebook/exercise`.
 *
 * Layout
 * - `define.ts`: the form of an exercise's checks
 * - `scene.ts`: the scene of one check, with its clients, its ports and its clean-up
 * - `client.ts`: a client of node:net that writes to the transcript
 * - `datagrams.ts`: a socket of node:dgram that does so
 * - `bytes.ts`: comparing bytes, and showing some in a message
 * - `transcript.ts`: the transcript of one check
 * - `fixtures.ts`: functions of the learner's process that checks call besides the learner's own
 * - `ports.ts`: free ports, and whether a client can connect to one
 * - `open-sockets.ts`: the open sockets of a process, counted from outside
 * - `silent-port.ts`: a port that answers nothing
 * - `process-timeouts.ts`: timeouts that leave out the delays of a busy machine
 * - `retry-slower.ts`: checks that rest on short times
 * - `remote.ts`: types of the values and errors of another process, and the names of calls to it
 */

export type { Random } from '../../base/random.ts';
export {
  type Authority,
  createAuthority,
  type Identity,
} from '../../lab/certificates/authority.ts';
export { expectBytes, showBytes } from './bytes.ts';
export { type Client, type ClientOptions, DiagnosedError, type Received } from './client.ts';
export type { DatagramAddress, DatagramPeer, ReceivedDatagram } from './datagrams.ts';
export {
  type CheckOptions,
  type CheckScene,
  type CheckTools,
  defineExercise,
  type Exercise,
} from './define.ts';
export { type Remote, RemoteError } from './remote.ts';
export type { Scale } from './retry-slower.ts';
