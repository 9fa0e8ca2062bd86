import { describe, expect, test } from 'vitest';
import { openDisk } from '../../lambdas/workloads/disks/bytes.ts';
import { lookInside } from '../../lambdas/workloads/inside.ts';
import { scan } from '../../lambdas/workloads/scan.ts';
import { sourceOf } from './images/image.ts';
import { planted } from './images/planted.ts';
import { pem, SAMPLES } from './secrets/samples.ts';

const USUAL = { scope: 'usual', paths: [] } as const;
const KEY = Buffer.alloc(32, 7);
const AWS = SAMPLES['aws-access-token']?.found[0] ?? { text: '', secret: '' };
const HOST_KEY = pem('OPENSSH PRIVATE KEY');

const PLANTED = {
  '/root/.aws/credentials': AWS.text,
  '/home/ec2-user/.ssh/id_ed25519': pem('OPENSSH PRIVATE KEY'),
  '/etc/ssh/ssh_host_ed25519_key': HOST_KEY,
  '/opt/shop/.env': 'NODE_ENV=production\nDB_PASSWORD=Kiel7-Sprotte\nAPI_KEY=your-api-key\n',
  '/opt/shop/node_modules/some/test.js': pem('RSA PRIVATE KEY'),
};

const scanned = (wanted: Parameters<typeof lookInside>[1], contents = PLANTED) =>
  scan([openDisk(sourceOf(planted(contents)))], USUAL, lookInside(USUAL, wanted));

describe('secrets in the files of a machine', () => {
  test('are found where people keep them; what the machine made for itself and what is published is left', async () => {
    const {
      status,
      inside: { secrets },
    } = await scanned({ secretKey: KEY });
    expect(status).toBe('Scanned');
    expect(secrets.map(({ rule, path, line }) => `${rule} ${path}:${line}`).toSorted()).toEqual([
      'aws-access-token /root/.aws/credentials:3',
      'password-assignment /opt/shop/.env:2',
      'private-key /home/ec2-user/.ssh/id_ed25519:1',
    ]);
  });

  test('are nowhere in what is known of them', async () => {
    const text = JSON.stringify(await scanned({ secretKey: KEY }), (_, value) =>
      value instanceof Map ? [...value] : value,
    );
    for (const secret of [AWS.secret, 'Kiel7-Sprotte', HOST_KEY.split('\n')[1] ?? ''])
      expect(text).not.toContain(secret);
  });

  test('are not looked for where nobody wants it', async () => {
    expect(await scanned({})).toMatchObject({ status: 'Scanned', inside: { secrets: [] } });
  });
});
