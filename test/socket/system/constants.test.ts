/**
 * Our numbers and layouts against those of this machine's C compiler.
 *
 * The numbers are those of `asm-generic`, which x86-64 and arm64 share. The structures have the same
 * members, sizes and alignments on both, being little-endian and of 64 bits, with one exception:
 * `struct epoll_event` is packed on x86-64 alone (`EPOLL_PACKED` of <linux/eventpoll.h>).
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { packLink, packNetlink, packVsock } from '../../../lib/socket/address/linux-sockaddr.ts';
import { packInet, packInet6, packUnix } from '../../../lib/socket/address/sockaddr.ts';
import * as sockets from '../../../lib/socket/index.ts';
import {
  groupSource,
  ipv4Membership,
  ipv4SourceMembership,
  ipv6Membership,
} from '../../../lib/socket/options/multicast-options.ts';
import { credentials, linger, milliseconds } from '../../../lib/socket/options/options.ts';
import { EPOLL_EVENT_SIZE, packEpollEvent } from '../../../lib/socket/wait/epoll-event.ts';

const HEADERS = `#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <poll.h>
#include <netdb.h>
#include <ifaddrs.h>
#include <sys/socket.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <net/ethernet.h>
#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/net_tstamp.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <linux/unix_diag.h>
#include <linux/vm_sockets.h>
`;

/** Where the members of structures begin that this library writes and reads, and what it writes. */
const layouts: Readonly<Record<string, number>> = {
  'sizeof(struct sockaddr_in)': packInet('127.0.0.1', 1).length,
  'offsetof(struct sockaddr_in, sin_port)': packInet('0.0.0.0', 0x0101).indexOf(1),
  'offsetof(struct sockaddr_in, sin_addr)': packInet('9.9.9.9', 0).indexOf(9),
  'sizeof(struct sockaddr_in6)': packInet6('::1', 1).length,
  'offsetof(struct sockaddr_in6, sin6_addr)': packInet6('909::', 0).indexOf(9),
  'offsetof(struct sockaddr_in6, sin6_flowinfo)': packInet6('::', 0, {
    flowInfo: 0x09090909,
  }).indexOf(9),
  'offsetof(struct sockaddr_in6, sin6_scope_id)': packInet6('::', 0, { scopeId: 9 }).indexOf(9),
  'offsetof(struct sockaddr_un, sun_path)': packUnix('/').indexOf('/'),
  'sizeof(struct sockaddr_un)': 2 + 108,
  'sizeof(struct sockaddr_ll)': packLink({ interfaceIndex: 1, etherType: 1 }).length,
  'offsetof(struct sockaddr_ll, sll_ifindex)': packLink({
    interfaceIndex: 9,
    etherType: 0,
  }).indexOf(9),
  'sizeof(struct sockaddr_nl)': packNetlink({ portId: 0, groups: 0 }).length,
  'offsetof(struct sockaddr_nl, nl_pid)': packNetlink({ portId: 9, groups: 0 }).indexOf(9),
  'offsetof(struct sockaddr_nl, nl_groups)': packNetlink({ portId: 0, groups: 9 }).indexOf(9),
  'sizeof(struct sockaddr_vm)': packVsock({ cid: 0, port: 0 }).length,
  'offsetof(struct sockaddr_vm, svm_cid)': packVsock({ cid: 9, port: 0 }).indexOf(9),
  'offsetof(struct sockaddr_vm, svm_port)': packVsock({ cid: 0, port: 9 }).indexOf(9),
  'sizeof(struct sockaddr_storage)': 128,
  'sizeof(struct linger)': linger.size,
  'sizeof(struct timeval)': milliseconds.size,
  'sizeof(struct ucred)': credentials.size,
  'sizeof(struct ip_mreqn)': ipv4Membership.size,
  'offsetof(struct ip_mreqn, imr_ifindex)': 8,
  'sizeof(struct ipv6_mreq)': ipv6Membership.size,
  'offsetof(struct ipv6_mreq, ipv6mr_interface)': 16,
  'sizeof(struct ip_mreq_source)': ipv4SourceMembership.size,
  'offsetof(struct ip_mreq_source, imr_interface)': 4,
  'offsetof(struct ip_mreq_source, imr_sourceaddr)': 8,
  'sizeof(struct group_source_req)': groupSource.size,
  'offsetof(struct group_source_req, gsr_group)': 8,
  'offsetof(struct group_source_req, gsr_source)': 8 + 128,
  'sizeof(struct epoll_event)': EPOLL_EVENT_SIZE,
  'offsetof(struct epoll_event, data)': packEpollEvent(0, 9).indexOf(9),
  'sizeof(struct pollfd)': 8,
  'sizeof(struct rlimit)': 16,
  'CMSG_LEN(4)': sockets.cmsgLen(4),
  'CMSG_SPACE(4)': sockets.cmsgSpace(4),
  'offsetof(struct cmsghdr, cmsg_level)': 8,
  'offsetof(struct cmsghdr, cmsg_type)': 12,
  'sizeof(struct msghdr)': 56,
  'offsetof(struct msghdr, msg_namelen)': 8,
  'offsetof(struct msghdr, msg_iov)': 16,
  'offsetof(struct msghdr, msg_iovlen)': 24,
  'offsetof(struct msghdr, msg_control)': 32,
  'offsetof(struct msghdr, msg_controllen)': 40,
  'offsetof(struct msghdr, msg_flags)': 48,
  'sizeof(struct mmsghdr)': 64,
  'offsetof(struct mmsghdr, msg_len)': 56,
  'sizeof(struct iovec)': 16,
  'offsetof(struct iovec, iov_len)': 8,
  'sizeof(struct addrinfo)': 48,
  'offsetof(struct addrinfo, ai_protocol)': 12,
  'sizeof(struct sock_fprog)': 16,
  'offsetof(struct sock_fprog, filter)': 8,
  'sizeof(struct unix_diag_req)': 24,
  'offsetof(struct unix_diag_req, udiag_ino)': 8,
  'offsetof(struct unix_diag_req, udiag_show)': 12,
  'sizeof(struct unix_diag_msg)': 16,
  UDIAG_SHOW_VFS: 2,
  UNIX_DIAG_VFS: 1,
  'offsetof(struct sock_extended_err, ee_info)': 8,
  'offsetof(struct in_pktinfo, ipi_addr)': 8,
  'offsetof(struct tcp_info, tcpi_rtt)': 68,
  'offsetof(struct tcp_info, tcpi_total_retrans)': 100,
};

