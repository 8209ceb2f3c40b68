/** The options of `socket(7)`, `ip(7)`, `ipv6(7)`, `tcp(7)`, `udp(7)`, `unix(7)` and `packet(7)`. */

import { IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP } from '../system/constants.ts';
import {
  groupSource,
  ipv4Address,
  ipv4Membership,
  ipv4SourceMembership,
  ipv6Membership,
} from './multicast-options.ts';
import {
  bool,
  credentials,
  int,
  linger,
  long,
  milliseconds,
  numbers,
  optionLevel,
  raw,
  text,
} from './options.ts';

export const SOL_SOCKET = 1;
export const SOL_IP = IPPROTO_IP;
export const SOL_TCP = IPPROTO_TCP;
export const SOL_UDP = IPPROTO_UDP;
export const SOL_IPV6 = IPPROTO_IPV6;
export const SOL_PACKET = 263;

const so = optionLevel(SOL_SOCKET, 'socket(7)');
export const SO_DEBUG = so('SO_DEBUG', 1, bool);
export const SO_REUSEADDR = so('SO_REUSEADDR', 2, bool);
export const SO_TYPE = so('SO_TYPE', 3, int);
export const SO_ERROR = so('SO_ERROR', 4, int);
export const SO_DONTROUTE = so('SO_DONTROUTE', 5, bool);
export const SO_BROADCAST = so('SO_BROADCAST', 6, bool);
export const SO_SNDBUF = so('SO_SNDBUF', 7, int);
export const SO_RCVBUF = so('SO_RCVBUF', 8, int);
export const SO_KEEPALIVE = so('SO_KEEPALIVE', 9, bool);
export const SO_OOBINLINE = so('SO_OOBINLINE', 10, bool);
export const SO_NO_CHECK = so('SO_NO_CHECK', 11, bool);
export const SO_PRIORITY = so('SO_PRIORITY', 12, int);
export const SO_LINGER = so('SO_LINGER', 13, linger);
export const SO_BSDCOMPAT = so('SO_BSDCOMPAT', 14, bool);
export const SO_REUSEPORT = so('SO_REUSEPORT', 15, bool);
export const SO_PASSCRED = so('SO_PASSCRED', 16, bool);
export const SO_PEERCRED = so('SO_PEERCRED', 17, credentials);
export const SO_RCVLOWAT = so('SO_RCVLOWAT', 18, int);
export const SO_SNDLOWAT = so('SO_SNDLOWAT', 19, int);
export const SO_RCVTIMEO = so('SO_RCVTIMEO', 20, milliseconds);
export const SO_SNDTIMEO = so('SO_SNDTIMEO', 21, milliseconds);
export const SO_BINDTODEVICE = so('SO_BINDTODEVICE', 25, text);
export const SO_ATTACH_FILTER = so('SO_ATTACH_FILTER', 26, raw(16));
export const SO_DETACH_FILTER = so('SO_DETACH_FILTER', 27, int);
export const SO_TIMESTAMP = so('SO_TIMESTAMP', 29, bool);
export const SO_ACCEPTCONN = so('SO_ACCEPTCONN', 30, bool);
export const SO_PEERSEC = so('SO_PEERSEC', 31, text);
export const SO_SNDBUFFORCE = so('SO_SNDBUFFORCE', 32, int);
export const SO_RCVBUFFORCE = so('SO_RCVBUFFORCE', 33, int);
export const SO_PASSSEC = so('SO_PASSSEC', 34, bool);
export const SO_TIMESTAMPNS = so('SO_TIMESTAMPNS', 35, bool);
export const SO_MARK = so('SO_MARK', 36, int);
export const SO_TIMESTAMPING = so('SO_TIMESTAMPING', 37, int);
export const SO_PROTOCOL = so('SO_PROTOCOL', 38, int);
export const SO_DOMAIN = so('SO_DOMAIN', 39, int);
export const SO_RXQ_OVFL = so('SO_RXQ_OVFL', 40, bool);
export const SO_PEEK_OFF = so('SO_PEEK_OFF', 42, int);
export const SO_LOCK_FILTER = so('SO_LOCK_FILTER', 44, bool);
export const SO_SELECT_ERR_QUEUE = so('SO_SELECT_ERR_QUEUE', 45, bool);
export const SO_BUSY_POLL = so('SO_BUSY_POLL', 46, int);
export const SO_MAX_PACING_RATE = so('SO_MAX_PACING_RATE', 47, int);
export const SO_INCOMING_CPU = so('SO_INCOMING_CPU', 49, int);
export const SO_ATTACH_BPF = so('SO_ATTACH_BPF', 50, int);
export const SO_ATTACH_REUSEPORT_CBPF = so('SO_ATTACH_REUSEPORT_CBPF', 51, raw(16));
export const SO_ATTACH_REUSEPORT_EBPF = so('SO_ATTACH_REUSEPORT_EBPF', 52, int);
export const SO_MEMINFO = so('SO_MEMINFO', 55, numbers);
export const SO_INCOMING_NAPI_ID = so('SO_INCOMING_NAPI_ID', 56, int);
export const SO_COOKIE = so('SO_COOKIE', 57, long);
export const SO_PEERGROUPS = so('SO_PEERGROUPS', 59, numbers);
export const SO_ZEROCOPY = so('SO_ZEROCOPY', 60, bool);
export const SO_TXTIME = so('SO_TXTIME', 61, raw(8));
export const SO_BINDTOIFINDEX = so('SO_BINDTOIFINDEX', 62, int);
export const SO_DETACH_REUSEPORT_BPF = so('SO_DETACH_REUSEPORT_BPF', 68, int);
export const SO_PREFER_BUSY_POLL = so('SO_PREFER_BUSY_POLL', 69, bool);
export const SO_BUSY_POLL_BUDGET = so('SO_BUSY_POLL_BUDGET', 70, int);
export const SO_NETNS_COOKIE = so('SO_NETNS_COOKIE', 71, long);
export const SO_BUF_LOCK = so('SO_BUF_LOCK', 72, int);
export const SO_RESERVE_MEM = so('SO_RESERVE_MEM', 73, int);
export const SO_TXREHASH = so('SO_TXREHASH', 74, int);
export const SO_RCVMARK = so('SO_RCVMARK', 75, bool);
export const SO_PASSPIDFD = so('SO_PASSPIDFD', 76, bool);
export const SO_PEERPIDFD = so('SO_PEERPIDFD', 77, int);

