import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applicationPackages } from '../../../lambdas/workloads/packages/application-packages.ts';
import { systemPackages } from '../../../lambdas/workloads/packages/system-packages.ts';
import { hasTool, run } from '../disks/compare.ts';
import { treeOf } from './tree.ts';

const USUAL = { scope: 'usual', paths: [] } as const;

const brought = async (files: Readonly<Record<string, string | Buffer>>) => {
  const { packages, problems } = await applicationPackages(treeOf(files), USUAL);
  return { found: packages.map(({ name, version, path }) => `${name} ${version} ${path}`), problems };
};

describe('the packages that a file lists', () => {
  test.for([
    [
      'node_modules, of a scope and not of a folder inside',
      {
        '/opt/a/node_modules/@x/y/package.json': '{"name":"@x/y","version":"1.0.0"}',
        '/opt/a/node_modules/z/package.json': '{"name":"z","version":"2.0.0-rc.1"}',
        '/opt/a/node_modules/z/dist/package.json': '{"type":"module"}',
        '/opt/a/package.json': '{"name":"a","version":"9.9.9"}',
      },
      ['@x/y 1.0.0 /opt/a/node_modules/@x/y/package.json', 'z 2.0.0-rc.1 /opt/a/node_modules/z/package.json'],
    ],
    [
      'package-lock.json, but for what is installed',
      {
        '/srv/a/node_modules/z/package.json': '{"name":"z","version":"2.0.0"}',
        '/srv/a/package-lock.json':
          '{"lockfileVersion":3,"packages":{"":{"version":"1.0.0"},"node_modules/z":{"version":"2.0.0"},"node_modules/z/node_modules/@a/b":{"version":"3.0.0"},"lib":{"version":"1.0.0"},"node_modules/lib":{"link":true}}}',
      },
      ['z 2.0.0 /srv/a/node_modules/z/package.json', '@a/b 3.0.0 /srv/a/package-lock.json'],
    ],
    [
      'package-lock.json of version 1',
      {
        '/srv/a/package-lock.json':
          '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0"}}}}}',
      },
      ['a 1.0.0 /srv/a/package-lock.json', 'b 2.0.0 /srv/a/package-lock.json'],
    ],
    [
      'Python: wheels and eggs, not what a description says',
      {
        '/usr/local/lib/python3.11/site-packages/Jinja2-2.10.dist-info/METADATA':
          'Metadata-Version: 2.1\r\nName: Jinja2\r\nVersion: 2.10\r\n\r\nName: not this\r\n',
        '/usr/local/lib/python3.11/site-packages/old.egg-info': 'Name: old\nVersion: 0.1\n',
      },
      [
        'Jinja2 2.10 /usr/local/lib/python3.11/site-packages/Jinja2-2.10.dist-info/METADATA',
        'old 0.1 /usr/local/lib/python3.11/site-packages/old.egg-info',
      ],
    ],
    [
      'Ruby: specifications, and lock files without their platforms',
      {
        '/usr/local/lib/ruby/gems/3.1.0/specifications/rack-2.2.3.gemspec':
          '# -*- encoding: utf-8 -*-\n# stub: rack 2.2.3 ruby lib\n\nGem::Specification.new do |s|\n  s.name = "rack".freeze\n',
        '/usr/local/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec':
          'Gem::Specification.new do |s|\n  s.name = "json"\n  s.version = "2.6.1"\n',
        '/srv/a/Gemfile.lock':
          'GIT\n  remote: x\n  specs:\n    own (1.0.0)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.15.0-x86_64-linux)\n      racc (~> 1.4)\n    rack (2.2.3)\n\nPLATFORMS\n  ruby\n',
      },
      [
        'rack 2.2.3 /usr/local/lib/ruby/gems/3.1.0/specifications/rack-2.2.3.gemspec',
        'json 2.6.1 /usr/local/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec',
        'nokogiri 1.15.0 /srv/a/Gemfile.lock',
      ],
    ],
    [
      'PHP: what is installed, by either version of Composer, and lock files',
      {
        '/var/www/a/vendor/composer/installed.json': '{"packages":[{"name":"a/b","version":"v5.4.1"}]}',
        '/var/www/b/vendor/composer/installed.json': '[{"name":"c/d","version":"1.0.0"}]',
        '/var/www/c/composer.lock':
          '{"packages":[{"name":"a/b","version":"v5.4.1"}],"packages-dev":[{"name":"e/f","version":"2.0.0"}]}',
      },
      [
        'a/b v5.4.1 /var/www/a/vendor/composer/installed.json',
        'c/d 1.0.0 /var/www/b/vendor/composer/installed.json',
        'e/f 2.0.0 /var/www/c/composer.lock',
      ],
    ],
  ] as const)('%s', async ([, files, wanted]) => {
    expect(await brought(files)).toEqual({ found: wanted, problems: [] });
  });

  test('a file that is broken is a problem, and keeps nothing from being read', async () => {
    const { found, problems } = await brought({
      '/opt/a/node_modules/x/package.json': '{"name":',
      '/opt/a/node_modules/y/package.json': '{"name":"y","version":"1.0.0"}',
      '/opt/a/b.jar': 'no zip file at all',
    });
    expect(found).toEqual(['y 1.0.0 /opt/a/node_modules/y/package.json']);
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      '/opt/a/node_modules/x/package.json',
      '/opt/a/b.jar',
    ]);
  });
});

