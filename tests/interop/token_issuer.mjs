// An identity provider for tests: keys, and tokens that Node.js signs with them.
import { generateKeyPairSync, sign } from 'node:crypto';

export const tokenIssuer = 'https://id.example';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A key pair of one of the algorithms: its public half as a JWK, and tokens signed with the other.
export function issuer(kid, alg, type, options) {
  const { publicKey, privateKey } = generateKeyPairSync(type, options);
  const hash = type === 'ed25519' ? null : 'sha256';
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid },
    token(role, seconds = 600) {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: tokenIssuer, aud: 'zaitaku', sub: `officer-7-of-${kid}`, exp: now + seconds, role };
      const text = `${encode({ alg, kid, typ: 'JWT' })}.${encode(claims)}`;
      const signature = sign(hash, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${text}.${signature.toString('base64url')}`;
    },
  };
}
