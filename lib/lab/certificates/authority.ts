/** Certificates that a notebook makes for itself: an authority, and what it signs. RFC 5280. */

import { KeyObject, randomBytes, webcrypto } from 'node:crypto';

/** A certificate and its private key, in the form that `node:tls` takes: PEM, RFC 7468. */
export interface Identity {
  /** The certificate, which everybody may see. */
  readonly cert: string;
  /** The private key, which its owner alone has. */
  readonly key: string;
}

/** The period in which a certificate is valid. */
export interface IssueOptions {
  /** The day before unless told. */
  readonly notBefore?: Date;
  /** The day after unless told. */
  readonly notAfter?: Date;
}

/** An authority that signs certificates. */
export interface Authority {
  /** Its own certificate, in PEM: who trusts it trusts all that it signs. */
  readonly cert: string;
  /**
   * Makes a key pair, and a certificate of its public key that this authority has signed.
   *
   * @param name the name that it is about, of a server or of a client: `lesson.test`
   * @throws RangeError if the certificate would end before it begins
   */
  issue(name: string, options?: IssueOptions): Promise<Identity>;
}

const day = 24 * 60 * 60 * 1000;

/** Fast to make, and signatures of one length: captures of two runs have the same sizes. RFC 8410. */
const algorithm = { name: 'Ed25519' } as const;

/**
 * Creates an authority with a key of its own. Nobody trusts it who was not given its certificate.
 *
 * @param name the name of the authority, as its certificates show it
 * @example
 * const authority = await createAuthority('Lesson CA');
 * const identity = await authority.issue('lesson.test');
 * const server = createServer({ ...identity }); // of node:tls
 */
export async function createAuthority(name: string): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await makeKeys();
  const { publicKey, privateKey: signingKey } = keys;
  const authorityKey = await x509.AuthorityKeyIdentifierExtension.create(publicKey);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...heading({}),
    name: commonName(name),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return {
    cert: `${certificate.toString('pem')}\n`,
    async issue(subject, options = {}) {
      const own = await makeKeys();
      const issued = await x509.X509CertificateGenerator.create({
        ...heading(options),
        subject: commonName(subject),
        issuer: certificate.subjectName.toJSON(),
        publicKey: own.publicKey,
        signingKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
            x509.ExtendedKeyUsage.clientAuth,
          ]),
          new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: subject }]),
          await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
          authorityKey,
        ],
      });
      return { cert: `${issued.toString('pem')}\n`, key: privateKeyText(own.privateKey) };
    },
  };
}

/** Loaded with the first authority, since only lessons about TLS need it. */
async function loadX509() {
  // The library resolves its parts by a polyfill that adds functions to Reflect.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

async function makeKeys() {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  // An algorithm of signatures has pairs of keys; the types of Node tell it of some names only.
  return keys as webcrypto.CryptoKeyPair;
}

/** A name of one part, the common name, whatever characters it has. */
function commonName(name: string) {
  return [{ CN: [name] }];
}

function heading({
  notBefore = new Date(Date.now() - day),
  notAfter = new Date(Date.now() + day),
}: IssueOptions) {
  if (notAfter < notBefore) {
    throw new RangeError(
      `A certificate cannot end (${notAfter.toISOString()}) before it begins (${notBefore.toISOString()})`,
    );
  }
  // A positive number: its highest bit is 0, and it does not begin with a zero byte.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return { serialNumber: serial.toString('hex'), notBefore, notAfter };
}

function privateKeyText(key: webcrypto.CryptoKey): string {
  return String(KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }));
}
