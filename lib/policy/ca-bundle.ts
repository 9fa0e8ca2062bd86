import { readFileSync } from 'node:fs';
import { readCertificates } from '../certificates.ts';

const contentOf = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
};

/** Why a file cannot be the functions' bundle of authorities; undefined where it can. */
export const bundleMistake = (file: string): string | undefined => {
  const data = contentOf(file);
  if (!data)
    return `there is no such file, or it cannot be read. It is looked for beside the policy file: ${file}`;
  const { certificates, faults, notes } = readCertificates(data);
  if (faults.length > 0) return `${faults.map(({ says }) => says).join('; ')}. Node would ignore it`;
  if (notes.some((note) => note.includes('private key')))
    return 'a private key is inside, and would be deployed: take it out';
  return certificates.some(({ ca }) => ca) ? undefined : 'it holds no authority, but certificates of hosts';
};
