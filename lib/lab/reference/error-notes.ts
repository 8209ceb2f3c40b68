/** The causes of each error, and the remedy of a program. */

/** When an error comes. */
export type ErrorStage = 'opening' | 'connecting' | 'transferring' | 'resolving';

/** One error in words. */
export interface ErrorNote {
  readonly code: string;
  readonly stage: ErrorStage;
  readonly cause: string;
  readonly remedy: string;
}

type Line = readonly [code: string, cause: string, remedy: string];

const opening: readonly Line[] = [
  [
    'EACCES',
    'a port below 1024, a path without the right, or a broadcast without SO_BROADCAST',
    'take a higher port; ask for the right; set the option',
  ],
  [
    'EADDRINUSE',
    'another socket has the address, or TIME_WAIT holds it',
    'find the owner with ss -ltnp; set SO_REUSEADDR before bind',
  ],
  [
    'EADDRNOTAVAIL',
    'this machine has no such address, or no ephemeral port is free',
    'bind an own address or 0.0.0.0; keep connections open',
  ],
  [
    'EAFNOSUPPORT',
    'the kernel lacks the address family, or the address is of another',
    'look at socket.domain; take an address of its family',
  ],
  ['EBADF', 'the descriptor is closed, or never was one', 'find who closed it, and too early'],
  ['EDOM', 'the value of an option is out of its range', 'look the range up in the manual'],
  ['EEXIST', 'epoll watches the descriptor already', 'call modify instead of add'],
  [
    'EINVAL',
    'an argument does not fit, such as an IPv4 address at an IPv6 socket, or the call comes at the wrong time',
    'look at the order of calls: bind, then listen, then accept',
  ],
  [
    'EMFILE',
    'the process has no descriptor left',
    'close what is done with; raise RLIMIT_NOFILE; pause accept',
  ],
  ['ENFILE', 'the whole machine has no file left', 'raise fs.file-max; find who holds them'],
  ['ENOBUFS', 'no room for buffers', 'wait, then try again'],
  ['ENODEV', 'there is no such interface', 'look at interfaces()'],
  ['ENOENT', 'there is nothing at the path of the Unix socket', 'start the server first'],
  ['ENOMEM', 'the kernel has no memory for it', 'use fewer sockets, or smaller buffers'],
  [
    'ENOPROTOOPT',
    'the protocol has no such option, or it cannot be read',
    'check level and option: optionTable()',
  ],
  ['ENOTSOCK', 'the descriptor is not a socket', 'check which number was passed'],
  [
    'ENXIO',
    'open of the file of a Unix socket, which is a name and holds nothing',
    'connect to its path',
  ],
  [
    'EOPNOTSUPP',
    'the type of socket cannot do this, such as listen with UDP',
    'create a socket of the right type',
  ],
  [
    'EPERM',
    'the call needs a privilege, such as CAP_NET_RAW',
    'ask for the capability, or do without',
  ],
  ['EPROTONOSUPPORT', 'the protocol does not fit the family or the type', 'pass 0 as the protocol'],
  ['EPROTOTYPE', 'the Unix socket at the path is of another type', 'create a socket of its type'],
  ['ESOCKTNOSUPPORT', 'the family has no such type', 'see which types it has: familyTable()'],
  ['ESPIPE', 'a socket has no position to seek to', 'read on, or keep what was read'],
];

