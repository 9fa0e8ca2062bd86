import { type FileHandle, open } from 'node:fs/promises';
import { type BlockSource, KIB } from '../../lambdas/workloads/disks/bytes.ts';

/** As large as the blocks of the EBS direct APIs, so that the counts compare. */
const BLOCK_SIZE = 512 * KIB;

/** A disk image as blocks; those that hold only zeros were never written. */
export const imageFile = async (
  path: string,
): Promise<{ readonly source: BlockSource; readonly close: () => Promise<void> }> => {
  const file: FileHandle = await open(path);
  const { size } = await file.stat();
  const block = async (index: number): Promise<Buffer | undefined> => {
    const data = Buffer.alloc(BLOCK_SIZE);
    await file.read(data, 0, BLOCK_SIZE, index * BLOCK_SIZE);
    return data.equals(ZEROS) ? undefined : data;
  };
  return { source: { size, blockSize: BLOCK_SIZE, block }, close: () => file.close() };
};

const ZEROS = Buffer.alloc(BLOCK_SIZE);
