/** Names the other end by what it was asked to connect to. */

import { type Connection, connectTo as connect } from '../../right/plain.ts';

export async function connectTo(host: string, port: number): Promise<Connection> {
  return { ...(await connect(host, port)), remote: `${host}:${port}` };
}
