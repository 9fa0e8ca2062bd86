import { UsageError } from '../../exit.ts';
import { NOBODY } from '../probe.ts';
import { type Flow, flowIn } from './flows.ts';
import { linesOf } from './lines.ts';
import { createOurs } from './ours.ts';
import { type Remedy, remedyFor } from './remedy.ts';
import { type Tally, tally } from './tally.ts';

export interface LogOptions {
  /** Epoch milliseconds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** A part of the process's name. */
  readonly process?: string | undefined;
}

/** What a log tells of a host, and what to do about it. */
export interface LoggedHost extends Omit<Tally, 'failures'>, Remedy {
  /** Whether Drawbridge needs it. */
  readonly ours: boolean;
  readonly why?: string;
}

export interface LogReport {
  /** The suspects first. */
  readonly hosts: readonly LoggedHost[];
  readonly notes: readonly string[];
}

const WHY = {
  'not-believed': 'the client does not believe who has signed, or pins',
  silent: 'nothing was asked in the tunnel: the client does not believe who has signed, or pins',
  denied: 'the proxy denies it',
  'proxy-distrusts-origin': 'the proxy does not trust the origin',
  'proxy-cannot-reach': 'the proxy cannot reach it',
} as const;

const within = ({ since, until, process }: LogOptions, flow: Flow): boolean =>
  flow.time >= (since ?? 0) &&
  flow.time <= (until ?? Number.POSITIVE_INFINITY) &&
  (process === undefined || (flow.process?.toLowerCase().includes(process.toLowerCase()) ?? false));

const chosen = (options: LogOptions, flow: Flow | undefined): readonly Flow[] =>
  flow && flow.host !== NOBODY && within(options, flow) ? [flow] : [];

const suspectsFirst = (one: LoggedHost, other: LoggedHost): number =>
  Number(other.failed > 0) - Number(one.failed > 0) ||
  Number(other.tunnelled > 0) - Number(one.tunnelled > 0) ||
  Number(other.ours) - Number(one.ours) ||
  other.failed - one.failed ||
  other.tunnelled - one.tunnelled ||
  one.host.localeCompare(other.host, 'en');

const notesOn = ({ process }: LogOptions, squid: number, unsure: number): string[] => [
  ...(squid > 0 && process !== undefined
    ? ["Squid's log knows no processes: --process leaves nothing of it."]
    : []),
  ...(unsure > 0
    ? [
        'This is Squid’s own format, which does not say why. Have " bump=%ssl::bump_mode sni=%ssl::>sni err=%err_code/%err_detail" added: docs/egress.md.',
      ]
    : []),
];

const isUnsure = (flow: Flow): boolean => flow.client !== undefined && !flow.isSure;

/** Counts what is in a log, and what sort of log it is. */
const counted = async (name: string, options: LogOptions) => {
  const counts = tally();
  let [known, squid, unsure] = [0, 0, 0];
  for await (const line of linesOf(name)) {
    const found = flowIn(line);
    if (!found) continue;
    known += 1;
    if (found.log === 'squid') squid += 1;
    if (found.flow && isUnsure(found.flow)) unsure += 1;
    for (const flow of chosen(options, found.flow)) counts.add(flow);
  }
  return { tallies: counts.result(), known, squid, unsure };
};

/** Reads a log of the Netskope client or of Squid. Throws a UsageError for what is neither. */
export const readLog = async (name: string, options: LogOptions): Promise<LogReport> => {
  const { tallies, known, squid, unsure } = await counted(name, options);
  if (known === 0)
    throw new UsageError(
      `${name === '-' ? 'Standard input' : name} is no nsdebuglog.log of the Netskope client and no access.log of Squid.`,
    );
  const ours = createOurs();
  const hosts = tallies.map(async ({ failures, ...rest }): Promise<LoggedHost> => {
    const [why] = failures;
    return {
      ...rest,
      ours: await ours(rest.host),
      ...(why && { why: WHY[why] }),
      ...remedyFor({ ...rest, failures }),
    };
  });
  return { hosts: (await Promise.all(hosts)).sort(suspectsFirst), notes: notesOn(options, squid, unsure) };
};
