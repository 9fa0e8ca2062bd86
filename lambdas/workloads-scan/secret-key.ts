import { randomBytes } from 'node:crypto';
import { SECRET_KEY } from '../workloads/keys.ts';
import type { BucketObjects } from '../workloads/objects.ts';

const BYTES = 32;

/**
 * The key of the hashes of secrets, made by the first scan: hashes stay the same from scan to scan, and nobody who reads them
 * can guess passwords by them. Throws where another one cannot be told from a broken one.
 */
export const secretKeyOf = async (objects: BucketObjects): Promise<Buffer> => {
  const known = await objects.get(SECRET_KEY);
  if (known?.length === BYTES) return known;
  if (known)
    throw new Error(`${SECRET_KEY} of the bucket is no key. Delete it: the next scan makes another.`);
  await objects.putNew(SECRET_KEY, randomBytes(BYTES));
  const made = await objects.get(SECRET_KEY);
  if (made?.length !== BYTES) throw new Error(`${SECRET_KEY} of the bucket cannot be read back.`);
  return made;
};
