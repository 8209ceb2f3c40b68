/** The options of `socket(7)`, `ip(7)`, `ipv6(7)`, `tcp(7)`, `udp(7)`, `unix(7)` and `packet(7)`. */

import { IPPROTO_IP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP } from './constants.ts';
import {
  bool,
  credentials,
  int,
  ipv4Membership,
  ipv6Membership,
  linger,
  milliseconds,
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
export const SO_PRIORITY = so('SO_PRIORITY', 12, int);
export const SO_LINGER = so('SO_LINGER', 13, linger);
export const SO_REUSEPORT = so('SO_REUSEPORT', 15, bool);
export const SO_PASSCRED = so('SO_PASSCRED', 16, bool);
export const SO_PEERCRED = so('SO_PEERCRED', 17, credentials);
export const SO_RCVLOWAT = so('SO_RCVLOWAT', 18, int);
export const SO_SNDLOWAT = so('SO_SNDLOWAT', 19, int);
export const SO_RCVTIMEO = so('SO_RCVTIMEO', 20, milliseconds);
export const SO_SNDTIMEO = so('SO_SNDTIMEO', 21, milliseconds);
export const SO_BINDTODEVICE = so('SO_BINDTODEVICE', 25, text);
export const SO_ATTACH_FILTER = so('SO_ATTACH_FILTER', 26, raw(16));
export const SO_TIMESTAMP = so('SO_TIMESTAMP', 29, bool);
export const SO_ACCEPTCONN = so('SO_ACCEPTCONN', 30, bool);
export const SO_SNDBUFFORCE = so('SO_SNDBUFFORCE', 32, int);
export const SO_RCVBUFFORCE = so('SO_RCVBUFFORCE', 33, int);
export const SO_TIMESTAMPNS = so('SO_TIMESTAMPNS', 35, bool);
export const SO_MARK = so('SO_MARK', 36, int);
export const SO_PROTOCOL = so('SO_PROTOCOL', 38, int);
export const SO_DOMAIN = so('SO_DOMAIN', 39, int);
export const SO_RXQ_OVFL = so('SO_RXQ_OVFL', 40, bool);
export const SO_PEEK_OFF = so('SO_PEEK_OFF', 42, int);
export const SO_BUSY_POLL = so('SO_BUSY_POLL', 46, int);
export const SO_INCOMING_CPU = so('SO_INCOMING_CPU', 49, int);

const ip = optionLevel(SOL_IP, 'ip(7)');
export const IP_TOS = ip('IP_TOS', 1, int);
export const IP_TTL = ip('IP_TTL', 2, int);
export const IP_HDRINCL = ip('IP_HDRINCL', 3, bool);
export const IP_PKTINFO = ip('IP_PKTINFO', 8, bool);
export const IP_MTU_DISCOVER = ip('IP_MTU_DISCOVER', 10, int);
export const IP_RECVERR = ip('IP_RECVERR', 11, bool);
export const IP_RECVTTL = ip('IP_RECVTTL', 12, bool);
export const IP_RECVTOS = ip('IP_RECVTOS', 13, bool);
export const IP_MTU = ip('IP_MTU', 14, int);
export const IP_FREEBIND = ip('IP_FREEBIND', 15, bool);
export const IP_TRANSPARENT = ip('IP_TRANSPARENT', 19, bool);
export const IP_MINTTL = ip('IP_MINTTL', 21, int);
export const IP_BIND_ADDRESS_NO_PORT = ip('IP_BIND_ADDRESS_NO_PORT', 24, bool);
export const IP_MULTICAST_TTL = ip('IP_MULTICAST_TTL', 33, int);
export const IP_MULTICAST_LOOP = ip('IP_MULTICAST_LOOP', 34, bool);
export const IP_ADD_MEMBERSHIP = ip('IP_ADD_MEMBERSHIP', 35, ipv4Membership);
export const IP_DROP_MEMBERSHIP = ip('IP_DROP_MEMBERSHIP', 36, ipv4Membership);
export const IP_MULTICAST_ALL = ip('IP_MULTICAST_ALL', 49, bool);

const ipv6 = optionLevel(SOL_IPV6, 'ipv6(7)');
export const IPV6_UNICAST_HOPS = ipv6('IPV6_UNICAST_HOPS', 16, int);
export const IPV6_MULTICAST_IF = ipv6('IPV6_MULTICAST_IF', 17, int);
export const IPV6_MULTICAST_HOPS = ipv6('IPV6_MULTICAST_HOPS', 18, int);
export const IPV6_MULTICAST_LOOP = ipv6('IPV6_MULTICAST_LOOP', 19, bool);
export const IPV6_ADD_MEMBERSHIP = ipv6('IPV6_ADD_MEMBERSHIP', 20, ipv6Membership);
export const IPV6_DROP_MEMBERSHIP = ipv6('IPV6_DROP_MEMBERSHIP', 21, ipv6Membership);
export const IPV6_MTU_DISCOVER = ipv6('IPV6_MTU_DISCOVER', 23, int);
export const IPV6_MTU = ipv6('IPV6_MTU', 24, int);
export const IPV6_RECVERR = ipv6('IPV6_RECVERR', 25, bool);
export const IPV6_V6ONLY = ipv6('IPV6_V6ONLY', 26, bool);
export const IPV6_RECVPKTINFO = ipv6('IPV6_RECVPKTINFO', 49, bool);
export const IPV6_RECVHOPLIMIT = ipv6('IPV6_RECVHOPLIMIT', 51, bool);
export const IPV6_RECVTCLASS = ipv6('IPV6_RECVTCLASS', 66, bool);
export const IPV6_TCLASS = ipv6('IPV6_TCLASS', 67, int);

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
export const TCP_USER_TIMEOUT = tcp('TCP_USER_TIMEOUT', 18, int);
export const TCP_FASTOPEN = tcp('TCP_FASTOPEN', 23, int);
export const TCP_NOTSENT_LOWAT = tcp('TCP_NOTSENT_LOWAT', 25, int);
export const TCP_FASTOPEN_CONNECT = tcp('TCP_FASTOPEN_CONNECT', 30, bool);

const udp = optionLevel(SOL_UDP, 'udp(7)');
export const UDP_CORK = udp('UDP_CORK', 1, bool);
export const UDP_SEGMENT = udp('UDP_SEGMENT', 103, int);
export const UDP_GRO = udp('UDP_GRO', 104, bool);

const packet = optionLevel(SOL_PACKET, 'packet(7)');
export const PACKET_STATISTICS = packet('PACKET_STATISTICS', 6, raw(12));
export const PACKET_AUXDATA = packet('PACKET_AUXDATA', 8, bool);
export const PACKET_ORIGDEV = packet('PACKET_ORIGDEV', 9, bool);
export const PACKET_IGNORE_OUTGOING = packet('PACKET_IGNORE_OUTGOING', 23, bool);
