import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { at, list, own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import { refusal } from './faults.ts';
import { type Answer, answer, json } from './http.ts';
import { parseItems, toXml } from './xml.ts';

/** A disk behind the volumes of an instance, which the emulators have none of. */
export interface AttachedDisk {
  readonly instance: string;
  /** A raw image, packed by Brotli. */
  readonly image: string;
  /** So often a snapshot of it is described as pending; 0 when absent. */
  readonly pendingLooks?: number;
}

interface Snapshot {
  readonly volumeSize: number;
  readonly disk: Buffer;
  looks: number;
}

export interface Ebs {
  /** Snapshots that are made of the instance from now on hold this disk. */
  attach(disk: AttachedDisk): void;
  /** What a rule of the Recycle Bin would keep: these snapshots, with this description. */
  bin(snapshots: readonly { readonly id: string; readonly description: string }[]): void;
  isOurs(call: Call): boolean;
  answer(call: Call): Answer;
  /** Takes notice of what the emulator has done, and shows snapshots that are not ready yet as such. */
  after(call: Call, answer: Answer): Answer;
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebs-accessing-snapshot.html */
const BLOCK = 512 * 1024;
/** Small, so that a small disk takes several pages. */
const PAGE = 10;
const PATH = /^\/snapshots\/([^/]+)\/blocks(?:\/(\d+))?$/;

const blockOf = (disk: Buffer, index: number): Buffer => {
  const block = Buffer.alloc(BLOCK);
  disk.copy(block, 0, index * BLOCK);
  return block;
};

/** Only blocks that were ever written are in a snapshot. */
const written = (disk: Buffer): readonly number[] =>
  Array.from({ length: Math.ceil(disk.length / BLOCK) }, (_, index) => index).filter((index) =>
    blockOf(disk, index).some((byte) => byte !== 0),
  );

const tokenOf = (id: string, index: number): string =>
  createHash('sha256').update(`${id}/${index}`).digest('base64url');

const pageOf = (id: string, { disk, volumeSize }: Snapshot, from: number): Answer => {
  const all = written(disk);
  const blocks = all.slice(from, from + PAGE);
  return json(200, {
    Blocks: blocks.map((index) => ({ BlockIndex: index, BlockToken: tokenOf(id, index) })),
    BlockSize: BLOCK,
    VolumeSize: volumeSize,
    ExpiryTime: Math.floor(Date.now() / 1000) + 3600,
    ...(from + PAGE < all.length && { NextToken: `page-${from + PAGE}` }),
  });
};

const blockAnswer = (call: Call, id: string, { disk }: Snapshot, index: number): Answer => {
  if (call.request.url.searchParams.get('blockToken') !== tokenOf(id, index))
    return refusal(call, 400, 'ValidationException', 'The block token is not valid.');
  const body = blockOf(disk, index);
  const headers = {
    'content-type': 'application/octet-stream',
    'x-amz-data-length': String(BLOCK),
    'x-amz-checksum': createHash('sha256').update(body).digest('base64'),
    'x-amz-checksum-algorithm': 'SHA256',
  };
  return { status: 200, headers, body };
};

const madeIn = (body: Buffer): readonly { readonly id: string; readonly size: number }[] =>
  list(at(parseItems(body), 'CreateSnapshotsResponse.snapshotSet')).map((item) => ({
    id: String(own(item, 'snapshotId')),
    size: Number(own(item, 'volumeSize')),
  }));

const asPending = (body: Buffer, id: string): Buffer =>
  Buffer.from(
    String(body).replace(
      new RegExp(
        `(<snapshotId>${id}</snapshotId>(?:(?!</item>\\s*<item>\\s*<snapshotId>)[\\s\\S])*?<status>)completed`,
      ),
      '$1pending',
    ),
  );

const binAnswer = (kept: readonly { readonly id: string; readonly description: string }[]): Answer => {
  const item = kept.map(({ id, description }) => ({ snapshotId: id, description }));
  return answer(200, 'text/xml', toXml({ ListSnapshotsInRecycleBinResponse: { snapshotSet: { item } } }));
};

/** The EBS direct APIs over images of disks, and what else of snapshots the emulators have not. */
export const createEbs = (): Ebs => {
  const disks = new Map<string, { readonly disk: Buffer; readonly pendingLooks: number }>();
  const snapshots = new Map<string, Snapshot>();
  let binned: readonly { readonly id: string; readonly description: string }[] = [];
  const read = (call: Call): Answer => {
    const [, id = '', index] = PATH.exec(call.request.url.pathname) ?? [];
    const snapshot = snapshots.get(id);
    if (!snapshot)
      return refusal(call, 404, 'ResourceNotFoundException', `The snapshot '${id}' does not exist.`);
    if (snapshot.looks > 0)
      return refusal(call, 400, 'ValidationException', `The snapshot '${id}' is not completed.`);
    if (index !== undefined) return blockAnswer(call, id, snapshot, Number(index));
    const token = call.request.url.searchParams.get('pageToken');
    return pageOf(id, snapshot, Number(token?.replace('page-', '') ?? 0));
  };
  const isHidden = (body: Buffer, id: string, { looks }: Snapshot): boolean =>
    looks > 0 && body.includes(`<snapshotId>${id}<`);
  const shown = (given: Answer): Answer => {
    const hidden = [...snapshots].filter(([id, snapshot]) => isHidden(given.body, id, snapshot));
    for (const [, snapshot] of hidden) snapshot.looks -= 1;
    return { ...given, body: hidden.reduce((body, [id]) => asPending(body, id), given.body) };
  };
  const made = (call: Call, given: Answer): void => {
    const known = disks.get(call.params.get('InstanceSpecification.InstanceId') ?? '');
    if (known)
      for (const { id, size } of madeIn(given.body))
        snapshots.set(id, { disk: known.disk, volumeSize: size || 8, looks: known.pendingLooks });
  };
  return {
    attach: ({ instance, image, pendingLooks = 0 }) =>
      void disks.set(instance, { disk: brotliDecompressSync(readFileSync(image)), pendingLooks }),
    bin: (kept) => {
      binned = kept;
    },
    isOurs: ({ service, action }) => service === 'ebs' || action === 'ListSnapshotsInRecycleBin',
    answer: (call) => (call.service === 'ebs' ? read(call) : binAnswer(binned)),
    after(call, given) {
      if (call.service !== 'ec2' || given.status !== 200) return given;
      if (call.action === 'CreateSnapshots') made(call, given);
      if (call.action === 'DeleteSnapshot') snapshots.delete(call.params.get('SnapshotId') ?? '');
      return call.action === 'DescribeSnapshots' ? shown(given) : given;
    },
  };
};
