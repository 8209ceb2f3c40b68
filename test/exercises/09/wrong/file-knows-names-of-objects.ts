/** Looks names up in an object with its inherited ones. */

import { FileServer, fileAnswer } from '../file-server.ts';

export { ask, openTimeServer } from '../right/plain.ts';

class Wrong extends FileServer {
  override find(name: string): Uint8Array | undefined {
    return this.files[name];
  }
}

export const openFileServer = fileAnswer(Wrong);
