import { type EBSClient, GetSnapshotBlockCommand, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';
import type { SnapshotCalls } from '../workloads/snapshot.ts';

/** What EBS gives at most. */
const PAGE = 10_000;

/** The calls of the EBS direct APIs on one snapshot. */
export const snapshotCalls = (client: EBSClient, SnapshotId: string): SnapshotCalls => ({
  async list(next) {
    const page = await client.send(
      new ListSnapshotBlocksCommand({
        SnapshotId,
        MaxResults: PAGE,
        ...(next !== undefined && { NextToken: next }),
      }),
    );
    return {
      volumeSize: page.VolumeSize ?? 0,
      blockSize: page.BlockSize ?? 0,
      blocks: (page.Blocks ?? []).flatMap(({ BlockIndex, BlockToken }) =>
        BlockIndex === undefined || BlockToken === undefined
          ? []
          : [{ index: BlockIndex, token: BlockToken }],
      ),
      ...(page.NextToken !== undefined && { next: page.NextToken }),
    };
  },
  async get(index, token) {
    const { BlockData, Checksum = '' } = await client.send(
      new GetSnapshotBlockCommand({ SnapshotId, BlockIndex: index, BlockToken: token }),
    );
    const data = BlockData ? Buffer.from(await BlockData.transformToByteArray()) : Buffer.alloc(0);
    return { data, checksum: Checksum };
  },
});
