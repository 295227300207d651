// Makes an identity provider's keys: token.mjs FILE writes the public ones to FILE and prints a token of the ministry's, good for an hour.
import { writeFileSync } from 'node:fs';
import { issuer } from '../interop/token_issuer.mjs';

const { jwk, token } = issuer('containers', 'EdDSA', 'ed25519');
writeFileSync(process.argv[2], JSON.stringify({ keys: [jwk] }));
console.log(token('ministry', 3600));
