import type { Package } from '../../core/workloads/package.ts';
import type { Bytes } from '../disks/bytes.ts';

/** A file that may list packages. */
export interface Candidate extends Bytes {
  readonly path: string;
  readonly executable: boolean;
}

/** How one kind of file lists packages. */
export interface Manifest {
  readonly matches: (file: Pick<Candidate, 'path'>) => boolean;
  /** Larger files are not what they claim to be; bytes. */
  readonly most: number;
  readonly packages: (file: Candidate) => Promise<readonly Package[]>;
  /** It says what is to be installed, not what is: counts only where the thing itself is not found. */
  readonly lock?: true;
}

export const textOf = async (file: Candidate): Promise<string> =>
  (await file.read(0, file.size)).toString('utf8');

/** What JSON holds, if it is an object. Throws a SyntaxError for what is no JSON. */
export const objectOf = (text: string): Readonly<Record<string, unknown>> => asObject(JSON.parse(text));

export const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
