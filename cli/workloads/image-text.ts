import { counted } from '../../lambdas/core/base/text.ts';
import type { Vulnerability } from '../../lambdas/core/workloads/vulnerability.ts';
import { printable, table } from '../terminal.ts';
import type { ImageReport } from './image.ts';

/** The one name by which people know it. */
const nameOf = ({ id, cves }: Vulnerability): string => {
  const [first] = cves;
  if (!first || cves.length > 1) return id;
  return id.includes(first) ? first : `${id} (${first})`;
};

const likelihood = ({ kev, epss }: Vulnerability): string => {
  if (kev) return 'exploited';
  return epss === undefined ? '' : `${(epss * 100).toFixed(1)} %`;
};

const row = (each: Vulnerability): string[] =>
  [
    each.severity,
    nameOf(each),
    each.package,
    each.version,
    each.fixed ?? 'no fix yet',
    each.cvss?.toFixed(1) ?? '',
    likelihood(each),
    each.path,
  ].map(printable);

const vulnerabilities = ({ vulnerabilities: all }: ImageReport): string[] => {
  const listed = all.filter(({ severity }) => severity !== 'LOW');
  const low = all.length - listed.length;
  const heading = [
    'SEVERITY',
    'VULNERABILITY',
    'PACKAGE',
    'INSTALLED',
    'FIXED IN',
    'CVSS',
    'LIKELY',
    'LISTED BY',
  ];
  return [
    ...(listed.length > 0 ? [table([heading, ...listed.map(row)])] : []),
    ...(low > 0 ? [`${listed.length > 0 ? 'And ' : ''}${low} of severity LOW (--json lists them)`] : []),
  ];
};

const secrets = ({ secrets: all }: ImageReport): string[] =>
  all.length === 0
    ? []
    : [
        '',
        `${counted(all.length, 'secret')}: rotate each first, then remove it`,
        table([
          ['RULE', 'WHERE', 'HASH'],
          ...all.map(({ rule, path, line, hash }) => [rule, printable(`${path}:${line}`), hash]),
        ]),
      ];

const threats = ({ threats: all }: ImageReport): string[] =>
  all.length === 0
    ? []
    : [
        '',
        `${counted(all.length, 'threat')}: isolate the machine, and start another one from a clean image`,
        table([['RULE', 'WHERE'], ...all.map(({ rule, path }) => [rule, path].map(printable))]),
      ];

/** What people read. */
export const imageText = (report: ImageReport, judged: boolean): string => {
  const { os, status, reason, packages, score, blocksRead } = report;
  return [
    `${printable(os ?? 'No system')}: ${status}${reason ? `, ${printable(reason)}` : ''}`,
    `${counted(packages.length, 'package')}, ${counted(blocksRead, 'block')} of 512 KiB read`,
    ...(judged
      ? [
          `${counted(report.vulnerabilities.length, 'vulnerability', 'vulnerabilities')}, risk ${score} of 100`,
        ]
      : ['Say --data <folder> to hold them against advisories']),
    ...vulnerabilities(report),
    ...threats(report),
    ...secrets(report),
  ].join('\n');
};
