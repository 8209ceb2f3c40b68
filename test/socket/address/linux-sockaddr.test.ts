/** Addresses of netlink(7) and vsock(7), through the real kernel where it has them. */

import { expect } from 'chai';
import {
  Addrinfo,
  AF_NETLINK,
  AF_VSOCK,
  NETLINK_KOBJECT_UEVENT,
  NETLINK_ROUTE,
  SOCK_RAW,
  SOCK_STREAM,
  Socket,
  VMADDR_CID_ANY,
  VMADDR_CID_HOST,
  VMADDR_CID_LOCAL,
  VMADDR_PORT_ANY,
} from '../../../lib/socket/index.ts';
import { failureOf } from '../fixtures.ts';

/** A request for all interfaces: `struct nlmsghdr` and `struct rtgenmsg`. */
function requestLinks(): Buffer {
  const RTM_GETLINK = 18;
  const NLM_F_REQUEST_DUMP = 0x301;
  const request = Buffer.alloc(20);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt16LE(RTM_GETLINK, 4);
  request.writeUInt16LE(NLM_F_REQUEST_DUMP, 6);
  return request;
}

describe('an address of netlink', () => {
  it('is bound to, and the kernel answers from its own', async () => {
    using socket = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    socket.bind(Addrinfo.netlink());
    const { portId, groups } = socket.localAddress.netlinkAddress;
    expect(portId).to.be.greaterThan(0);
    expect(groups).to.equal(0);
    expect(String(socket.localAddress)).to.equal(`netlink:${portId}`);
    await socket.sendTo(requestLinks(), Addrinfo.netlink());
    const [answer, from] = await socket.recvFrom();
    // RTM_NEWLINK
    expect(answer.readUInt16LE(4)).to.equal(16);
    expect(from?.netlinkAddress).to.deep.equal({ portId: 0, groups: 0 });
    expect(from?.equals(Addrinfo.netlink())).to.equal(true);
  });

  it('names groups, of which the kernel tells', () => {
    using socket = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    socket.bind(Addrinfo.netlink({ groups: 0x11 }));
    expect(socket.localAddress.netlinkAddress.groups).to.equal(0x11);
  });

  it('that is taken is named in the error', async () => {
    using first = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
    first.bind(Addrinfo.netlink());
    const { portId } = first.localAddress.netlinkAddress;
    using second = new Socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
    const error = await failureOf(() => second.bind(Addrinfo.netlink({ portId })));
    expect(error.message).to.equal(
      `Cannot bind netlink:${portId}: address already in use (EADDRINUSE)`,
    );
  });
});

describe('an address of vsock', () => {
  const canCreate = ((): boolean => {
    try {
      new Socket(AF_VSOCK, SOCK_STREAM).close();
      return true;
    } catch {
      console.log('left out: sockets of vsock(7), which this kernel lacks');
      return false;
    }
  })();

  (canCreate ? it : () => undefined)('is bound to', () => {
    using socket = new Socket(AF_VSOCK, SOCK_STREAM);
    socket.bind(Addrinfo.vsock(VMADDR_CID_ANY, VMADDR_PORT_ANY));
    const { cid, port } = socket.localAddress.vsockAddress;
    expect(cid).to.equal(VMADDR_CID_ANY);
    expect(port).to.be.greaterThan(0).and.lessThan(VMADDR_PORT_ANY);
  });

  (canCreate ? it : () => undefined)('is connected to, or named in the error', async () => {
    using server = new Socket(AF_VSOCK, SOCK_STREAM);
    server.bind(Addrinfo.vsock(VMADDR_CID_ANY, VMADDR_PORT_ANY));
    server.listen();
    const { port } = server.localAddress.vsockAddress;
    using client = new Socket(AF_VSOCK, SOCK_STREAM);
    const to = Addrinfo.vsock(VMADDR_CID_LOCAL, port);
    const error = await client.connect(to, { timeout: 1_000 }).catch((reason: unknown) => reason);
    if (error === undefined) {
      const [connection, peer] = await server.accept();
      expect(peer.vsockAddress.cid).to.equal(VMADDR_CID_LOCAL);
      await client.sendAll('Hello');
      expect(String(await connection.recvExact(5))).to.equal('Hello');
      connection.close();
    } else {
      // Without the module vsock_loopback.
      expect(error).to.include({ syscall: 'connect', address: `vsock:1:${port}` });
    }
  });

  it('is packed and unpacked, with 32 bits in each number', () => {
    const address = Addrinfo.vsock(VMADDR_CID_HOST, 0xdead_beef);
    const again = Addrinfo.fromSockaddr(address.toSockaddr());
    expect(again.vsockAddress).to.deep.equal({ cid: VMADDR_CID_HOST, port: 0xdead_beef });
    expect(again.equals(address)).to.equal(true);
    expect(String(again)).to.equal('vsock:2:3735928559');
    expect(again.isIp).to.equal(false);
    expect(() => again.netlinkAddress).to.throw(TypeError);
    expect(() => Addrinfo.netlink().vsockAddress).to.throw(TypeError);
    expect(() => Addrinfo.vsock(3, 2 ** 32)).to.throw(RangeError);
    expect(() => Addrinfo.vsock(-1, 1)).to.throw(RangeError);
    expect(() => Addrinfo.netlink({ portId: 0.5 })).to.throw(RangeError);
    expect(() => Addrinfo.fromSockaddr(address.toSockaddr().subarray(0, 12))).to.throw(RangeError);
    expect(() => Addrinfo.fromSockaddr(Addrinfo.netlink().toSockaddr().subarray(0, 8))).to.throw(
      RangeError,
    );
  });
});
