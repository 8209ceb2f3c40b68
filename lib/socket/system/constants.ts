/**
 * The numbers of `<sys/socket.h>`, `<netinet/in.h>` and their kin, under the names the manual gives
 * them. They are Linux's, and the same on x86-64 and arm64, which share `asm-generic`.
 */

declare const family: unique symbol;

/**
 * An address family, such as {@link AF_INET}. The type is a number of its own, so that the compiler
 * notices `new Socket(SOCK_STREAM, AF_INET)`.
 */
export type AddressFamily = number & { readonly [family]: never };

// The brand exists only in the type; at run time these are the plain numbers of the system.
const asFamily = (value: number): AddressFamily => value as AddressFamily;

/** No family: let the resolver choose. */
export const AF_UNSPEC: AddressFamily = asFamily(0);
/** Sockets at a path of this machine, `unix(7)`. */
export const AF_UNIX: AddressFamily = asFamily(1);
/** Internet protocol version 4, `ip(7)`. */
export const AF_INET: AddressFamily = asFamily(2);
/** Internet protocol version 6, `ipv6(7)`. */
export const AF_INET6: AddressFamily = asFamily(10);
/** Talk with the kernel, `netlink(7)`. */
export const AF_NETLINK: AddressFamily = asFamily(16);
/** Packets as they are on the wire, `packet(7)`. */
export const AF_PACKET: AddressFamily = asFamily(17);

/** Between a virtual machine and its host, `vsock(7)`. */
export const AF_VSOCK: AddressFamily = asFamily(40);

/** Protocol families. POSIX planned them apart from address families; they are the same numbers. */
export const PF_UNSPEC: AddressFamily = AF_UNSPEC;
export const PF_UNIX: AddressFamily = AF_UNIX;
export const PF_INET: AddressFamily = AF_INET;
export const PF_INET6: AddressFamily = AF_INET6;
export const PF_PACKET: AddressFamily = AF_PACKET;

/** A reliable, ordered stream of bytes with a connection: TCP, or a Unix stream. */
export const SOCK_STREAM = 1;
/** Single messages without a connection: UDP, or Unix datagrams. */
export const SOCK_DGRAM = 2;
/** The protocol below, such as IP itself. Needs CAP_NET_RAW. */
export const SOCK_RAW = 3;
/** A reliable, ordered sequence of messages with a connection. */
export const SOCK_SEQPACKET = 5;
/** Flag for the type: calls return EAGAIN instead of waiting. */
export const SOCK_NONBLOCK = 0o4000;
/** Flag for the type: the descriptor is closed on execve(2). This library always sets it. */
export const SOCK_CLOEXEC = 0o2000000;

export const IPPROTO_IP = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_RAW = 255;

/** Any address of this machine, for bind: {@link Addrinfo.vsock}. */
export const VMADDR_CID_ANY = 0xffff_ffff;
/** This machine itself. */
export const VMADDR_CID_LOCAL = 1;
/** The host of this virtual machine. */
export const VMADDR_CID_HOST = 2;
/** Any free port, for bind. */
export const VMADDR_PORT_ANY = 0xffff_ffff;

/** Interfaces, addresses and routes, `rtnetlink(7)`: a protocol of AF_NETLINK. */
export const NETLINK_ROUTE = 0;
/** The sockets of this machine, `sock_diag(7)`. */
export const NETLINK_SOCK_DIAG = 4;
/** The firewall, `nft(8)`. */
export const NETLINK_NETFILTER = 12;
/** Events of devices, which udev hears. */
export const NETLINK_KOBJECT_UEVENT = 15;
/** Services of the kernel under names. */
export const NETLINK_GENERIC = 16;

/** The bytes that have arrived and were not received: of datagrams, those of the first; {@link Socket.ioctl}. */
export const FIONREAD = 0x541b;
/** The bytes that were sent and that the peer's side has not acknowledged, {@link Socket.ioctl}. */
export const SIOCOUTQ = 0x5411;
/** 1 if what is received next stands behind the urgent mark, {@link Socket.ioctl}. */
export const SIOCATMARK = 0x8905;

