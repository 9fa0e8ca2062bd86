import { X509Certificate } from 'node:crypto';

/** Why a file is no bundle for Node, OpenSSL or the AWS CLI. */
export interface Fault {
  readonly says: string;
  /** Whether what is meant can be read all the same, so that `egress bundle --add` takes it. */
  readonly readable: boolean;
}

/** What a file of certificates holds. */
export interface CertificateFile {
  readonly certificates: readonly X509Certificate[];
  /** Any of them, and some client reads nothing of the file, or refuses it. */
  readonly faults: readonly Fault[];
  /** What works, and should be put right. */
  readonly notes: readonly string[];
}

const BLOCK = /-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE)-----(?:(?!-----BEGIN )[\s\S])*?-----END \1-----/g;
const LABEL = /-----BEGIN ([A-Z0-9 ]{1,40})-----/g;
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY-----/;
const LINE = 64;

/** A name of X.509 on one line, the most telling part first: `CN=Example Root, O=Example`. */
export const nameOf = (distinguished: string): string =>
  distinguished
    .split('\n')
    .filter(Boolean)
    .reverse()
    .join(', ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');

export const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);

const wide = (data: Buffer): string | undefined => {
  const zeros = (from: number) =>
    data.subarray(0, 64).filter((byte, i) => i % 2 === from && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if ((data[0] === 0xff && data[1] === 0xfe) || odd > 20) return data.toString('utf16le');
  if ((data[0] !== 0xfe || data[1] !== 0xff) && even <= 20) return undefined;
  return Buffer.from(data.subarray(0, data.length - (data.length % 2)))
    .swap16()
    .toString('utf16le');
};

const parsed = (data: Buffer | string): X509Certificate | undefined => {
  try {
    return new X509Certificate(data);
  } catch {
    return undefined;
  }
};

/** A block as OpenSSL wants it, whatever became of its line breaks. */
const wrapped = (block: string): string => {
  const [, label = '', body = ''] = /^-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*)-----END /.exec(block) ?? [];
  const base64 = body.replaceAll(/\\[rn]|\s/g, '');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
};

const fault = (says: string, readable = false): Fault => ({ says, readable });

const withoutCertificate = (text: string): Fault => {
  if (text.trim() === '') return fault('it is empty');
  if (/<html|<!doctype/i.test(text))
    return fault('it is a web page, not a certificate: the download was answered by a log-in or block page');
  const labels = [...new Set([...text.matchAll(LABEL)].map(([, label]) => label))];
  return labels.length > 0
    ? fault(`it holds no certificate, but ${labels.join(', ')}`)
    : fault('it holds no certificate');
};

/** How the text of a file deviates from what every client reads. */
const layoutFaults = (text: string, blocks: readonly string[]): Fault[] => [
  ...(blocks.some((block) => !/-----BEGIN [A-Z0-9 ]+-----[ \t]*\r?\n/.test(block))
    ? [fault('a certificate stands on one line: every client ignores it, without a word', true)]
    : []),
  ...(/-----END [A-Z0-9 ]+-----[ \t]*-----BEGIN /.test(text)
    ? [fault('two certificates are joined without a line break between END and BEGIN', true)]
    : []),
];

const contentFaults = (text: string, found: readonly (X509Certificate | undefined)[]): Fault[] => {
  const begun = text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/g)?.length ?? 0;
  const broken = found.flatMap((each, i) => (each ? [] : [i + 1]));
  return [
    ...(broken.length > 0
      ? [fault(`certificate ${broken.join(', ')} of ${found.length} is broken: copy it again, whole`)]
      : []),
    ...(begun > found.length
      ? [fault('it is truncated: a certificate begins and does not end, so download or copy it again')]
      : []),
  ];
};

const ofText = (text: string): CertificateFile => {
  const blocks = [...text.matchAll(BLOCK)].map(([block]) => block);
  const found = blocks.map((block) => parsed(wrapped(block)));
  const faults = [...layoutFaults(text, blocks), ...contentFaults(text, found)];
  return {
    certificates: found.filter((each) => each !== undefined),
    faults: blocks.length === 0 && faults.length === 0 ? [withoutCertificate(text)] : faults,
    notes: PRIVATE_KEY.test(text)
      ? [
          'a private key is inside: whoever may read the bundle has it. Take it out, and have the key replaced',
        ]
      : [],
  };
};

const ofBinary = (data: Buffer): CertificateFile => {
  const certificate = parsed(data);
  const says = certificate
    ? 'it is DER, a binary form: Node, OpenSSL and the AWS CLI read only PEM in a bundle'
    : 'it is binary and no certificate; PKCS #7 (.p7b) and PKCS #12 (.pfx) are to be exported as X.509, Base64';
  return {
    certificates: certificate ? [certificate] : [],
    faults: [fault(says, certificate !== undefined)],
    notes: [],
  };
};

const UTF_8_MARK = '\ufeff';

/**
 * Reads a file of certificates as people have them: PEM or DER, UTF-8 or UTF-16. Node ignores most broken files without a
 * word, so what is wrong is told here.
 */
export const readCertificates = (data: Buffer): CertificateFile => {
  const utf16 = wide(data);
  if (utf16 !== undefined) {
    const { certificates, faults, notes } = ofText(utf16);
    const says =
      'it is UTF-16, as > and Out-File of Windows PowerShell write it: every client ignores it, without a word';
    return { certificates, faults: [fault(says, true), ...faults], notes };
  }
  if (data[0] === 0x30 && (data[1] ?? 0) >= 0x80) return ofBinary(data);
  const text = data.toString('utf8');
  const { certificates, faults, notes } = ofText(text);
  return {
    certificates,
    faults,
    notes: text.startsWith(UTF_8_MARK)
      ? [
          ...notes,
          'it begins with a byte order mark, which some clients do not skip: save it as UTF-8 without',
        ]
      : notes,
  };
};

/** Authorities whose root is neither beside them nor among `roots`: a chain through them ends nowhere. */
export const withoutRoot = (
  certificates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): readonly X509Certificate[] => {
  const all = [...certificates, ...roots];
  return certificates.filter(
    (each) => each.ca && each.subject !== each.issuer && !all.some((root) => root.subject === each.issuer),
  );
};