const JARS = `
import io, sys, zipfile
def jar(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as each:
        for name, data in files.items(): each.writestr(name, data)
    return out.getvalue()
pom = 'META-INF/maven/%s/%s/pom.properties'
log4j = jar({pom % ('org.apache.logging.log4j', 'log4j-core'): '#c\\ngroupId=org.apache.logging.log4j\\nartifactId=log4j-core\\nversion=2.14.1\\n'})
old = jar({'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\\r\\nImplementation-Vendor-Id: commons-io\\r\\n'})
boot = jar({'BOOT-INF/lib/log4j-core-2.14.1.jar': log4j, 'BOOT-INF/lib/commons-io-2.6.jar': old,
            pom % ('com.example', 'shop'): 'groupId=com.example\\nartifactId=shop\\nversion=1.0\\n'})
open(sys.argv[1], 'wb').write(jar({'WEB-INF/lib/boot.jar': boot}))
`;

test('a Java archive tells what is inside of it, and inside of that', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-jar-'));
  try {
    execFileSync('python3', ['-c', JARS, join(folder, 'shop.war')]);
    const { found, problems } = await brought({ '/opt/shop.war': readFileSync(join(folder, 'shop.war')) });
    const boot = '/opt/shop.war!/WEB-INF/lib/boot.jar';
    expect(found).toEqual([
      `com.example:shop 1.0 ${boot}`,
      `org.apache.logging.log4j:log4j-core 2.14.1 ${boot}!/BOOT-INF/lib/log4j-core-2.14.1.jar`,
      `commons-io:commons-io 2.6 ${boot}!/BOOT-INF/lib/commons-io-2.6.jar`,
    ]);
    expect(problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  `../@typescript/typescript-${process.platform}-${process.arch}/lib/tsc`,
);

if (!existsSync(compiler)) process.stderr.write('SKIPPED: no program of Go here to read\n');

describe.skipIf(process.platform !== 'linux' || !existsSync(compiler))('a program of Go', () => {
  const program = (): Promise<{ found: string[]; problems: readonly string[] }> =>
    brought({ '/opt/bin/tsc': readFileSync(compiler) });

  test('tells its modules, as the compiler of TypeScript does', async () => {
    const { found, problems } = await program();
    expect(found[0]).toMatch(/^stdlib 1\.\d+(\.\d+)? \/opt\/bin\/tsc$/);
    expect(found.some((each) => /^golang\.org\/x\/text v\d/.test(each))).toBe(true);
    expect(problems).toEqual([]);
  });

  test.skipIf(!hasTool('go'))('tells what `go version -m` tells', async () => {
    const told = run(`go version -m '${compiler}'`)
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, kind]) => kind === 'mod' || kind === 'dep')
      .map(([, , name, version]) => `${name} ${version} /opt/bin/tsc`);
    expect((await program()).found.slice(1)).toEqual(told);
  });
});

describe('the packages of a system', () => {
  test('apk, by a record of Alpine 3.18', async () => {
    const { packages } = await systemPackages(
      treeOf({
        '/lib/apk/db/installed':
          'C:Q1Q\nP:libcrypto3\nV:3.1.0-r4\nA:x86_64\no:openssl\nF:etc/ssl\nR:ct_log_list.cnf\n\nC:Q1a\nP:busybox\nV:1.36.0-r9\nA:x86_64\no:busybox\n\n',
      }),
      'Alpine:v3.18',
    );
    expect(packages.map(({ name, version, source }) => [name, version, source])).toEqual([
      ['libcrypto3', '3.1.0-r4', 'openssl'],
      ['busybox', '1.36.0-r9', 'busybox'],
    ]);
  });

  test('dpkg: what is removed is gone, what is only unpacked is there', async () => {
    const { packages } = await systemPackages(
      treeOf({
        '/var/lib/dpkg/status':
          'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: there\nStatus: install ok unpacked\nVersion: 2\nSource: other (1:3)\nDescription: x\n Package: no\n\n',
        '/var/lib/dpkg/status.d/base': 'Package: base\nVersion: 4\n',
        '/var/lib/dpkg/status.d/base.md5sums': 'abc  def\n',
      }),
      'Debian:12',
    );
    expect(
      packages.map(({ name, version, source, sourceVersion }) => [name, version, source, sourceVersion]),
    ).toEqual([
      ['there', '2', 'other', '1:3'],
      ['base', '4', 'base', undefined],
    ]);
  });
});
