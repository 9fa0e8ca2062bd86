import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Pki } from './pki.ts';

/** Something in TLS that answers as STS does. */
export interface TlsAws {
  readonly port: number;
  /** The `Host` of each request so far. */
  readonly hosts: readonly string[];
  readonly end: () => void;
}

const CALLER = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>arn:aws:iam::123456789012:user/somebody</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

/** Starts an origin on 127.0.0.1 with the certificate `origin` of the PKI. */
export const startTlsAws = (pki: Pki): Promise<TlsAws> => {
  const hosts: string[] = [];
  const [cert, key] = [
    pki.text('origin.pem') + pki.text('origin-root.pem'),
    readFileSync(pki.path('origin.key')),
  ];
  const server = createServer({ cert, key }, ({ headers }, response) => {
    hosts.push(headers.host ?? '');
    response.writeHead(200, { 'content-type': 'text/xml', 'x-amzn-requestid': '1' }).end(CALLER);
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      done({ port, hosts, end: () => server.close() });
    });
  });
};