const connecting: readonly Line[] = [
  [
    'EALREADY',
    'an earlier connect of this socket is still under way',
    'wait until the socket is writable',
  ],
  [
    'ECONNABORTED',
    'the system ended the connection, as ss -K does; accept gives a client that left the queue all the same',
    'close the connection; accept the next one',
  ],
  [
    'ECONNREFUSED',
    'the host answered: no socket listens there, or a firewall rejects',
    'start the server; try again, each time later',
  ],
  ['EHOSTDOWN', 'a router reports that it does not know the host', 'check the address'],
  [
    'EHOSTUNREACH',
    'the host does not answer on its own network, or a router knows no way',
    'check that it is up, routes() and firewalls; try again later',
  ],
  [
    'EINPROGRESS',
    'a connect that does not wait has begun',
    'wait until writable, then read SO_ERROR',
  ],
  [
    'EISCONN',
    'the socket is connected already; after a connect that did not wait, one more connect succeeds',
    'take a new socket',
  ],
  ['ENETDOWN', 'the interface of a packet socket is down', 'bring it up; try again later'],
  ['ENETUNREACH', 'no route leads to the network', 'check routes(); try another address family'],
  [
    'ETIMEDOUT',
    'no answer in time: a lost packet, a full queue, a dead peer',
    'set a shorter timeout; try again, each time later',
  ],
];

const transferring: readonly Line[] = [
  [
    'EAGAIN',
    'the call would have to wait; also called EWOULDBLOCK',
    'wait until the socket is ready; or the timeout was meant',
  ],
  ['EBADMSG', 'the message is damaged', 'drop it'],
  [
    'ECONNRESET',
    'the peer closed with data unread, was restarted, or reset on purpose',
    'connect again; repeat only what may be done twice',
  ],
  ['EDESTADDRREQ', 'a datagram without a destination', 'use sendTo, or connect first'],
  ['EFAULT', 'the memory is not the program’s', 'pass a buffer of the right length'],
  ['EINTR', 'a signal interrupted the call', 'call again; this library does so'],
  [
    'EMSGSIZE',
    'the datagram is larger than the protocol or the path allows',
    'send less than 65,508 bytes, better below the MTU',
  ],
  ['ENOTCONN', 'receiving or shutting down without a peer', 'connect first; or the peer is gone'],
  [
    'EPIPE',
    'sending without a way: after closeWrite(), after a reset, or before connect',
    'stop writing; connect again',
  ],
  ['EPROTO', 'the protocol was violated', 'close the connection'],
  [
    'ESHUTDOWN',
    'sending was shut down; TCP, UDP and Unix sockets raise EPIPE',
    'send before shutdown',
  ],
  [
    'ERR_STREAM_PREMATURE_CLOSE',
    'the stream ended before all bytes had arrived',
    'take what arrived in error.received, or ask again',
  ],
];

const resolving: readonly Line[] = [
  ['EAI_ADDRFAMILY', 'the name has no address of this family', 'ask for the other family'],
  ['EAI_AGAIN', 'the name server did not answer', 'try again later; check /etc/resolv.conf'],
  ['EAI_BADFLAGS', 'the flags do not fit together', 'AI_CANONNAME needs a host'],
  ['EAI_FAIL', 'the name server refused for good', 'ask another server'],
  ['EAI_FAMILY', 'the family is not supported', 'take AF_INET, AF_INET6 or AF_UNSPEC'],
  ['EAI_MEMORY', 'out of memory', 'wait, then try again'],
  ['EAI_NODATA', 'the name exists, without an address', 'ask for another name'],
  ['EAI_NONAME', 'there is no such name', 'check its spelling and /etc/hosts'],
  ['EAI_OVERFLOW', 'the answer does not fit into its buffer', 'give it more room'],
  ['EAI_SERVICE', 'the service is not known for this type', 'pass the port as a number'],
  ['EAI_SOCKTYPE', 'the type is not supported', 'take SOCK_STREAM or SOCK_DGRAM'],
  ['EAI_SYSTEM', 'a system call failed', 'look at its own error'],
  ['ENOTFOUND', 'Node’s name for EAI_NONAME', 'check the spelling and /etc/hosts'],
];

/** All errors, stage by stage. */
export const errorNotes: readonly ErrorNote[] = Object.entries({
  opening,
  connecting,
  transferring,
  resolving,
} satisfies Record<ErrorStage, readonly Line[]>).flatMap(([stage, lines]) =>
  // The keys are those of the stages, as `satisfies` has checked.
  lines.map(([code, cause, remedy]) => ({ code, stage: stage as ErrorStage, cause, remedy })),
);
