import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

let roots: readonly X509Certificate[] | undefined;

/** The public roots that Node brings, as Mozilla keeps them. */
export const publicRoots = (): readonly X509Certificate[] => {
  roots ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return roots;
};
