import { counted } from '../../lambdas/core/base/text.ts';
import { paint } from '../terminal.ts';
import { type HostReport, isFine } from './check.ts';
import type { Client } from './clients.ts';

const CLIENTS: Readonly<Record<Client['client'], string>> = {
  drawbridge: 'Drawbridge',
  aws: 'AWS CLI',
  cdk: 'CDK CLI',
  functions: 'functions',
};

const hostLines = (report: HostReport): string[] => {
  const { host, verdict, proxy, says, next } = report;
  const mark = isFine(report) ? paint('green', '✓') : paint('red', '✗');
  const way = proxy ? ` by ${proxy}` : '';
  return [`${mark} ${host}: ${verdict}${way}, ${says}`, ...(isFine(report) ? [] : [`    ${next}`])];
};

/** Which bundle each client goes by, and at which hosts it would fail. */
const clientLines = (reports: readonly HostReport[]): string[] => {
  const [first] = reports.flatMap(({ clients }) => (clients ? [clients] : []));
  return (first ?? []).map(({ client, bundle, because }) => {
    const failing = reports.filter(({ clients }) =>
      clients?.some((each) => each.client === client && !each.believes),
    );
    const by = bundle ? `${bundle} (${because})` : because;
    const says = failing.length > 0 ? `: does not believe ${failing.map(({ host }) => host).join(', ')}` : '';
    return `  ${CLIENTS[client].padEnd(10)}  ${by}${says}`;
  });
};

/** The ways to hosts, for people. */
export const checkText = (reports: readonly HostReport[]): string => {
  const bad = reports.filter((report) => !isFine(report)).length;
  const clients = clientLines(reports);
  return [
    ...reports.flatMap(hostLines),
    ...(clients.length > 0 ? ['', 'Authorities in force:', ...clients] : []),
    '',
    bad === 0
      ? `All is well with ${counted(reports.length, 'host')}.`
      : `${bad} of ${counted(reports.length, 'host')} cannot be used.`,
  ].join('\n');
};
