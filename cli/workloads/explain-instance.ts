import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { createLedger } from '../../lambdas/adapters/ledger.ts';
import { type FindingState, isOpen } from '../../lambdas/core/ledger/record.ts';
import { foundIn } from '../../lambdas/workloads/instance/model.ts';
import { remediationOf, type Step } from '../../lambdas/workloads/instance/remediation.ts';
import { instanceArn } from '../../lambdas/workloads/instance/type.ts';
import { createScanLog, type ScanEntry } from '../../lambdas/workloads/scan-log.ts';
import { ageOf } from '../doctor/check.ts';
import { UsageError } from '../exit.ts';
import { paint, printable, table } from '../terminal.ts';
import { instanceIdOf } from './scan-now.ts';
import { scanning } from './scans.ts';

/** What is known of the disks of an instance. */
export interface InstanceExplained {
  readonly scan: ScanEntry;
  /** By template. */
  readonly findings: Readonly<Record<string, FindingState>>;
  /** What to do about all of it, the most urgent first. */
  readonly remediation: readonly Step[];
}

/** What the last scan of an instance has found. Throws a UsageError where none was made. */
export const explainInstance = async (given: string): Promise<InstanceExplained> => {
  const id = instanceIdOf(given);
  const { stack } = await scanning();
  const client = new DynamoDBClient(awsHttp());
  const [scan, latest] = await Promise.all([
    createScanLog(client, stack.ledger).of(id),
    createLedger(client, stack.ledger, stack.place).latest(instanceArn(id, stack.place)),
  ]);
  if (!scan)
    throw new UsageError(
      `${id} was not looked at yet, or it is not in account ${stack.place.account}, ${stack.place.region}. Scan it now: npx --no -- drawbridge workloads scan ${id} --wait`,
    );
  const found = { id, ...foundIn(latest?.before ?? []), commands: [] };
  return {
    scan,
    findings: latest?.findings ?? {},
    remediation: remediationOf(found, stack.place.region),
  };
};

export const hasOpen = ({ findings }: InstanceExplained): boolean =>
  Object.values(findings).some(({ status }) => isOpen(status));

const scanText = (scan: ScanEntry, now: number): string[] => {
  const { instance, status, reason, system, scannedAt, packages, blocksRead, score, reachable, dataFrom } =
    scan;
  return [
    `${paint('bold', instance)}: ${status}${reason ? `, ${printable(reason)}` : ''}`,
    ...(system
      ? [`  ${printable(system)}, ${packages ?? 0} packages, ${blocksRead ?? 0} blocks of 512 KiB read`]
      : []),
    ...(scannedAt ? [`  read ${ageOf(Date.parse(scannedAt), now)} ago`] : []),
    ...(dataFrom ? [`  advisories of ${dataFrom}`] : []),
    ...(reachable
      ? [
          `  ${reachable.length > 0 ? `the Internet reaches it on ${reachable.join(', ')}` : 'the Internet does not reach it directly'}`,
        ]
      : []),
    ...(score === undefined ? [] : [`  risk ${score} of 100`]),
  ];
};

const termsText = ({ terms = [] }: ScanEntry): string[] =>
  terms.length === 0
    ? []
    : [
        '',
        'What the risk is made of: term = impact × probability × exposure, risk = 100 × (1 − Π(1 − term))',
        table([
          ['VULNERABILITY', 'IMPACT', 'PROBABILITY', 'EXPOSURE', 'TERM'],
          ...terms.map(({ id, impact, probability, exposure, term }) =>
            [id, impact, probability, exposure, term].map(String),
          ),
        ]),
      ];

const findingText = (template: string, state: FindingState): string[] => [
  '',
  `${paint('bold', template)}: ${state.status}${state.severity ? `, ${state.severity}` : ''}`,
  ...state.violating.map((part) => `  ${printable(part)}`),
  ...(state.exclusion ? [`  left alone: ${printable(state.exclusion.reason)}`] : []),
  ...(state.note ? [`  ${printable(state.note)}`] : []),
];

const stepsText = (steps: readonly Step[]): string[] =>
  steps.length === 0
    ? []
    : [
        '',
        'What to do, the most urgent first:',
        ...steps.map(
          ({ what, command }) => `  ${printable(what)}${command ? `\n    ${printable(command)}` : ''}`,
        ),
      ];

export const instanceText = ({ scan, findings, remediation }: InstanceExplained, now: number): string =>
  [
    ...scanText(scan, now),
    ...termsText(scan),
    ...Object.entries(findings).flatMap(([template, state]) =>
      isOpen(state.status) ? findingText(template, state) : [],
    ),
    ...stepsText(remediation),
  ].join('\n');
