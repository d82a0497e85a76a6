import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signAccessToken, type AccessClaims } from '@switchboard/http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

type Answer = { status: number; body: unknown };
type InternalHandler = (method: string, path: string, body: unknown) => Answer | undefined;

/**
 * Stands where identity stands: serves the key set and signs access tokens with a key of its own.
 * `answerInternal` lets a test play identity's internal calls.
 */
export class TestTokens {
  answerInternal: InternalHandler = () => undefined;
  /** How often the internal calls were asked, by path. */
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    private key: CryptoKey,
    private publicKey: JWK,
    readonly issuer: string,
  ) {}

  static async start(issuer = 'http://switchboard.test'): Promise<TestTokens> {
    const { privateKey, jwk } = await newKey('test');
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const path = request.url ?? '';
        const answer = tokens.answer(request.method ?? 'GET', path, text ? JSON.parse(text) : undefined);
        response
          .writeHead(answer.status, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer.body));
      });
    });
    const tokens = new TestTokens(server, privateKey, jwk, issuer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return tokens;
  }

  /** The base URL that a service takes as IDENTITY_URL. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get jwksUrl(): string {
    return `${this.url}/.well-known/jwks.json`;
  }

  /** Signs a token; `expiresIn` as jose writes it (`5m`, `-1s`). */
  async sign(claims: JWTPayload, expiresIn = '5m'): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: this.publicKey.kid! })
      .setIssuer(this.issuer)
      .setIssuedAt()
      .setExpirationTime(expiresIn)
      .sign(this.key);
  }

  /** Signs an access token as identity does. */
  access(claims: AccessClaims, lifetimeSeconds?: number): Promise<string> {
    const { key, issuer } = this;
    const keyId = this.publicKey.kid!;
    return signAccessToken(claims, { key, keyId, algorithm: 'EdDSA', issuer, lifetimeSeconds });
  }

  /** Signs with a new key from now on; answers its id. */
  async rotate(): Promise<string> {
    const { privateKey, jwk } = await newKey(`test-${Date.now()}`);
    this.key = privateKey;
    this.publicKey = jwk;
    return jwk.kid;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, path: string, body: unknown): Answer {
    if (path.startsWith('/.well-known/jwks.json')) return { status: 200, body: { keys: [this.publicKey] } };
    this.asked.push(`${method} ${path}`);
    return this.answerInternal(method, path, body) ?? { status: 404, body: { code: 'not_found' } };
  }
}

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), alg: 'EdDSA', kid, use: 'sig' } };
}