/** The expressions, with what C makes of them; without those that its headers lack. */
function askCompiler(expressions: readonly string[]): Map<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-headers-'));
  try {
    const lines = expressions.map((text) => {
      const print = `printf("${text}=%lld\\n", (long long)(${text}));`;
      // Names of an enum are no macros; the compiler knows them all the same.
      return /^[A-Z]\w*$/.test(text) && !isEnumerated(text)
        ? `#ifdef ${text}\n${print}\n#endif`
        : print;
    });
    const source = join(folder, 'headers.c');
    const program = join(folder, 'headers');
    writeFileSync(source, `${HEADERS}int main(void) {\n${lines.join('\n')}\nreturn 0;\n}\n`);
    execFileSync('cc', ['-o', program, source]);
    const output = execFileSync(program, { encoding: 'utf8' });
    return new Map(
      Array.from(output.matchAll(/^(.*)=(-?\d+)$/gm), ([, name = '', value]) => [
        name,
        Number(value),
      ]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function isEnumerated(name: string): boolean {
  return /^(SOF_TIMESTAMPING_|SCM_(RIGHTS|CREDENTIALS)$|UNIX_DIAG_)/.test(name);
}

const hasCompiler = spawnSync('cc', ['--version']).status === 0;
if (!hasCompiler)
  console.log('left out: the headers of this machine, which has no C compiler (cc)');

(hasCompiler ? describe : () => undefined)('the headers of this machine', () => {
  it('give our constants the numbers that we give them', () => {
    const ours = Object.entries(sockets).filter(
      (entry): entry is [string, number] =>
        Number.isInteger(entry[1]) && /^[A-Z][A-Z0-9_]+$/.test(entry[0]),
    );
    const theirs = askCompiler(ours.map(([name]) => name));
    const differing = ours.filter(
      ([name, value]) => theirs.has(name) && theirs.get(name) !== value,
    );
    // The longest queue is a limit of the kernel, which headers of other versions give otherwise.
    expect(differing.filter(([name]) => name !== 'SOMAXCONN')).to.deep.equal([]);
    expect(theirs.size).to.be.greaterThan(150);
  });

  it('give the table of options the numbers that it has', () => {
    const options = sockets.socketOptions();
    const theirs = askCompiler(options.map(({ name }) => name));
    for (const { name, number } of options) {
      expect(theirs.get(name) ?? number, name).to.equal(number);
    }
  });

  it('lay out structures as we do', () => {
    const theirs = askCompiler(Object.keys(layouts));
    expect(Object.fromEntries(theirs)).to.deep.equal(layouts);
  });
});