/** Shut down reading, {@link Socket.shutdown}. */
export const SHUT_RD = 0;
/** Shut down writing: the peer reads the end of the stream. */
export const SHUT_WR = 1;
/** Shut down both directions. */
export const SHUT_RDWR = 2;

/** Send or receive urgent data. */
export const MSG_OOB = 0x1;
/** Look at what has arrived without taking it. */
export const MSG_PEEK = 0x2;
/** Ancillary data was cut off, for want of room. */
export const MSG_CTRUNC = 0x8;
/** The datagram was longer than the buffer; as a flag to recv: return its whole length. */
export const MSG_TRUNC = 0x20;
/** This one call does not wait. */
export const MSG_DONTWAIT = 0x40;
/** The end of a record. */
export const MSG_EOR = 0x80;
/** Wait until the whole length has arrived. */
export const MSG_WAITALL = 0x100;
/** Receive from the error queue, `ip(7)` IP_RECVERR. */
export const MSG_ERRQUEUE = 0x2000;
/** Raise EPIPE without the signal. This library always sets it. */
export const MSG_NOSIGNAL = 0x4000;
/** More data follows: hold back a partial frame. */
export const MSG_MORE = 0x8000;
/** Descriptors that arrive by SCM_RIGHTS are closed on execve(2). */
export const MSG_CMSG_CLOEXEC = 0x40000000;

/** For SO_TIMESTAMPING: take the time when a packet is handed to the network card, */
export const SOF_TIMESTAMPING_TX_SOFTWARE = 0x2;
/** when one arrives, */
export const SOF_TIMESTAMPING_RX_SOFTWARE = 0x8;
/** the same by the clock of the card, */
export const SOF_TIMESTAMPING_TX_HARDWARE = 0x1;
export const SOF_TIMESTAMPING_RX_HARDWARE = 0x4;
/** and report the kernel's times, */
export const SOF_TIMESTAMPING_SOFTWARE = 0x10;
/** or those of the card. */
export const SOF_TIMESTAMPING_RAW_HARDWARE = 0x40;

/** For IP_MTU_DISCOVER: fragment what is too long for the path; */
export const IP_PMTUDISC_DONT = 0;
/** as the route says; */
export const IP_PMTUDISC_WANT = 1;
/** refuse it with EMSGSIZE, and forbid routers to fragment; */
export const IP_PMTUDISC_DO = 2;
/** forbid it, whatever is known of the path. */
export const IP_PMTUDISC_PROBE = 3;

/** The longest queue that {@link Socket.listen} asks for; the kernel caps it at net.core.somaxconn. */
export const SOMAXCONN = 4096;

/** The IPv4 addresses with a meaning of their own, as text. */
export const INADDR_ANY = '0.0.0.0';
export const INADDR_LOOPBACK = '127.0.0.1';
export const INADDR_BROADCAST = '255.255.255.255';

/** All protocols of a frame, for AF_PACKET; {@link htons} of it is the protocol of the socket. */
export const ETH_P_ALL = 0x0003;
export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_IPV6 = 0x86dd;

/** The packet was for this machine. */
export const PACKET_HOST = 0;
export const PACKET_BROADCAST = 1;
export const PACKET_MULTICAST = 2;
/** The packet was for another machine, and seen in promiscuous mode. */
export const PACKET_OTHERHOST = 3;
/** This machine sent it. On the loopback interface each packet is seen so once more. */
export const PACKET_OUTGOING = 4;

/** There is something to read: data, a connection, the end of the stream. */
export const EPOLLIN = 0x1;
/** Something exceptional: urgent data. */
export const EPOLLPRI = 0x2;
/** There is room to write. */
export const EPOLLOUT = 0x4;
/** An error is pending. Always reported. */
export const EPOLLERR = 0x8;
/** Both directions are shut. Always reported. */
export const EPOLLHUP = 0x10;
/** The peer has shut down writing. */
export const EPOLLRDHUP = 0x2000;
/** Wake only one of several epolls that watch the same descriptor. */
export const EPOLLEXCLUSIVE = 0x1000_0000;
/** Report once, then not until {@link Epoll.modify}. */
export const EPOLLONESHOT = 0x4000_0000;
/** Report each change once, not the state again and again. */
export const EPOLLET = 0x8000_0000;
