import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type ConnectionOptions, connect, createServer } from 'node:tls';
import { expect } from 'chai';
import { createAuthority } from '../../../lib/lab/certificates/authority.ts';
import { Socket, toNetSocket } from '../../../lib/socket/index.ts';

describe('createAuthority()', () => {
  it('signs certificates that its own certificate verifies, and no other of the same name', async () => {
    const [authority, namesake] = [await createAuthority('CA'), await createAuthority('CA')];
    const { cert } = await authority.issue('lesson.test');
    const certificate = new X509Certificate(cert);
    const [issuer, other] = [
      new X509Certificate(authority.cert),
      new X509Certificate(namesake.cert),
    ];
    expect(certificate.subject).to.equal('CN=lesson.test');
    // One after the other they are a chain, as in a file.
    expect(cert).to.match(/^-----BEGIN CERTIFICATE-----\n[\s\S]*-----END CERTIFICATE-----\n$/);
    expect(certificate.issuer).to.equal('CN=CA');
    expect(certificate.subjectAltName).to.equal('DNS:lesson.test');
    expect([issuer.ca, certificate.ca]).to.deep.equal([true, false]);
    expect(certificate.verify(issuer.publicKey)).to.equal(true);
    expect(certificate.verify(other.publicKey)).to.equal(false);
    expect(certificate.checkIssued(issuer)).to.equal(true);
  });

  it('gives each certificate a key and a number of its own', async () => {
    const authority = await createAuthority('CA');
    const [one, other] = [await authority.issue('a.test'), await authority.issue('a.test')];
    expect(one.key)
      .to.match(/^-----BEGIN PRIVATE KEY-----\n/)
      .and.not.equal(other.key);
    const numbers = [one, other].map(({ cert }) => new X509Certificate(cert).serialNumber);
    expect(numbers[0])
      .to.match(/^[4-7][0-9A-F]{31}$/)
      .and.not.equal(numbers[1]);
  });

  it('takes a name literally, whatever characters it has', async () => {
    const { cert } = await (await createAuthority('a, O=b')).issue('ada');
    expect(new X509Certificate(cert).toLegacyObject().issuer).to.deep.equal({ CN: 'a, O=b' });
  });

  it('dates a certificate as told, and refuses one that ends before it begins', async () => {
    const authority = await createAuthority('CA');
    const notBefore = new Date('2001-02-03T04:05:06Z');
    const notAfter = new Date('2002-02-03T04:05:06Z');
    const certificate = new X509Certificate(
      (await authority.issue('a', { notBefore, notAfter })).cert,
    );
    expect(certificate.validFromDate).to.deep.equal(notBefore);
    expect(certificate.validToDate).to.deep.equal(notAfter);
    const error = await authority.issue('a', { notAfter }).catch((reason) => reason);
    expect(error).to.be.instanceOf(RangeError);
    expect(error.message).to.include('before it begins');
  });

  it('makes certificates that node:tls takes for servers and for clients', async () => {
    const authority = await createAuthority('CA');
    const [server, client] = [await authority.issue('server.test'), await authority.issue('ada')];
    const options: ConnectionOptions = { ca: authority.cert, servername: 'server.test' };
    const [near, far] = Socket.pair().map(toNetSocket);
    const listener = createServer({ ...server, ca: authority.cert, requestCert: true }, (peer) => {
      peer.end(String(peer.getPeerCertificate().subject.CN));
    });
    listener.emit('connection', far);
    const connection = connect({ ...options, ...client, socket: near });
    const [name] = await once(connection, 'data');
    expect(String(name)).to.equal('ada');
    connection.destroy();
  });
});