const ip = optionLevel(SOL_IP, 'ip(7)');
export const IP_TOS = ip('IP_TOS', 1, int);
export const IP_TTL = ip('IP_TTL', 2, int);
export const IP_HDRINCL = ip('IP_HDRINCL', 3, bool);
export const IP_OPTIONS = ip('IP_OPTIONS', 4, raw(40));
export const IP_ROUTER_ALERT = ip('IP_ROUTER_ALERT', 5, bool);
export const IP_RECVOPTS = ip('IP_RECVOPTS', 6, bool);
export const IP_RETOPTS = ip('IP_RETOPTS', 7, bool);
export const IP_PKTINFO = ip('IP_PKTINFO', 8, bool);
export const IP_MTU_DISCOVER = ip('IP_MTU_DISCOVER', 10, int);
export const IP_RECVERR = ip('IP_RECVERR', 11, bool);
export const IP_RECVTTL = ip('IP_RECVTTL', 12, bool);
export const IP_RECVTOS = ip('IP_RECVTOS', 13, bool);
export const IP_MTU = ip('IP_MTU', 14, int);
export const IP_FREEBIND = ip('IP_FREEBIND', 15, bool);
export const IP_PASSSEC = ip('IP_PASSSEC', 18, bool);
export const IP_TRANSPARENT = ip('IP_TRANSPARENT', 19, bool);
export const IP_RECVORIGDSTADDR = ip('IP_RECVORIGDSTADDR', 20, bool);
export const IP_MINTTL = ip('IP_MINTTL', 21, int);
export const IP_NODEFRAG = ip('IP_NODEFRAG', 22, bool);
export const IP_CHECKSUM = ip('IP_CHECKSUM', 23, bool);
export const IP_BIND_ADDRESS_NO_PORT = ip('IP_BIND_ADDRESS_NO_PORT', 24, bool);
export const IP_RECVFRAGSIZE = ip('IP_RECVFRAGSIZE', 25, bool);
export const IP_RECVERR_RFC4884 = ip('IP_RECVERR_RFC4884', 26, bool);
export const IP_MULTICAST_IF = ip('IP_MULTICAST_IF', 32, ipv4Address);
export const IP_MULTICAST_TTL = ip('IP_MULTICAST_TTL', 33, int);
export const IP_MULTICAST_LOOP = ip('IP_MULTICAST_LOOP', 34, bool);
export const IP_ADD_MEMBERSHIP = ip('IP_ADD_MEMBERSHIP', 35, ipv4Membership);
export const IP_DROP_MEMBERSHIP = ip('IP_DROP_MEMBERSHIP', 36, ipv4Membership);
export const IP_UNBLOCK_SOURCE = ip('IP_UNBLOCK_SOURCE', 37, ipv4SourceMembership);
export const IP_BLOCK_SOURCE = ip('IP_BLOCK_SOURCE', 38, ipv4SourceMembership);
export const IP_ADD_SOURCE_MEMBERSHIP = ip('IP_ADD_SOURCE_MEMBERSHIP', 39, ipv4SourceMembership);
export const IP_DROP_SOURCE_MEMBERSHIP = ip('IP_DROP_SOURCE_MEMBERSHIP', 40, ipv4SourceMembership);
export const IP_MSFILTER = ip('IP_MSFILTER', 41, raw(256));
export const IP_MULTICAST_ALL = ip('IP_MULTICAST_ALL', 49, bool);
export const IP_UNICAST_IF = ip('IP_UNICAST_IF', 50, int);
export const IP_LOCAL_PORT_RANGE = ip('IP_LOCAL_PORT_RANGE', 51, int);
export const IP_PROTOCOL = ip('IP_PROTOCOL', 52, int);

