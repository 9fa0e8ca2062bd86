import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Objects } from '../workloads/data/generation.ts';
import type { Inside, Seen, Wanted } from '../workloads/inside.ts';
import { lookKey, REFUSED_RULES } from '../workloads/keys.ts';
import { SECRET_SOURCE } from '../workloads/secrets/rules.ts';
import { NO_RULES, type OwnRules } from '../workloads/threats/own-rules.ts';
import { THREAT_SOURCE } from '../workloads/threats/rules.ts';
import type { Scanner } from './scan-instance.ts';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

interface Kept {
  /** What was looked for, and by which rules. */
  readonly by: string;
  readonly seen: readonly (readonly [path: string, seen: Seen])[];
}

const digest = ({ sources, lists }: OwnRules): string => {
  const hash = createHash('sha256');
  for (const text of [SECRET_SOURCE.text, THREAT_SOURCE.text, ...sources.map((source) => source.text)])
    hash.update(text).update('\0');
  for (const list of [lists.hashes, lists.addresses]) for (const [entry] of list) hash.update(entry);
  return hash.digest('hex');
};

/** The same for two looks exactly where the later one would say the same of a file that has not changed. */
const lookOf = ({ secretKey, threats }: Wanted, version: string): string =>
  createHash('sha256')
    .update(JSON.stringify([version, threats?.everywhere, digest(threats?.own ?? NO_RULES), !threats]))
    .update(secretKey ?? '')
    .digest('hex');

/** What is broken or of other rules is read anew. */
const knownOf = async (objects: Objects, instance: string, by: string) => {
  const data = await objects.get(lookKey(instance));
  if (!data) return undefined;
  try {
    const kept = JSON.parse((await unzip(data)).toString('utf8')) as Kept;
    return kept.by === by ? new Map(kept.seen) : undefined;
  } catch {
    return undefined;
  }
};

export interface Look extends Wanted {
  readonly by: string;
}

/** What is to be looked for in the files of an instance, and what an earlier look has found in those that have not changed. */
export const wantedOf = async (scanner: Scanner, instance: string): Promise<Look> => {
  const { settings, objects, books } = scanner;
  const secretKey = settings.secrets ? await scanner.secretKey() : undefined;
  const own = settings.threats === 'off' ? undefined : await scanner.ownRules();
  const wanted: Wanted = {
    ...(secretKey && { secretKey }),
    ...(own && { threats: { everywhere: settings.threats === 'full', own } }),
  };
  const by = lookOf(wanted, books.version);
  const known = settings.threats === 'full' ? undefined : await knownOf(objects, instance, by);
  return { ...wanted, by, ...(known && { known }) };
};

/** Keeps what was found for the next look, and which rules were left out for whoever tells of them. */
export const keepLook = async (
  objects: Objects,
  instance: string,
  { by, threats, secretKey }: Look,
  { seen, refused }: Inside,
): Promise<void> => {
  if (threats) await objects.put(REFUSED_RULES, Buffer.from(JSON.stringify(refused)));
  if (!threats && !secretKey) return;
  const kept: Kept = { by, seen: [...seen] };
  await objects.put(lookKey(instance), await zip(JSON.stringify(kept)));
};
