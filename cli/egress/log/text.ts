import { paint, printable, table } from '../../terminal.ts';
import type { LoggedHost } from './read.ts';

const isSuspect = ({ failed, tunnelled }: LoggedHost): boolean => failed > 0 || tunnelled > 0;

const MOST = 10;

const advice = ({ host, why, remedy, further }: LoggedHost): string =>
  [
    `${paint('bold', printable(host))}${why ? `: ${why}` : ''}`,
    `  1. ${printable(remedy)}`,
    ...further.map(
      (step, i) => `  ${i + 2}. ${i === further.length - 1 ? '' : 'if it still fails, '}${printable(step)}`,
    ),
  ].join('\n');

/** What to do about the first of the suspects: those that failed, or else those that went through the tunnel. */
const adviceOn = (hosts: readonly LoggedHost[]): readonly string[] => {
  const failed = hosts.filter((each) => each.failed > 0);
  const suspects = failed.length > 0 ? failed : hosts.filter(isSuspect);
  return suspects.slice(0, MOST).map(advice);
};

/** The hosts of a log, for people. */
export const logText = (hosts: readonly LoggedHost[]): string => {
  if (hosts.length === 0) return 'No flow of that time and process is in the log.';
  const rows = hosts.map(({ host, tunnelled, direct, failed, processes, ours }) => [
    host,
    String(tunnelled),
    String(direct),
    String(failed),
    ours ? 'yes' : '',
    printable(processes.join(', ')),
  ]);
  return [
    table([['HOST', 'TUNNELLED', 'DIRECT', 'FAILED', 'OURS', 'PROCESSES'], ...rows]),
    ...adviceOn(hosts),
  ].join('\n\n');
};
