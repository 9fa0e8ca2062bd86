import type { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { UsageError } from '../exit.ts';
import { type CertificateFile, readCertificates } from './certificates.ts';
import { profileInForce } from './profile.ts';
import { publicRoots } from './public-roots.ts';
import { systemStore } from './system-store.ts';
import { guardedFolder } from './write-safely.ts';

/** A bundle, and why it is the one in force. */
export interface InForce {
  /** Absent for the system's store. */
  readonly file?: string;
  /** What named it: `--ca-bundle`, a variable, a profile, or the system's store. */
  readonly because: string;
  readonly certificates: readonly X509Certificate[];
  /** Why it cannot be used; empty where it can. */
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** What may name a bundle, the first that does so wins. */
type Named = readonly (readonly [because: string, file: string | undefined])[];

const unreadable = (file: string, error: unknown): CertificateFile => {
  const { code = '' } = error as NodeJS.ErrnoException;
  const why =
    {
      ENOENT: 'it is missing: there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'it is unreadable for you (EACCES)',
      EPERM: 'it is unreadable for you (EPERM)',
    }[code] ?? `it is unreadable (${code})`;
  const guarded = guardedFolder(file);
  const says = guarded ? `${why}; ${guarded} is a folder that the vendor's agent protects` : why;
  return { certificates: [], faults: [{ says, readable: false }], notes: [] };
};

const contentOf = (file: string): CertificateFile => {
  try {
    return readCertificates(readFileSync(file));
  } catch (error) {
    return unreadable(file, error);
  }
};

/** A bundle in a folder that an agent protects works until the agent clears it. */
const placeNotes = (file: string): string[] => {
  const guarded = guardedFolder(file);
  return guarded
    ? [`it lies in ${guarded}, a folder that the vendor's agent protects and clears: build one elsewhere`]
    : [];
};

/** The first bundle that is named, read; undefined where none is. */
export const firstNamed = (named: Named): InForce | undefined => {
  const [because, file] = named.find(([, each]) => each) ?? [];
  if (!because || !file) return undefined;
  const path = resolve(file);
  const { certificates, faults, notes } = contentOf(path);
  return {
    file: path,
    because,
    certificates,
    faults: faults.map(({ says }) => says),
    notes: [...notes, ...placeNotes(path)],
  };
};

let flag: string | undefined;

/** Puts `--ca-bundle` in force. */
export const useBundle = (file: string): void => {
  flag = file;
};

const environment = (name: string) => [name, process.env[name]] as const;

/** Whether anybody names a bundle. */
export const hasBundle = async (): Promise<boolean> => firstNamed(await named()) !== undefined;

const named = async (): Promise<Named> => {
  const { name, caBundle } = await profileInForce();
  return [
    ['--ca-bundle', flag],
    environment('AWS_CA_BUNDLE'),
    [`ca_bundle of the profile ${name}`, caBundle],
    environment('NODE_EXTRA_CA_CERTS'),
    environment('SSL_CERT_FILE'),
  ];
};

/** The authorities of the command line, in the order of the AWS CLI; the public roots come on top of them. */
export const bundleInForce = async (): Promise<InForce> =>
  firstNamed(await named()) ?? {
    because: "the system's store",
    certificates: readCertificates(Buffer.from(systemStore())).certificates,
    faults: [],
    notes: [],
  };

/** What is wrong with a bundle, and what to do. */
export const unusable = ({ file = '', because, faults }: InForce): { says: string; next: string } => ({
  says: `the bundle ${file} (${because}) cannot be used: ${faults.join('; ')}`,
  next: 'Build a whole one and name that: npx --no -- drawbridge egress bundle --add ROOT.pem',
});

/** TLS that believes the public roots and a bundle. Verification is never off. */
export const secureContextOf = ({ certificates }: InForce): SecureContext =>
  createSecureContext({ ca: [...rootCertificates, ...certificates.map((each) => each.toString())] });

/** All that a bundle in force makes believable. */
export const anchorsOf = ({ certificates }: InForce): readonly X509Certificate[] => [
  ...publicRoots(),
  ...certificates,
];

let context: Promise<SecureContext> | undefined;

/** TLS by the bundle in force, made once. Rejects with a UsageError where that cannot be used. */
export const secureContext = (): Promise<SecureContext> => {
  context ??= bundleInForce().then((bundle) => {
    if (bundle.faults.length === 0) return secureContextOf(bundle);
    const { says, next } = unusable(bundle);
    throw new UsageError(`bundle-unusable: ${says}\n${next}`);
  });
  return context;
};
