/** Lesson 02, bind: several servers share a port only if each of them has set SO_REUSEPORT. */
import assert from 'node:assert/strict';
import * as wirebook from '../../../../lib/socket/index.ts';

const { AF_INET, Addrinfo, SO_REUSEADDR, SO_REUSEPORT, SOCK_STREAM, SOL_SOCKET, Socket } = wirebook;
type Option = typeof SO_REUSEADDR | typeof SO_REUSEPORT;

/** Two sockets that bind and listen at one port, each with or without an option. */
function outcome(first: Option | undefined, second: Option | undefined): string {
  using one = new Socket(AF_INET, SOCK_STREAM);
  using two = new Socket(AF_INET, SOCK_STREAM);
  if (first !== undefined) one.setsockopt(SOL_SOCKET, first, true);
  if (second !== undefined) two.setsockopt(SOL_SOCKET, second, true);
  one.bind(Addrinfo.tcp('127.0.2.9', 0));
  try {
    two.bind(one.localAddress);
    one.listen(5);
    two.listen(5);
    return 'both listen';
  } catch (error) {
    const { syscall, code } = error as { syscall: string; code: string };
    return `${syscall} ${code}`;
  }
}

assert.equal(outcome(undefined, undefined), 'bind EADDRINUSE');
assert.equal(outcome(undefined, SO_REUSEADDR), 'bind EADDRINUSE');
assert.equal(outcome(SO_REUSEADDR, undefined), 'bind EADDRINUSE');
assert.equal(outcome(SO_REUSEADDR, SO_REUSEADDR), 'listen EADDRINUSE');
assert.equal(outcome(undefined, SO_REUSEPORT), 'bind EADDRINUSE');
assert.equal(outcome(SO_REUSEPORT, SO_REUSEPORT), 'both listen');

// One that listens already keeps the port, whatever the options.
using server = new Socket(AF_INET, SOCK_STREAM);
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
server.bind(Addrinfo.tcp('127.0.2.9', 0));
server.listen(5);
using late = new Socket(AF_INET, SOCK_STREAM);
late.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
assert.throws(() => late.bind(server.localAddress), { code: 'EADDRINUSE' });