/** To hear one sender of a group on an interface, which is named by its index; also for IPv6. */
export const MCAST_JOIN_SOURCE_GROUP = ip('MCAST_JOIN_SOURCE_GROUP', 46, groupSource);
/** To hear that sender no longer; also for IPv6. */
export const MCAST_LEAVE_SOURCE_GROUP = ip('MCAST_LEAVE_SOURCE_GROUP', 47, groupSource);

const ipv6 = optionLevel(SOL_IPV6, 'ipv6(7)');
export const IPV6_ADDRFORM = ipv6('IPV6_ADDRFORM', 1, int);
export const IPV6_CHECKSUM = ipv6('IPV6_CHECKSUM', 7, int);
export const IPV6_UNICAST_HOPS = ipv6('IPV6_UNICAST_HOPS', 16, int);
export const IPV6_MULTICAST_IF = ipv6('IPV6_MULTICAST_IF', 17, int);
export const IPV6_MULTICAST_HOPS = ipv6('IPV6_MULTICAST_HOPS', 18, int);
export const IPV6_MULTICAST_LOOP = ipv6('IPV6_MULTICAST_LOOP', 19, bool);
export const IPV6_ADD_MEMBERSHIP = ipv6('IPV6_ADD_MEMBERSHIP', 20, ipv6Membership);
export const IPV6_DROP_MEMBERSHIP = ipv6('IPV6_DROP_MEMBERSHIP', 21, ipv6Membership);
export const IPV6_ROUTER_ALERT = ipv6('IPV6_ROUTER_ALERT', 22, int);
export const IPV6_MTU_DISCOVER = ipv6('IPV6_MTU_DISCOVER', 23, int);
export const IPV6_MTU = ipv6('IPV6_MTU', 24, int);
export const IPV6_RECVERR = ipv6('IPV6_RECVERR', 25, bool);
export const IPV6_V6ONLY = ipv6('IPV6_V6ONLY', 26, bool);
export const IPV6_JOIN_ANYCAST = ipv6('IPV6_JOIN_ANYCAST', 27, ipv6Membership);
export const IPV6_LEAVE_ANYCAST = ipv6('IPV6_LEAVE_ANYCAST', 28, ipv6Membership);
export const IPV6_MULTICAST_ALL = ipv6('IPV6_MULTICAST_ALL', 29, bool);
export const IPV6_RECVERR_RFC4884 = ipv6('IPV6_RECVERR_RFC4884', 31, bool);
export const IPV6_FLOWINFO_SEND = ipv6('IPV6_FLOWINFO_SEND', 33, bool);
export const IPV6_HDRINCL = ipv6('IPV6_HDRINCL', 36, bool);
export const IPV6_RECVPKTINFO = ipv6('IPV6_RECVPKTINFO', 49, bool);
export const IPV6_RECVHOPLIMIT = ipv6('IPV6_RECVHOPLIMIT', 51, bool);
export const IPV6_RECVHOPOPTS = ipv6('IPV6_RECVHOPOPTS', 53, bool);
export const IPV6_HOPOPTS = ipv6('IPV6_HOPOPTS', 54, raw(2048));
export const IPV6_RTHDRDSTOPTS = ipv6('IPV6_RTHDRDSTOPTS', 55, raw(2048));
export const IPV6_RECVRTHDR = ipv6('IPV6_RECVRTHDR', 56, bool);
export const IPV6_RTHDR = ipv6('IPV6_RTHDR', 57, raw(2048));
export const IPV6_RECVDSTOPTS = ipv6('IPV6_RECVDSTOPTS', 58, bool);
export const IPV6_DSTOPTS = ipv6('IPV6_DSTOPTS', 59, raw(2048));
export const IPV6_RECVPATHMTU = ipv6('IPV6_RECVPATHMTU', 60, bool);
export const IPV6_DONTFRAG = ipv6('IPV6_DONTFRAG', 62, bool);
export const IPV6_RECVTCLASS = ipv6('IPV6_RECVTCLASS', 66, bool);
export const IPV6_TCLASS = ipv6('IPV6_TCLASS', 67, int);
export const IPV6_AUTOFLOWLABEL = ipv6('IPV6_AUTOFLOWLABEL', 70, bool);
export const IPV6_ADDR_PREFERENCES = ipv6('IPV6_ADDR_PREFERENCES', 72, int);
export const IPV6_MINHOPCOUNT = ipv6('IPV6_MINHOPCOUNT', 73, int);
export const IPV6_TRANSPARENT = ipv6('IPV6_TRANSPARENT', 75, bool);
export const IPV6_UNICAST_IF = ipv6('IPV6_UNICAST_IF', 76, int);
export const IPV6_RECVFRAGSIZE = ipv6('IPV6_RECVFRAGSIZE', 77, bool);
export const IPV6_FREEBIND = ipv6('IPV6_FREEBIND', 78, bool);

