import 'reflect-metadata';
import { equal } from 'node:assert/strict';
import { KeyObject, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import * as x509 from '@peculiar/x509';

// A root signs an intermediate certificate, which signs that of the server.
const signingAlgorithm = { name: 'Ed25519' };
async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
  return keys as webcrypto.CryptoKeyPair;
}
const [root, middle, own] = [await makeKeys(), await makeKeys(), await makeKeys()];
const mayBeTop = [new x509.BasicConstraintsExtension(true, undefined, true)];
const rootCertificate = await x509.X509CertificateGenerator.createSelfSigned({
  name: 'CN=Root',
  keys: root,
  signingAlgorithm,
  extensions: mayBeTop,
});
const middleCertificate = await x509.X509CertificateGenerator.create({
  subject: 'CN=Middle',
  issuer: 'CN=Root',
  publicKey: middle.publicKey,
  signingKey: root.privateKey,
  signingAlgorithm,
  extensions: mayBeTop,
});
const ownCertificate = await x509.X509CertificateGenerator.create({
  subject: 'CN=shop.test',
  issuer: 'CN=Middle',
  publicKey: own.publicKey,
  signingKey: middle.privateKey,
  signingAlgorithm,
  extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'shop.test' }])],
});
const key = KeyObject.from(own.privateKey).export({ type: 'pkcs8', format: 'pem' });
const [ca, between, cert] = [rootCertificate, middleCertificate, ownCertificate].map(
  (certificate) => `${certificate.toString('pem')}\n`,
);

async function outcome(sent: string): Promise<string> {
  const server = createServer({ key, cert: sent }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ host: '127.0.0.1', port, servername: 'shop.test', ca });
  const found = await new Promise<string>((resolve) => {
    client.on('secureConnect', () => resolve('good'));
    client.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
  });
  client.destroy();
  server.close();
  return found;
}
equal(await outcome(`${cert}${between}`), 'good');
equal(await outcome(`${cert}`), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
