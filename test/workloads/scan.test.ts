import { describe, expect, test } from 'vitest';
import { systemOf } from '../../lambdas/core/workloads/system.ts';
import type { Advisories } from '../../lambdas/workloads/assess.ts';
import { openDisk } from '../../lambdas/workloads/disks/bytes.ts';
import { judgedBy, scan } from '../../lambdas/workloads/scan.ts';
import { image, lines, sourceOf } from './images/image.ts';

const USUAL = { scope: 'usual', paths: [] } as const;

const scanned = (data: Buffer) => scan([openDisk(sourceOf(data))], USUAL);

describe('the packages of a disk are those that the distribution tells', () => {
  test.for(['debian.ext4', 'disk.gpt'] as const)('dpkg, of %s', async (name) => {
    const { status, system, packages } = await scanned(image(name));
    expect({ status, system: system?.ecosystem }).toEqual({ status: 'Scanned', system: 'Debian:12' });
    const own = packages.filter(({ manager }) => manager === 'dpkg');
    const told = own.map((each) =>
      [each.name, each.version, each.architecture, each.source, each.sourceVersion ?? each.version].join(' '),
    );
    expect(told.toSorted()).toEqual(lines('debian.txt'));
    const brought = packages.filter(({ manager }) => manager !== 'dpkg');
    expect(brought.map(({ ecosystem, name, version, path }) => [ecosystem, name, version, path])).toEqual([
      ['npm', 'lodash', '4.17.15', '/opt/shop/node_modules/lodash/package.json'],
      [
        'PyPI',
        'Jinja2',
        '2.10',
        '/opt/shop/venv/lib/python3.11/site-packages/Jinja2-2.10.dist-info/METADATA',
      ],
    ]);
  });

  test('rpm, of XFS', async () => {
    const { status, system, packages } = await scanned(image('alma.xfs'));
    expect({ status, system: system?.ecosystem }).toEqual({ status: 'Scanned', system: 'AlmaLinux:9' });
    const told = packages.map(({ name, version, architecture, source, module }) => [
      name,
      version,
      architecture,
      source,
      module,
    ]);
    const wanted = lines('alma.txt').map((line) => {
      const [name, version, architecture, source = '', label = ''] = line.split(' ');
      const module = label === '(none)' ? undefined : label.split(':').slice(0, 2).join(':');
      return [name, version, architecture, source.replace(/-[^-]+-[^-]+\.src\.rpm$/, ''), module];
    });
    expect(told.toSorted()).toEqual(wanted.toSorted());
  });

  test('few blocks are read', async () => {
    const disk = openDisk(sourceOf(image('debian.ext4')));
    await scan([disk], USUAL);
    expect(disk.blocksRead()).toBeLessThanOrEqual(8);
  });
});

describe('what was not scanned whole is never clean', () => {
  const none: Advisories = { covers: () => false, rows: () => [], known: () => undefined };

  test('a system whose advisories are not there', async () => {
    const found = judgedBy(await scanned(image('debian.ext4')), none);
    expect(found).toMatchObject({ status: 'Unsupported', reason: 'there are no advisories for Debian:12' });
  });

  test('a package database that is torn', async () => {
    const data = image('alma.xfs');
    data.fill(0xff, data.indexOf('SQLite format 3'), data.indexOf('SQLite format 3') + 512);
    expect((await scanned(data)).status).toBe('Partial');
  });

  test('a disk without a system', async () => {
    const data = image('debian.ext4');
    for (let at = data.indexOf('os-release'); at >= 0; at = data.indexOf('os-release', at + 1))
      data.write('xx-release', at);
    expect(await scanned(data)).toMatchObject({ status: 'Unsupported', packages: [] });
  });
});

describe('a system is known by its os-release', () => {
  test.for([
    ['ID=debian\nVERSION_ID="12"', 'Debian:12', true],
    ['ID=debian\nNAME="Debian GNU/Linux"', 'Debian GNU/Linux', false],
    ['ID=ubuntu\nVERSION_ID="22.04"', 'Ubuntu:22.04:LTS', true],
    ['ID=ubuntu\nVERSION_ID="23.10"', 'Ubuntu:23.10', true],
    ['ID=ubuntu\nVERSION_ID="23.04"', 'Ubuntu:23.04', true],
    ['ID=alpine\nVERSION_ID=3.18.4', 'Alpine:v3.18', true],
    ["ID='almalinux'\nVERSION_ID='9.2'", 'AlmaLinux:9', true],
    ['ID="rocky"\nVERSION_ID="8.9"', 'Rocky Linux:8', true],
    ['ID="rhel"\nVERSION_ID="9.4"', 'Red Hat:enterprise_linux:9', true],
    ['ID="amzn"\nVERSION_ID="2023"', 'Amazon Linux:2023', true],
    ['ID="amzn"\nVERSION_ID="2018.03"\nNAME="Amazon Linux AMI"', 'Amazon Linux AMI:2018.03', false],
    ['ID="sles"\nVERSION_ID="15.5"', 'SUSE:Linux Enterprise Server 15 SP5', true],
    ['ID=fedora\nVERSION_ID=38\nNAME="Fedora Linux"', 'Fedora Linux:38', false],
    ['', 'linux', false],
  ] as const)('%s', ([text, ecosystem, advised]) => {
    expect(systemOf(text)).toMatchObject({ ecosystem, advised });
  });
});
