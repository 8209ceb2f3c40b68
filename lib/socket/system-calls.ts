/**
 * Which method makes which system call. Lessons print their tables from this; a test compares it
 * with what `wirebook.syscall` publishes while each method runs.
 */

/** One method and the system calls it makes. */
export interface MethodEntry {
  /** The call in code, such as `socket.bind(address)`. */
  readonly method: string;
  /** The system calls, in their order, where nothing has to be waited for. */
  readonly calls: readonly string[];
  /** The page of the manual, such as `bind(2)`. */
  readonly manual: string;
  /** Its effect, in a few words. */
  readonly does: string;
}

function entry(method: string, calls: string, about: readonly [manual: string, does: string]) {
  const [manual, does] = about;
  return { method, calls: calls.split(' '), manual, does } satisfies MethodEntry;
}

/**
 * All methods that make system calls, under the names of the C library. While a method waits, the
 * library also calls `epoll_ctl(2)`, once for each descriptor, and `epoll_wait(2)`. strace(1) shows
 * the kernel's own names for three of them: sendto for send, recvfrom for recv, prlimit64 for
 * getrlimit and setrlimit.
 *
 * @example
 * systemCalls.find(({ method }) => method === 'socket.bind(address)')?.manual; // => 'bind(2)'
 */
export const systemCalls: readonly MethodEntry[] = [
  entry('new Socket(domain, type)', 'socket', ['socket(2)', 'creates an endpoint']),
  entry('Socket.pair()', 'socketpair', ['socketpair(2)', 'creates two connected endpoints']),
  entry('Socket.fromFd(fd)', 'getsockopt fcntl fcntl getsockopt getsockopt getsockopt getsockopt', [
    'fcntl(2)',
    'adopts a descriptor',
  ]),
  entry('socket.bind(address)', 'bind', ['bind(2)', 'gives it an address']),
  entry('socket.listen(backlog)', 'listen', ['listen(2)', 'lets connections queue']),
  entry('socket.accept()', 'accept4', ['accept(2)', 'takes a connection from the queue']),
  entry('socket.acceptBlocking()', 'fcntl fcntl accept4 fcntl fcntl', [
    'accept(2)',
    'takes a connection, and stops the process until there is one',
  ]),
  entry('socket.connect(address)', 'connect poll connect', [
    'connect(2)',
    'connects to an address',
  ]),
  entry('socket.send(data)', 'send', ['send(2)', 'sends some bytes']),
  entry('socket.sendAll(data)', 'send', ['send(2)', 'sends all bytes']),
  entry('socket.sendTo(data, address)', 'sendto', ['sendto(2)', 'sends a datagram']),
  entry('socket.sendMessage(data)', 'sendmsg', ['sendmsg(2)', 'sends with ancillary data']),
  entry('socket.sendMessages(messages)', 'sendmmsg', ['sendmmsg(2)', 'sends several messages']),
  entry('socket.sendFile(file)', 'sendfile sendfile', ['sendfile(2)', 'sends a file']),
  entry('socket.recv()', 'recv', ['recv(2)', 'receives what is there']),
  entry('socket.recvInto(buffer)', 'recv', ['recv(2)', 'receives into given memory']),
  entry('socket.recvExact(length)', 'recv', ['recv(2)', 'receives exactly so many bytes']),
  entry('socket.recvFrom()', 'recvfrom', ['recvfrom(2)', 'receives with the sender']),
  entry('socket.recvFromInto(buffer)', 'recvfrom', ['recvfrom(2)', 'the same, into given memory']),
  entry('socket.recvMessage()', 'recvmsg', ['recvmsg(2)', 'receives with ancillary data']),
  entry('socket.recvMessages()', 'recvmmsg', ['recvmmsg(2)', 'receives several messages']),
  entry('socket.shutdown(how)', 'shutdown', ['shutdown(2)', 'ends a direction for all copies']),
  entry('socket.closeRead()', 'shutdown', ['shutdown(2)', 'ends reading']),
  entry('socket.closeWrite()', 'shutdown', ['shutdown(2)', 'ends writing: the peer reads EOF']),
  entry('socket.close()', 'close', ['close(2)', 'gives the descriptor back']),
  entry('socket.dup()', 'fcntl', ['dup(2)', 'makes a second descriptor']),
  entry('socket.localAddress', 'getsockname', ['getsockname(2)', 'tells its own address']),
  entry('socket.remoteAddress', 'getpeername', ['getpeername(2)', 'tells the peer’s address']),
  entry('socket.setsockopt(level, name, value)', 'setsockopt', ['setsockopt(2)', 'sets an option']),
  entry('socket.getsockopt(level, name)', 'getsockopt', ['getsockopt(2)', 'reads an option']),
  entry('socket.ioctl(request)', 'ioctl', ['ioctl(2)', 'asks about its queues']),
  entry('socket.sockatmark()', 'ioctl', [
    'sockatmark(3)',
    'tells whether it is at the urgent mark',
  ]),
  entry('socket.domain', 'getsockopt', ['socket(7)', 'tells its address family']),
  entry('socket.type', 'getsockopt', ['socket(7)', 'tells its type']),
  entry('socket.protocol', 'getsockopt', ['socket(7)', 'tells its protocol']),
  entry('socket.tcpInfo()', 'getsockopt', ['tcp(7)', 'reads the state of TCP']),
  entry('new TcpServer(address)', 'socket setsockopt bind listen', ['listen(2)', 'listens']),
  entry('TcpSocket.connect(address)', 'socket connect poll connect', [
    'connect(2)',
    'creates and connects',
  ]),
  entry('socket.noDelay', 'getsockopt', [
    'tcp(7)',
    'tells whether small segments are sent at once',
  ]),
  entry('new UdpSocket(address)', 'socket bind', ['bind(2)', 'creates and binds']),
  entry('new UnixServer({ path: address })', 'socket bind listen', [
    'unix(7)',
    'listens at a path',
  ]),
  entry('UnixSocket.connect({ path: address })', 'socket connect', [
    'unix(7)',
    'creates and connects',
  ]),
  entry('socket.peerCredentials', 'getsockopt', ['unix(7)', 'tells who the peer is']),
  entry('socket.sendDescriptors(data, descriptors)', 'sendmsg', ['unix(7)', 'sends descriptors']),
  entry('socket.receiveDescriptors()', 'recvmsg', ['unix(7)', 'receives descriptors']),
  entry('poll(requests)', 'poll', ['poll(2)', 'waits for any of several']),
  entry('select({ read, write, except })', 'poll', ['select(2)', 'waits for any of several']),
  entry('new Epoll()', 'epoll_create1', ['epoll_create1(2)', 'creates a set to watch']),
  entry('epoll.add(descriptor, events)', 'epoll_ctl', ['epoll_ctl(2)', 'watches a descriptor']),
  entry('epoll.modify(descriptor, events)', 'epoll_ctl', ['epoll_ctl(2)', 'watches it otherwise']),
  entry('epoll.remove(descriptor)', 'epoll_ctl', ['epoll_ctl(2)', 'watches it no longer']),
  entry('epoll.wait()', 'epoll_wait', ['epoll_wait(2)', 'waits for any of the set']),
  entry('getrlimit(resource)', 'getrlimit', ['getrlimit(2)', 'reads a limit of the process']),
  entry('setrlimit(resource, limit)', 'getrlimit setrlimit', ['setrlimit(2)', 'sets a limit']),
];