ipv6('MCAST_JOIN_SOURCE_GROUP', 46, groupSource);
ipv6('MCAST_LEAVE_SOURCE_GROUP', 47, groupSource);

const tcp = optionLevel(SOL_TCP, 'tcp(7)');
export const TCP_NODELAY = tcp('TCP_NODELAY', 1, bool);
export const TCP_MAXSEG = tcp('TCP_MAXSEG', 2, int);
export const TCP_CORK = tcp('TCP_CORK', 3, bool);
export const TCP_KEEPIDLE = tcp('TCP_KEEPIDLE', 4, int);
export const TCP_KEEPINTVL = tcp('TCP_KEEPINTVL', 5, int);
export const TCP_KEEPCNT = tcp('TCP_KEEPCNT', 6, int);
export const TCP_SYNCNT = tcp('TCP_SYNCNT', 7, int);
export const TCP_LINGER2 = tcp('TCP_LINGER2', 8, int);
export const TCP_DEFER_ACCEPT = tcp('TCP_DEFER_ACCEPT', 9, int);
export const TCP_WINDOW_CLAMP = tcp('TCP_WINDOW_CLAMP', 10, int);
export const TCP_INFO = tcp('TCP_INFO', 11, raw(256));
export const TCP_QUICKACK = tcp('TCP_QUICKACK', 12, bool);
export const TCP_CONGESTION = tcp('TCP_CONGESTION', 13, text);
export const TCP_MD5SIG = tcp('TCP_MD5SIG', 14, raw(256));
export const TCP_THIN_LINEAR_TIMEOUTS = tcp('TCP_THIN_LINEAR_TIMEOUTS', 16, bool);
export const TCP_USER_TIMEOUT = tcp('TCP_USER_TIMEOUT', 18, int);
export const TCP_REPAIR = tcp('TCP_REPAIR', 19, int);
export const TCP_REPAIR_QUEUE = tcp('TCP_REPAIR_QUEUE', 20, int);
export const TCP_QUEUE_SEQ = tcp('TCP_QUEUE_SEQ', 21, int);
export const TCP_FASTOPEN = tcp('TCP_FASTOPEN', 23, int);
export const TCP_TIMESTAMP = tcp('TCP_TIMESTAMP', 24, int);
export const TCP_NOTSENT_LOWAT = tcp('TCP_NOTSENT_LOWAT', 25, int);
export const TCP_CC_INFO = tcp('TCP_CC_INFO', 26, raw(64));
export const TCP_SAVE_SYN = tcp('TCP_SAVE_SYN', 27, int);
export const TCP_SAVED_SYN = tcp('TCP_SAVED_SYN', 28, raw(512));
export const TCP_FASTOPEN_CONNECT = tcp('TCP_FASTOPEN_CONNECT', 30, bool);
export const TCP_ULP = tcp('TCP_ULP', 31, text);
export const TCP_FASTOPEN_KEY = tcp('TCP_FASTOPEN_KEY', 33, raw(32));
export const TCP_FASTOPEN_NO_COOKIE = tcp('TCP_FASTOPEN_NO_COOKIE', 34, bool);
export const TCP_INQ = tcp('TCP_INQ', 36, bool);
export const TCP_TX_DELAY = tcp('TCP_TX_DELAY', 37, int);

const udp = optionLevel(SOL_UDP, 'udp(7)');
export const UDP_CORK = udp('UDP_CORK', 1, bool);
export const UDP_NO_CHECK6_TX = udp('UDP_NO_CHECK6_TX', 101, bool);
export const UDP_NO_CHECK6_RX = udp('UDP_NO_CHECK6_RX', 102, bool);
export const UDP_SEGMENT = udp('UDP_SEGMENT', 103, int);
export const UDP_GRO = udp('UDP_GRO', 104, bool);

const packet = optionLevel(SOL_PACKET, 'packet(7)');
export const PACKET_STATISTICS = packet('PACKET_STATISTICS', 6, raw(12));
export const PACKET_AUXDATA = packet('PACKET_AUXDATA', 8, bool);
export const PACKET_ORIGDEV = packet('PACKET_ORIGDEV', 9, bool);
export const PACKET_IGNORE_OUTGOING = packet('PACKET_IGNORE_OUTGOING', 23, bool);
