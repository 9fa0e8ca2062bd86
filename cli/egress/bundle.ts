import type { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { UsageError } from '../exit.ts';
import { type CertificateFile, nameOf, readCertificates, withoutRoot } from './certificates.ts';
import { bundleText, combine, fingerprintOf, type Skipped, type Source, storeOf } from './combine.ts';
import { publicRoots } from './public-roots.ts';
import { systemStore } from './system-store.ts';
import { writeSafely } from './write-safely.ts';

/** A bundle that has been made, or looked at. */
export interface Bundle {
  readonly file: string;
  /** How many authorities it holds. */
  readonly certificates: number;
  readonly skipped: readonly Skipped[];
  /** What is wrong with it; empty where all is well. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

const contentOf = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why =
      { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }[code] ?? `it cannot be read (${code})`;
    throw new UsageError(`${file}: ${why}. Name the certificate of your company's root, as PEM or DER.`);
  }
};

/** What somebody adds: whatever can be read of it counts, and what cannot is refused. */
const added = (file: string): Source & Pick<CertificateFile, 'notes'> => {
  const { certificates, faults, notes } = readCertificates(contentOf(file));
  const fatal = faults.filter(({ readable }) => !readable);
  if (fatal.length > 0 || certificates.length === 0)
    throw new UsageError(
      `${file}: ${fatal.map(({ says }) => says).join('; ') || 'it holds no certificate'}. Export the root of your company's inspection as X.509 (PEM or DER), and add that.`,
    );
  return { name: file, certificates, notes: notes.map((note) => `${file}: ${note}`) };
};

const storeSource = (): Source => ({
  name: 'system store',
  certificates: readCertificates(Buffer.from(systemStore())).certificates,
});

const sourcesOf = (files: readonly string[]) => {
  const store = storeSource();
  const theirs = files.map(added);
  return { store, theirs, all: [{ name: 'public roots', certificates: publicRoots() }, store, ...theirs] };
};

/** A chain through an intermediate authority ends nowhere without its root. */
const refuseRootless = ({ all, theirs }: ReturnType<typeof sourcesOf>, skipped: readonly Skipped[]): void => {
  const everything = all.flatMap(({ certificates }) => certificates);
  for (const { name, certificates } of theirs) {
    const [first] = withoutRoot(certificates, everything);
    if (first)
      throw new UsageError(
        `${name} holds the intermediate authority ${nameOf(first.subject)} without its root ${nameOf(first.issuer)}: no client would trust a chain through it. Add the root as well.`,
      );
    const mine = skipped.filter(({ source }) => source === name);
    if (mine.length === certificates.length)
      throw new UsageError(
        `${name} adds nothing: ${mine.map(({ subject, reason }) => `${subject}: ${reason}`).join('; ')}. Add the root of your company's inspection.`,
      );
  }
};

/** Builds the bundle that holds with the inspection on and off. Throws a UsageError for what cannot be added, or written. */
export const buildBundle = (file: string, files: readonly string[], now = Date.now()): Bundle => {
  const sources = sourcesOf(files);
  const { certificates, skipped } = combine(sources.all, now);
  refuseRootless(sources, skipped);
  const path = writeSafely(file, bundleText(certificates, fingerprintOf(sources.store.certificates)));
  return {
    file: path,
    certificates: certificates.length,
    skipped,
    problems: [],
    notes: sources.theirs.flatMap(({ notes }) => notes),
  };
};

const OTHERS = 0o022;

const lacking = (there: readonly X509Certificate[], wanted: readonly X509Certificate[]) => {
  const known = new Set(there.map(({ fingerprint256 }) => fingerprint256));
  return wanted.filter(({ fingerprint256 }) => !known.has(fingerprint256));
};

const lacks = (missing: readonly X509Certificate[], what: string): string[] => {
  const [first] = missing;
  return first ? [`it lacks ${missing.length} of ${what}, such as ${nameOf(first.subject)}`] : [];
};

/** Looks at a bundle that is there: whether every client reads it, and whether it is what would be built today. */
export const checkBundle = (file: string, files: readonly string[], now = Date.now()): Bundle => {
  const data = contentOf(file);
  const { certificates, faults, notes } = readCertificates(data);
  const { store, theirs } = sourcesOf(files);
  const made = storeOf(data.toString('utf8'));
  const valid = (source: Source) => combine([source], now).certificates;
  const expired = combine([{ name: file, certificates }], now).skipped;
  const writable = process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0;
  const known = new Set(
    [...publicRoots(), ...store.certificates].map(({ fingerprint256 }) => fingerprint256),
  );
  const rootless = withoutRoot(
    certificates.filter(({ fingerprint256 }) => !known.has(fingerprint256)),
    certificates,
  );
  return {
    file,
    certificates: certificates.length,
    skipped: [],
    problems: [
      ...faults.map(({ says }) => says),
      ...(writable ? ['others may write it: take the right away (chmod go-w)'] : []),
      ...expired.map(({ subject, reason }) => `${subject}: ${reason}`),
      ...rootless.map(
        (each) => `it holds the intermediate ${nameOf(each.subject)} without its root ${nameOf(each.issuer)}`,
      ),
      ...(made !== undefined && made !== fingerprintOf(store.certificates)
        ? ["the system's store has changed since it was built"]
        : []),
      ...lacks(
        lacking(certificates, valid({ name: '', certificates: publicRoots() })),
        'the public roots, so it fails with the inspection off',
      ),
      ...lacks(lacking(certificates, valid(store)), "the system's store"),
      ...theirs.flatMap((one) => lacks(lacking(certificates, valid(one)), one.name)),
    ],
    notes,
  };
};
